package import Models
package import StudyModel

/// The errors of predicted numbers, per target.
///
/// Sums are in double precision and in the order of the samples.
package struct RegressionErrors: Sendable, Hashable {
    /// The errors of one target.
    package struct Target: Sendable, Hashable {
        /// The mean absolute error.
        package var mae: Double
        /// The square root of the mean squared error.
        package var rmse: Double
        /// The coefficient of determination.
        ///
        /// For targets that are all equal: 1 if every prediction is exact, else 0.
        package var r2: Double
    }

    package let targets: [Target]

    /// - Parameters:
    ///   - predictions: a number per target and sample, sample after sample.
    ///   - truths: likewise.
    ///   - scales: the scales of both; the errors are in original units.
    package init(
        predictions: [Float], truths: [Float], scales: [TableEncoding.Scale]
    ) {
        let width = scales.count
        let count = truths.count / max(width, 1)
        precondition(
            predictions.count == truths.count && truths.count == count * width && count > 0,
            "\(predictions.count) predictions for \(truths.count) targets of \(width)")
        targets = scales.enumerated().map { target, scale in
            let mean =
                (0..<count).reduce(0) { $0 + Double(truths[$1 * width + target]) } / Double(count)
            var (absolute, squared, deviations) = (0.0, 0.0, 0.0)
            for sample in 0..<count {
                let truth = Double(truths[sample * width + target])
                let error = Double(predictions[sample * width + target]) - truth
                absolute += error.magnitude
                squared += error * error
                deviations += (truth - mean) * (truth - mean)
            }
            let scaled = (squared / Double(count)).squareRoot() * scale.deviation
            return Target(
                mae: absolute / Double(count) * scale.deviation, rmse: scaled,
                r2: deviations > 0 ? 1 - squared / deviations : squared == 0 ? 1 : 0)
        }
    }

    /// The mean of a metric over the targets.
    package func mean(_ metric: RegressionMetric) -> Double {
        targets.reduce(0) { $0 + $1[metric] } / Double(targets.count)
    }

    /// All metrics by name.
    ///
    /// - Parameter names: the names of the targets for metrics.
    package func metrics(names: [String]) -> [String: Double] {
        var metrics: [String: Double] = [:]
        for metric in RegressionMetric.allCases {
            metrics[metric.rawValue] = mean(metric)
            guard targets.count > 1 else { continue }
            for (name, target) in zip(names, targets) {
                metrics[metric.name(of: name)] = target[metric]
            }
        }
        return metrics
    }
}

extension RegressionErrors.Target {
    package subscript(metric: RegressionMetric) -> Double {
        switch metric {
        case .mae: mae
        case .rmse: rmse
        case .r2: r2
        }
    }
}
