import Datasets
import Figures
import Reporting

/// The findings for classifiers.
extension Evaluation {
    /// The number of wrong predictions shown, and the number per row.
    private static let shownMistakes = 24
    private static let mistakesPerRow = 8

    func writeClassification(to folder: inout FindingsFolder) throws {
        let found = try model.classification(of: samples.set)
        let macro = found.classes.macro
        folder.number(
            "accuracy", "Accuracy on \(samples.count)", found.accuracy,
            text: ErrorText.percent(found.accuracy))
        folder.number(
            "cross_entropy", "Cross entropy", found.crossEntropy,
            text: ErrorText.text(found.crossEntropy))
        for (name, label, value) in [
            ("macro_precision", "Precision, mean of the classes", macro.precision),
            ("macro_recall", "Recall, mean of the classes", macro.recall),
            ("macro_f1", "F1, mean of the classes", macro.f1),
        ] {
            folder.number(name, label, value, text: ErrorText.text(value))
        }
        folder.number(
            "mistakes", "Wrong predictions", Double(found.count - found.rightCount),
            text: NumberText.grouped(found.count - found.rightCount))
        try writeClasses(found, to: &folder)
        try writeConfusion(found, to: &folder)
        try writeMistakes(found, to: &folder)
    }

    private func className(_ label: Int) -> String { model.job.dataset.className(label) }

    private func writeClasses(
        _ found: Classification, to folder: inout FindingsFolder
    ) throws {
        let (classes, macro) = (found.classes, found.classes.macro)
        let numbers = classes.map { [$0.precision, $0.recall, $0.f1] }
        let means = [macro.precision, macro.recall, macro.f1]
        let names = classes.indices.map(className) + ["mean"]
        let supports = classes.map(\.support) + [found.count]
        func rows(_ text: (Double) -> String, _ count: (Int) -> String) -> [[String]] {
            names.indices.map {
                [names[$0]] + ($0 < numbers.count ? numbers[$0] : means).map(text)
                    + [count(supports[$0])]
            }
        }
        try folder.table(
            Findings.Table(
                name: "classes",
                caption: "Precision, recall and F1 of each class, and their means, in which all "
                    + "classes count the same; \(samples.count)",
                columns: [Findings.Table.Column("Class", isNumeric: false)]
                    + ["Precision", "Recall", "F1", "Samples"].map { Findings.Table.Column($0) },
                rows: rows(ErrorText.text, NumberText.grouped), emphasised: [classes.count]),
            csv: rows(\.description, \.description))
    }

    private func writeConfusion(
        _ found: Classification, to folder: inout FindingsFolder
    ) throws {
        let matrix = found.confusion
        let names = matrix.indices.map(className)
        let table = Findings.Table(
            name: "confusion",
            caption: "Confusion matrix: how many samples of each label (rows) were predicted "
                + "to be of each class (columns); \(samples.count)",
            columns: [Findings.Table.Column("Label")] + names.map { Findings.Table.Column($0) },
            rows: matrix.indices.map { [names[$0]] + matrix[$0].map(\.description) })
        if names.count <= Self.mostColumns {
            try folder.table(table)
        } else {
            try folder.file(table)
            try writeConfusions(found, to: &folder)
        }
        try folder.chart(
            MatrixChart(
                title: "Confusion matrix", rowLabel: "label", columnLabel: "prediction",
                rowNames: names, columnNames: names, values: matrix.map { $0.map(Double.init) }),
            named: "confusion",
            caption: "Confusion matrix of \(samples.count): rows are labels, columns predictions. "
                + "\(ErrorText.percent(found.accuracy)) of the predictions are right.")
    }

    /// A table of more classes has more columns than a page.
    private static let mostColumns = 14

    /// The pairs of classes that are mistaken for one another most often.
    private func writeConfusions(
        _ found: Classification, to folder: inout FindingsFolder
    ) throws {
        let matrix = found.confusion
        let pairs = matrix.indices.flatMap { label in
            matrix[label].indices.map { (label: label, prediction: $0, count: matrix[label][$0]) }
        }.filter { $0.label != $0.prediction && $0.count > 0 }
        guard !pairs.isEmpty else { return }
        let shown = pairs.sorted { ($1.count, $0.label) < ($0.count, $1.label) }
            .prefix(Self.shownMistakes)
        let text =
            shown.count == pairs.count
            ? "All confusions" : "The \(CountWords.text(shown.count)) most frequent confusions"
        try folder.table(
            Findings.Table(
                name: "confusions",
                caption: "\(text) among the \(samples.text): the number of samples with the label "
                    + "that got the prediction, and their share of the label's samples. The whole "
                    + "matrix is in confusion.csv",
                columns: ["Label", "Prediction"].map {
                    Findings.Table.Column($0, isNumeric: false)
                } + ["Samples", "Share of the label"].map { Findings.Table.Column($0) },
                rows: shown.map { pair in
                    let share = Double(pair.count) / Double(matrix[pair.label].reduce(0, +))
                    return [
                        className(pair.label), className(pair.prediction), "\(pair.count)",
                        ErrorText.percent(share),
                    ]
                }))
    }

    private func writeMistakes(
        _ found: Classification, to folder: inout FindingsFolder
    ) throws {
        let worst = found.worstMistakes(Self.shownMistakes)
        guard !worst.isEmpty else {
            return folder.paragraph("No prediction is wrong.")
        }
        let text =
            worst.count == 1
            ? "The only wrong prediction"
            : "The \(CountWords.text(worst.count)) wrong predictions that the model is surest "
                + "of, the surest first"
        func rows(_ confidence: (Double) -> String) -> [[String]] {
            worst.map {
                [
                    "\($0)", className(found.labels[$0]), className(found.predictions[$0]),
                    confidence(found.confidences[$0]),
                ]
            }
        }
        try folder.table(
            Findings.Table(
                name: "mistakes",
                caption: "\(text): the sample's number among the \(samples.text), counted from "
                    + "0, its label, the prediction and the probability that the model gives it",
                columns: ["Sample", "Label", "Prediction", "Confidence"].map {
                    Findings.Table.Column($0)
                },
                rows: rows(ErrorText.percent)),
            csv: rows(\.description))
        let values = try model.examples(of: samples.set, worst).map(\.clean)
        let pictures = values.compactMap {
            Picture(sample: $0, shape: samples.set.sampleShape)
        }
        guard !pictures.isEmpty else { return }
        let pairs = worst.map {
            "\(className(found.labels[$0])) as \(className(found.predictions[$0]))"
        }
        try folder.picture(
            PictureGrid(pictures, columns: Self.mistakesPerRow).picture(), named: "mistakes",
            caption: "\(text), row by row from the left: \(CountWords.list(pairs)).",
            alternative: "Images that were classified wrongly: \(CountWords.list(pairs)).")
    }
}
