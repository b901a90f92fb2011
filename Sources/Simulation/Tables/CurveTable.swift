package import StudyModel

/// Recorded learning curves: many configurations of a search space, each trained to the last epoch.
///
/// A search over the table's rows needs no training: the value of a trial after an epoch is looked
/// up.
package struct CurveTable: Sendable {
    /// The name: that of its file, without the extension.
    package let name: String
    package let metric: Metric
    /// The number of epochs of every curve.
    package let epochs: Int
    package let parameters: [Parameter]
    /// The configurations, [rows][parameters]: numbers; of a parameter with text values, the index
    /// of the value.
    package let configurations: [[Double]]
    /// The metric after each epoch, [rows][epochs], as recorded; NaN and infinity where a training
    /// diverged.
    package let curves: [[Double]]
    /// Seconds per epoch of each row; the same for all rows if the table has no times.
    package let secondsPerEpoch: [Double]
    /// The best final value of all rows.
    package let optimum: Double
    /// The median of the final values.
    package let median: Double
    /// Where the curves come from, and their licence.
    package let source: String

    package var rows: Int { curves.count }

    /// Mean seconds that a configuration takes from the first to the last epoch.
    package var meanTrainingSeconds: Double {
        secondsPerEpoch.reduce(0, +) / Double(rows) * Double(epochs)
    }

    /// A value as regret: 0 is the table's optimum, 1 its median.
    package func normalisedRegret(of value: Double) -> Double {
        let regret = (value - optimum) / (median - optimum)
        // Where larger is better, the optimum would have -0.
        return regret == 0 ? 0 : regret
    }

    /// A value oriented so that lower is better; infinite if it is not finite.
    package func oriented(_ value: Double) -> Double {
        guard value.isFinite else { return .infinity }
        return metric.direction == .minimize ? value : -value
    }

    /// The best and the median of final values, as `optimum` and `median` have them.
    ///
    /// Diverged rows don't count. Nil if all of them diverged.
    package static func summary(
        finals: [Double], metric: Metric
    ) -> (optimum: Double, median: Double)? {
        let finite = finals.filter(\.isFinite).sorted { metric.ranks($0, before: $1) }
        guard let best = finite.first else { return nil }
        let middle = finite.count / 2
        let median =
            finite.count % 2 == 1
            ? finite[middle] : (finite[middle - 1] + finite[middle]) / 2
        return (best, median)
    }
}
