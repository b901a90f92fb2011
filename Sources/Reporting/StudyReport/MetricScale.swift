import Figures
import StudyModel

/// How a study's metric is shown on an axis: chosen by the values, so that the best are told apart.
///
/// A few bad trials squeeze all others on a linear axis. Where the best tenth of the values takes
/// up less than a tenth of it, the axis is logarithmic; for a share of which more is better, such
/// as an accuracy, it shows what is missing to 1. Where neither helps, the worst values stand at
/// the axis's edge.
struct MetricScale {
    /// The part of the axis that the best tenth should have.
    private static let leastShare = 0.1
    /// Another axis must show the best tenth so much larger.
    private static let leastGain = 1.5
    /// With fewer values any axis does.
    private static let leastCount = 3

    let axis: Axis
    /// Whether 1 − the value is shown.
    let isComplement: Bool
    /// What is worse is shown there; nil where nothing is.
    let edge: Double?
    /// How many values are worse than the edge.
    let beyond: Int
    /// Whether lower values on the axis are the better ones.
    let isMinimised: Bool

    init(_ metric: Metric, values all: some Sequence<Double>) {
        let isMinimised = metric.direction == .minimize
        let name = ReportAxis.words(metric.name)
        let values = all.filter(\.isFinite).sorted { metric.ranks($0, before: $1) }
        let isWide = ReportAxis.isWide(values)
        let canBeLogarithmic = (values.min() ?? 0) > 0
        let canBeComplement =
            !isMinimised && values.allSatisfy { $0 >= 0 && $0 < 1 } && !values.isEmpty
        let shares: [(kind: Kind, share: Double)] = [
            (.linear, Self.share(values) { $0 }),
            (.logarithmic, canBeLogarithmic ? Self.share(values, PortableMath.log) : -1),
            (.complement, canBeComplement ? Self.share(values) { PortableMath.log(1 - $0) } : -1),
        ]
        var kind = isWide && isMinimised ? Kind.logarithmic : .linear
        if values.count >= Self.leastCount, let best = shares.max(by: { $0.share < $1.share }) {
            let own = shares.first { $0.kind == kind }?.share ?? 0
            if own < Self.leastShare, best.share > Self.leastGain * own { kind = best.kind }
        } else if isWide {
            kind = .logarithmic
        }
        let share = shares.first { $0.kind == kind }?.share ?? 1
        edge = share < Self.leastShare ? Self.edge(values, metric, kind) : nil
        let edge = edge
        beyond = edge.map { edge in values.count { metric.ranks(edge, before: $0) } } ?? 0
        isComplement = kind == .complement
        self.isMinimised = isMinimised != isComplement
        axis = Axis(
            isComplement ? "1 − \(name)" : name, scale: kind == .linear ? .linear : .logarithmic)
    }

    private enum Kind { case linear, logarithmic, complement }

    /// The part of the axis that the best tenth takes up; the values are the best first.
    private static func share(_ values: [Double], _ place: (Double) -> Double) -> Double {
        guard let first = values.first, let last = values.last, values.count >= leastCount else {
            return 1
        }
        let whole = (place(last) - place(first)).magnitude
        guard whole > 0, whole.isFinite else { return 1 }
        // Of a few values the best tenth is the best two.
        let tenth = values[max(1, values.count / 10)]
        return (place(tenth) - place(first)).magnitude / whole
    }

    /// Where the axis ends if the best tenth is to have a tenth of it; never before the middle of
    /// the values, and nil where nothing would be gained.
    private static func edge(_ values: [Double], _ metric: Metric, _ kind: Kind) -> Double? {
        guard kind == .linear, let best = values.first, let worst = values.last else { return nil }
        let tenth = values[values.count / 10]
        let middle = values[values.count / 2]
        guard tenth != best, middle != worst else { return nil }
        let wanted = best + 10 * (tenth - best)
        let edge = metric.ranks(wanted, before: middle) ? middle : wanted
        return edge.isFinite && metric.ranks(edge, before: worst) ? edge : nil
    }

    /// Where a value is on the axis.
    func shown(_ value: Double) -> Double {
        if isComplement { return 1 - value }
        guard let edge else { return value }
        return isMinimised ? min(value, edge) : max(value, edge)
    }

    /// A sentence about what is shown otherwise than it is; nothing where all is as it is.
    var note: String {
        guard let edge, beyond > 0 else { return "" }
        return " \(beyond == 1 ? "One worse result stands" : "\(beyond) worse results stand") at "
            + "the axis's edge, \(MetricText.rounded(edge))."
    }
}
