import Figures
package import Models
import Portable
package import Reporting
import StudyModel
import TrainingEngine

/// The findings of a final training: its settings, its last metrics and its curves.
package struct TrainingFindings {
    package let document: ModelDocument
    package let history: TrainingHistory

    package init(document: ModelDocument, history: TrainingHistory) {
        self.document = document
        self.history = history
    }

    /// Adds numbers, the table of settings and the figures.
    package func add(to folder: inout FindingsFolder) throws {
        for (metric, value) in document.metrics.sorted(by: { $0.key < $1.key }) {
            folder.number(
                document.name(ofMetric: metric), text(metric), value,
                text: NumberText.rounded(value, digits: 4))
        }
        try folder.table(settings)
        try NetworkFindings(document)?.add(to: &folder)
        // What never changes, such as a number of parameters, is in the table.
        let changing = history.metrics.keys.sorted().filter(changes)
        let names = changing.filter { $0.hasSuffix("_loss") }
        if !names.isEmpty, history.epochs.count > 1 {
            try folder.chart(
                chart("Losses of the final training", names, label: lossName), named: "losses",
                caption: caption(names))
        }
        for metric in changing where !metric.hasSuffix("_loss") {
            guard history.epochs.count > 1 else { continue }
            let name = text(metric)
            try folder.chart(
                chart(name + " by epoch", [metric], label: name), named: metric.fileName,
                caption: "\(name) after each epoch of the final training.")
        }
    }

    /// Whether a metric has different values after different epochs.
    private func changes(_ metric: String) -> Bool {
        Set((history.metrics[metric] ?? []).filter(\.isFinite)).count > 1
    }

    private func caption(_ names: [String]) -> String {
        guard document.job.objective.isAdversarial else {
            return "Losses of the final training after each of its \(document.epochs, "epoch")"
                + (document.job.split.validation == .testSet
                    ? ", on all training samples and on the test samples." : ".")
        }
        return "Losses of generator and discriminator in each of \(document.epochs, "epoch"). The "
            + "discriminator's is the sum of those on real and on generated samples: "
            + "2 ln 2 = 1.386 where it can't tell them apart."
    }

    private func chart(_ title: String, _ metrics: [String], label: String) -> CurveChart {
        let curves = metrics.map { metric in
            let measured = zip(history.epochs, history.metrics[metric] ?? [])
                .filter { $0.1.isFinite }
            return CurveChart.Curve(
                text(metric), x: measured.map { Double($0.0) }, y: measured.map(\.1),
                style: CurveChart.Curve.style(of: document.name(ofMetric: metric)))
        }
        let values = curves.flatMap(\.y)
        // On a linear axis, a loss that falls far would lie along the axis.
        let isWide = (values.min() ?? 0) > 0 && (values.max() ?? 0) > 4 * (values.min() ?? 0)
        return CurveChart(
            title: title, x: Axis("Epoch", isWhole: true),
            y: Axis(label, scale: isWide ? .logarithmic : .linear), curves: curves)
    }

    /// A setting's value; integers have all their digits.
    private static func text(_ value: ParameterValue) -> String {
        guard case .float(let number) = value else { return value.description }
        return NumberText.rounded(number, digits: 4)
    }

    private var settings: Findings.Table {
        let job = document.job
        var rows: [[String]] = [["Trial", "\(document.trial)"]]
        if let rank = document.rank { rows.append(["Rank in the search", "\(rank)"]) }
        rows += document.configuration.entries.map { entry in
            [
                entry.name.spaced,
                Self.text(entry.value),
            ]
        }
        let end = document.lastEpoch == nil ? "" : ", the trial's best epoch in the search"
        rows.append(["Epochs", "\(document.epochs)\(end)"])
        if let best = document.bestEpoch { rows.append(["Weights of epoch", "\(best)"]) }
        if document.configuration["batch_size"] == nil {
            rows.append(["Batch size", "\(job.batchSize)"])
        }
        rows += document.metrics.sorted { $0.key < $1.key }.map { metric, value in
            [text(metric), NumberText.rounded(value, digits: 4)]
        }
        return Findings.Table(
            name: "settings", caption: "The final model: settings and what it reached.",
            columns: [.init("Setting", isNumeric: false), .init("Value")], rows: rows)
    }

    /// The name of the losses, for an axis.
    private var lossName: String {
        let part = document.job.objective.isAdversarial ? "discriminator" : nil
        let plan = try? TrainingPlan(
            job: document.job, part: part, configuration: document.configuration,
            stepsPerEpoch: 1)
        switch plan?.loss {
        case .meanSquaredError?: return "Mean squared error"
        case .l1?: return "Mean absolute error"
        case .huber?: return "Huber loss"
        case .binaryCrossEntropy?, .binaryCrossEntropyWithLogits?: return "Binary cross entropy"
        case .crossEntropy?: return "Cross entropy"
        case nil: return "Loss"
        }
    }

    /// A metric's readable name: `Test loss`.
    private func text(_ metric: String) -> String {
        switch metric {
        case "train_loss": "Training loss"
        case "frechet_distance": "Fréchet distance"
        default: document.name(ofMetric: metric).spaced.capitalizedFirst
        }
    }
}

extension String {
    /// A name with spaces in place of underscores.
    fileprivate var spaced: String { split(separator: "_").joined(separator: " ") }
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
    fileprivate var fileName: String { split(separator: "_").joined(separator: "-") }
}
