package import StudyModel

/// The metrics of a regression beside its losses.
///
/// The losses are those of standardised targets. These metrics are in the units of the table, or
/// have none.
package enum RegressionMetric: String, Sendable, Hashable, CaseIterable {
    /// The mean absolute error.
    case mae = "validation_mae"
    /// The square root of the mean squared error.
    case rmse = "validation_rmse"
    /// The coefficient of determination: 1 - (squared errors) / (squared deviations from the mean).
    case r2 = "validation_r2"

    /// The metric of one target, if there are several.
    package func name(of target: String) -> String { "\(rawValue)_\(target)" }

    /// All metrics; with several targets each metric is the mean of theirs, and each target has its
    /// own.
    package static func names(of table: TableDataset?) -> [String] {
        let targets = table?.metricNames ?? []
        let own =
            targets.count > 1
            ? targets.flatMap { target in allCases.map { $0.name(of: target) } } : []
        return ["validation_loss"] + allCases.map(\.rawValue) + own + ["train_loss"]
    }

    private var text: String {
        switch self {
        case .mae: "mean absolute error"
        case .rmse: "root mean squared error"
        case .r2: "R²"
        }
    }

    /// A label for axes, without the part of the data; nil for a metric that has none.
    static func label(of name: String, _ table: TableDataset?) -> String? {
        if name == "validation_loss" { return "loss of standardised targets" }
        if let metric = RegressionMetric(rawValue: name) { return metric.text }
        guard let table else { return nil }
        for (target, plain) in zip(table.targets, table.metricNames) {
            if let metric = allCases.first(where: { $0.name(of: plain) == name }) {
                return "\(metric.text) of \(target)"
            }
        }
        return nil
    }
}
