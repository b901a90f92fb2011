import Portable
import StudyModel

/// The density of good configurations, mixed with what the user believes about them.
///
/// The density is (1 - s) · l + s · π, where l is the estimator's density and π the product of the
/// parameters' priors. The share s = 10 / (10 + n) of trial n falls from a half at trial 10, so
/// results outweigh a wrong belief. In πBO (Hvarfner et al., "πBO: Augmenting acquisition functions
/// with user beliefs for Bayesian optimization", ICLR 2022, arXiv:2204.11051) the prior is a factor
/// π^(10/n) of the acquisition function. Candidates of TPE are drawn from the good density, so here
/// the prior is a part of that density, from which candidates are drawn too.
struct PriorMixture: Sendable {
    /// The trial after which the prior has half of the weight.
    private static let halfLife = 10.0

    private let estimator: ParzenEstimator
    private let prior: PriorDensity?
    private let share: Double

    /// - Parameter trial: the trial that is drawn.
    init(_ estimator: ParzenEstimator, _ prior: PriorDensity?, trial: Int) {
        self.estimator = estimator
        self.prior = prior
        share = prior == nil ? 0 : Self.halfLife / (Self.halfLife + Double(trial))
    }

    /// Draws a configuration's entries: one fraction in (0, 1) selects the part and the kernel,
    /// another one per parameter selects the entry.
    func draw(kernelFraction: Double, fraction: (Int) -> Double) -> [Double] {
        guard let prior, kernelFraction < share else {
            return estimator.draw(
                kernelFraction: prior == nil
                    ? kernelFraction : (kernelFraction - share) / (1 - share),
                fraction: fraction)
        }
        return prior.draw(fraction)
    }

    /// The logarithms of the density at several rows of entries.
    func logDensities(at rows: [[Double]]) -> [Double] {
        let own = estimator.logDensities(at: rows)
        guard let prior else { return own }
        return zip(own, rows).map { own, row in
            LogarithmicSum.of([
                own + PortableMath.log(1 - share),
                prior.logDensity(at: row) + PortableMath.log(share),
            ])
        }
    }
}

/// The product of the priors on a space's parameters.
///
/// A number has a truncated normal kernel around the given value, on the axis of the other kernels.
/// A parameter without a prior has the prior's kernel of the estimator.
struct PriorDensity: Sendable {
    private enum Part: Sendable {
        case kernels(ParzenKernels, constant: Double)
        case choice(Double, odds: Double, count: Double)
    }

    private let parts: [Part]

    /// Nil if no parameter has a prior.
    init?(_ space: SearchSpace, _ domains: [ParzenDomain]) {
        guard space.parameters.contains(where: { $0.prior != nil }) else { return nil }
        parts = zip(space.parameters, domains).map { parameter, domain in
            let entry = parameter.prior.flatMap { domain.entry(of: $0.value) }
            var constants = [0.0]
            guard let prior = parameter.prior, let entry else {
                let kernels = ParzenKernels(
                    unconditional: domain, .none, after: nil, draws: true, constants: &constants)
                return .kernels(kernels, constant: constants[0])
            }
            switch domain.kind {
            case .choices(let count):
                return .choice(entry, odds: prior.confidence.odds, count: Double(count))
            case .numeric(var scale):
                scale.priorMean = scale.place(of: entry)
                scale.priorDeviation =
                    prior.confidence.deviation * (scale.core.upperBound - scale.core.lowerBound)
                let kernels = NumericKernels(
                    .none, scale: scale, draws: true, constants: &constants)
                return .kernels(.numeric(kernels), constant: constants[0])
            }
        }
    }

    func draw(_ fraction: (Int) -> Double) -> [Double] {
        parts.indices.map { index in
            let fraction = fraction(index)
            switch parts[index] {
            case .kernels(let kernels, _): return kernels.entry(ofKernel: 0, at: fraction)
            case .choice(let entry, let odds, let count):
                let place = fraction * (odds + count - 1)
                guard place >= odds else { return entry }
                let rank = min((place - odds).rounded(.down), count - 2)
                return rank < entry ? rank : rank + 1
            }
        }
    }

    /// A parameter that a configuration lacks counts as a factor of 1.
    func logDensity(at row: [Double]) -> Double {
        var total = 0.0
        for (part, entry) in zip(parts, row) where !entry.isNaN {
            switch part {
            case .kernels(let kernels, let constant):
                var logarithm = [constant]
                var known = KnownMasses()
                logarithm.withUnsafeMutableBufferPointer {
                    kernels.addLogDensities(at: entry, to: $0, &known)
                }
                total += logarithm[0]
            case .choice(let given, let odds, let count):
                total += PortableMath.log((entry == given ? odds : 1) / (odds + count - 1))
            }
        }
        return total
    }
}
