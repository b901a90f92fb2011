import Figures
import Portable
import StudyModel

/// Chooses the axis scale of a study's metric so that the best values can be distinguished.
///
/// A few bad trials compress all others on a linear axis. If the best tenth of the values takes up
/// less than a tenth of it, the axis is logarithmic. If the metric is a fraction to maximize, such
/// as an accuracy, the axis shows its difference to 1. If neither helps, the worst values are
/// clipped to the axis's edge.
struct MetricScale {
    /// The minimum fraction of the axis for the best tenth.
    private static let leastShare = 0.1
    /// The minimum factor by which another axis must enlarge the best tenth.
    private static let leastGain = 1.5
    /// With fewer values, any axis is good enough.
    private static let leastCount = 3

    let axis: Axis
    /// Whether 1 − the value is shown.
    let isComplement: Bool
    /// The limit to which worse values are clipped; nil without clipping.
    let edge: Double?
    /// The digits that tell the edge from the worst value.
    private let digits: Int
    /// The number of values worse than the edge.
    let beyond: Int
    /// Whether lower values on the axis are better.
    let isMinimised: Bool
    /// The values that a figure can show, and how many are beyond them.
    private let limits: ClosedRange<Double>
    private let outside: Int

    /// - Parameter kept: values that are never clipped.
    init(
        _ metric: Metric, values all: some Sequence<Double>, keeping kept: [Double] = []
    ) {
        let isMinimised = metric.direction == .minimize
        let name = ReportAxis.text(metric.name)
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
        let wanted =
            kind == .logarithmic
            ? Self.farEdge(values, metric, kept)
            : share < Self.leastShare ? Self.edge(values, metric, kind, kept) : nil
        edge = wanted
        beyond = wanted.map { edge in values.count { metric.ranks(edge, before: $0) } } ?? 0
        digits = SignificantDigits.distinguishing(
            [values.first, wanted].compactMap { $0 }, usual: 4)
        let limits =
            (kind == .logarithmic ? AxisPlan.leastPositive : -AxisPlan.largest)...AxisPlan.largest
        outside = values.count { !limits.contains($0) }
        self.limits = limits
        isComplement = kind == .complement
        self.isMinimised = isMinimised != isComplement
        axis = Axis(
            isComplement ? "1 − \(name)" : name, scale: kind == .linear ? .linear : .logarithmic)
    }

    private enum Kind { case linear, logarithmic, complement }

    /// The fraction of the axis that the best tenth takes up; values are sorted best first.
    private static func share(_ values: [Double], _ place: (Double) -> Double) -> Double {
        guard let first = values.first, let last = values.last, values.count >= leastCount else {
            return 1
        }
        let whole = (place(last) - place(first)).magnitude
        guard whole > 0, whole.isFinite else { return 1 }
        // For few values, the best tenth is the best two.
        let tenth = values[max(1, values.count / 10)]
        return (place(tenth) - place(first)).magnitude / whole
    }

    /// The part of the axis that the better half of the values takes at most if the others are a
    /// long tail.
    private static let tailShare = 0.25

    /// The end of the axis that gives the best tenth a tenth of it; nil without a gain.
    ///
    /// Only a long tail is cut off, where the better half of the values takes a small part of the
    /// axis. The end is never better than the median of the values, nor than one that is kept.
    private static func edge(
        _ values: [Double], _ metric: Metric, _ kind: Kind, _ kept: [Double]
    ) -> Double? {
        guard kind == .linear, let best = values.first, let worst = values.last else { return nil }
        let tenth = values[values.count / 10]
        let middle = values[values.count / 2]
        guard tenth != best, middle != worst,
            (middle - best).magnitude < tailShare * (worst - best).magnitude
        else { return nil }
        let wanted = best + 10 * (tenth - best)
        // What is kept is on the axis, and so is half of the values.
        let edge = (kept + [middle]).reduce(wanted) { metric.ranks($0, before: $1) ? $1 : $0 }
        return edge.isFinite && metric.ranks(edge, before: worst) ? edge : nil
    }

    /// The part of the values that are on a logarithmic axis in any case.
    private static let usualPart = 0.75
    /// How many decades behind those the worst value is, if some are cut off.
    private static let farDecades = 3.0

    /// The end of a logarithmic axis if some values, such as those of diverged trainings, are
    /// decades behind most others, which would lie on one line; nil if none is.
    private static func farEdge(
        _ values: [Double], _ metric: Metric, _ kept: [Double]
    ) -> Double? {
        guard metric.direction == .minimize, let best = values.first, let worst = values.last,
            best > 0
        else { return nil }
        let usual = values[Int(Double(values.count - 1) * usualPart)]
        let span = PortableMath.log(usual / best)
        let beyond = PortableMath.log(worst / usual)
        guard beyond > farDecades * PortableMath.log(10), beyond > 2 * span else { return nil }
        let edge = (kept + [usual]).reduce(-.infinity, max) * PortableMath.exp(max(span, 1) / 8)
        return edge.isFinite && edge < worst ? edge : nil
    }

    /// A value's position on the axis.
    func shown(_ value: Double) -> Double {
        if isComplement { return 1 - value }
        let value = value.isFinite ? min(max(value, limits.lowerBound), limits.upperBound) : value
        guard let edge else { return value }
        return isMinimised ? min(value, edge) : max(value, edge)
    }

    /// Sentences about clipped values; empty without clipping.
    var note: String { edgeNote + limitNote }

    private var limitNote: String {
        guard outside > 0 else { return "" }
        let numbers = [limits.lowerBound, limits.upperBound].map {
            NumberText.rounded($0, digits: 2)
        }
        return " \(outside, "result") \(outside == 1 ? "is" : "are") beyond the numbers that a "
            + "figure can show, \(numbers[0]) to \(numbers[1]), and drawn at their end."
    }

    private var edgeNote: String {
        guard let edge, beyond > 0 else { return "" }
        return " \(beyond == 1 ? "One worse result stands" : "\(beyond) worse results stand") at "
            + "the axis's edge, \(NumberText.rounded(edge, digits: digits, keepsZeros: true))."
    }
}
