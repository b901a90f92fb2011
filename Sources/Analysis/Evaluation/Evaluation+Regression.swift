import Datasets
import Figures
import Models
import Objectives
import Portable
import Reporting
import StudyModel

/// The findings for regressions.
extension Evaluation {
    /// The number of samples shown with the largest errors.
    private static let shownErrors = 20

    func writeRegression(to folder: inout FindingsFolder) throws {
        let table = try regressionTable()
        let encoding = try model.encoding()
        let outputs = try model.predictions(of: samples.set)
        let truths = Array(samples.set.targets)
        let errors = RegressionErrors(
            predictions: outputs, truths: truths, scales: encoding.targets)
        // In standardised units the mean of the training part is 0.
        let baseline = RegressionErrors(
            predictions: Array(repeating: 0, count: truths.count), truths: truths,
            scales: encoding.targets)
        let isMean = table.targets.count > 1
        let suffix = isMean ? ", mean of the targets" : ""
        for (metric, label) in [
            (RegressionMetric.mae, "Mean absolute error"),
            (.rmse, "Root mean squared error"), (.r2, "R²"),
        ] {
            folder.number(
                "\(metric)", label + suffix + (metric == .mae ? " on \(samples.count)" : ""),
                errors.mean(metric), text: ErrorText.text(errors.mean(metric)))
        }
        folder.number(
            "baseline_rmse", "Root mean squared error of the training part's mean" + suffix,
            baseline.mean(.rmse), text: ErrorText.text(baseline.mean(.rmse)))
        folder.number(
            "samples", "Samples", Double(samples.set.count),
            text: NumberText.grouped(samples.set.count))
        folder.paragraph(
            "Errors are in the units of the table; R² has none. R² is 1 for exact predictions, and "
                + "0 for the mean of the samples.")
        if isMean { try writeTargets(table, errors, baseline, to: &folder) }
        for (index, target) in table.targets.enumerated() {
            let scale = encoding.targets[index]
            func column(_ values: [Float]) -> [Double] {
                stride(from: index, to: values.count, by: table.targets.count).map {
                    scale.original(values[$0])
                }
            }
            try writeTarget(
                target, table.metricNames[index], truths: column(truths),
                predictions: column(outputs), to: &folder)
        }
    }

    func regressionTable() throws(AnalysisError) -> TableDataset {
        guard let table = model.job.dataset.table else {
            throw AnalysisError(
                place: "the model", found: "a regression without a table",
                expected: "a model that podium train has made of a table")
        }
        guard samples.set.targetCount == table.targets.count else {
            throw AnalysisError(
                place: "the samples", found: "\(samples.set.targetCount, "target")",
                expected: "\(table.targets.count), to compare the predictions with")
        }
        return table
    }

    private func writeTargets(
        _ table: TableDataset, _ errors: RegressionErrors, _ baseline: RegressionErrors,
        to folder: inout FindingsFolder
    ) throws {
        let numbers = zip(errors.targets, baseline.targets).map {
            [$0.mae, $0.rmse, $0.r2, $1.rmse]
        }
        func rows(_ text: (Double) -> String) -> [[String]] {
            zip(table.targets, numbers).map { [$0] + $1.map(text) }
        }
        try folder.table(
            Findings.Table(
                name: "targets",
                caption: "The errors of each target, and the root mean squared error of the "
                    + "training part's mean; \(samples.count)",
                columns: [Findings.Table.Column("Target", isNumeric: false)]
                    + ["MAE", "RMSE", "R²", "RMSE of the mean"].map { Findings.Table.Column($0) },
                rows: rows(ErrorText.text)),
            csv: rows(\.description))
    }

    /// The chart of a target, and the samples with the largest errors.
    private func writeTarget(
        _ target: String, _ name: String, truths: [Double], predictions: [Double],
        to folder: inout FindingsFolder
    ) throws {
        let chart = AgreementChart(
            title: "Predicted and true \(target)", truth: Axis("true \(target)"),
            prediction: Axis("predicted \(target)"), truths: truths, predictions: predictions)
        let drawn =
            chart.drawnCount < truths.count
            ? " \(NumberText.grouped(chart.drawnCount)) points are drawn." : ""
        try folder.chart(
            chart, named: "agreement-\(name)",
            caption: "Predicted against true \(target), \(samples.count). On the line, predictions "
                + "are exact.\(drawn)")
        let worst = truths.indices.sorted {
            let (first, second) = (
                (predictions[$0] - truths[$0]).magnitude, (predictions[$1] - truths[$1]).magnitude
            )
            return first != second ? first > second : $0 < $1
        }.prefix(Self.shownErrors)
        func rows(_ text: (Double) -> String) -> [[String]] {
            worst.map {
                [
                    "\($0)", text(truths[$0]), text(predictions[$0]),
                    text(predictions[$0] - truths[$0]),
                ]
            }
        }
        try folder.table(
            Findings.Table(
                name: "errors-\(name)",
                caption: "The largest errors of \(target): the sample's number among the "
                    + "\(samples.text), counted from 0, the true and the predicted number, and the "
                    + "prediction minus the truth",
                columns: ["Sample", "True", "Predicted", "Error"].map { Findings.Table.Column($0) },
                rows: rows(ErrorText.text)),
            csv: rows(\.description))
    }
}

extension Evaluation {
    func writeRegressionSweep(_ sweep: RobustnessSweep, to folder: inout FindingsFolder) throws {
        _ = try regressionTable()
        let encoding = try model.encoding()
        let truths = Array(samples.set.targets)
        let errors = try sweep.levels.map { level in
            RegressionErrors(
                predictions: try model.predictions(
                    of: samples.set, sweep.perturbation(level), seed: seed),
                truths: truths, scales: encoding.targets)
        }
        let numbers = zip(sweep.levels, errors).map { level, found in
            [level, found.mean(.mae), found.mean(.rmse), found.mean(.r2)]
        }
        try folder.table(
            Findings.Table(
                name: sweep.kind.rawValue,
                caption: "Robustness to \(sweep.text), which standardised inputs get: errors by "
                    + "the \(sweep.levelWords), \(samples.count)",
                columns: [sweep.levelHeading, "MAE", "RMSE", "R²"].map {
                    Findings.Table.Column($0)
                },
                rows: numbers.map { [LevelText.text($0[0])] + $0.dropFirst().map(ErrorText.text) }),
            csv: numbers.map { $0.map(\.description) })
        try folder.chart(
            chart(
                sweep, title: "R² by \(sweep.text)", y: "R²",
                curves: [("R²", errors.map { $0.mean(.r2) })]),
            named: sweep.kind.rawValue,
            caption: "R² by the \(sweep.levelWords). \(samples.count).")
    }
}

extension EvaluatedModel {
    /// The outputs for all samples: standardised predictions.
    func predictions(
        of set: ImageSet, _ perturbation: Perturbation? = nil, seed: UInt64 = 0
    ) throws -> [Float] {
        var outputs: [Float] = []
        outputs.reserveCapacity(set.count * outputSize)
        try forEachBatch(of: set, perturbation, seed: seed) { outputs += $3 }
        return outputs
    }
}
