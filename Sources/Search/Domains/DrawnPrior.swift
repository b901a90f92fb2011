import Portable
import StudyModel

/// A user's prior on one parameter, prepared for drawing values.
///
/// The prior of a number is a normal distribution over the quantiles of the parameter's own
/// distribution, around the quantile of the given value and truncated to 0...1. A given choice is a
/// number of times as likely as each of the others.
struct DrawnPrior: Sendable {
    private enum Kind: Sendable {
        case number(mean: Double, deviation: Double)
        case choice(Int, odds: Double, count: Int)
    }

    private let kind: Kind

    /// Nil without a prior, or if there is nothing to choose.
    init?(_ parameter: Parameter, _ domain: DrawableDomain) {
        guard let prior = parameter.prior, domain.count != 1 else { return nil }
        if let quantile = domain.fraction(of: prior.value) {
            kind = .number(mean: quantile, deviation: prior.confidence.deviation)
            return
        }
        guard domain.isFinite, let count = domain.count,
            let position = domain.position(of: prior.value)
        else { return nil }
        if case .categorical = parameter.domain {
            kind = .choice(position, odds: prior.confidence.odds, count: count)
        } else {
            kind = .number(
                mean: 0.5 * (domain.lowerEdge(of: position) + domain.lowerEdge(of: position + 1)),
                deviation: prior.confidence.deviation)
        }
    }

    /// The fraction of the parameter's own distribution at a fraction in (0, 1) of the prior.
    func fraction(at fraction: Double) -> Double {
        switch kind {
        case .number(let mean, let deviation):
            let from = PortableMath.normalDistribution(-mean / deviation)
            let to = PortableMath.normalDistribution((1 - mean) / deviation)
            let share = from + (to - from) * fraction
            let quantile = mean + deviation * PortableMath.normalQuantile(share)
            return min(max(quantile, 0x1p-53), 1 - 0x1p-53)
        case .choice(let position, let odds, let count):
            // The given choice takes the first part of the interval; the others follow in order.
            let place = fraction * (odds + Double(count - 1))
            guard place >= odds else { return (Double(position) + 0.5) / Double(count) }
            let rank = min(Int(place - odds), count - 2)
            return (Double(rank < position ? rank : rank + 1) + 0.5) / Double(count)
        }
    }
}
