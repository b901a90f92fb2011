import Datasets
import Figures
import Models
import Portable
package import Reporting
package import StudyModel

/// The findings of `podium evaluate`: a model's errors on clean and on disturbed samples.
package struct Evaluation {
    let model: EvaluatedModel
    let configuration: Configuration
    let samples: EvaluatedSamples
    let sweeps: [RobustnessSweep]
    /// The seed of perturbations.
    let seed: UInt64

    package init(
        _ model: EvaluatedModel, _ configuration: Configuration, _ samples: EvaluatedSamples,
        sweeps: [RobustnessSweep] = [], seed: UInt64 = 0
    ) throws(AnalysisError) {
        for sweep in sweeps where sweep.kind == .occlusion && samples.set.sampleShape.count != 3 {
            throw AnalysisError(
                place: "--occlusion", found: "samples that are vectors",
                expected: "images, which have rows; --masking sets values of any samples to 0")
        }
        self.model = model
        self.configuration = configuration
        self.samples = samples
        self.sweeps = sweeps
        self.seed = seed
    }

    /// Evaluates the model and writes the findings.
    package func write(to folder: inout FindingsFolder) throws {
        for remark in samples.remarks { folder.paragraph(remark) }
        if let search = samples.orientations {
            folder.paragraph(search.sentence)
        }
        switch model.job.objective.output {
        case .classLabel: try writeClassification(to: &folder)
        case .targets: try writeRegression(to: &folder)
        case .sample, .newSamples: try writeReconstruction(to: &folder)
        }
        if let search = samples.orientations {
            let (table, csv) = search.table
            try folder.table(table, csv: csv)
        }
        for sweep in sweeps {
            switch model.job.objective.output {
            case .classLabel: try writeClassifierSweep(sweep, to: &folder)
            case .targets: try writeRegressionSweep(sweep, to: &folder)
            case .sample, .newSamples: try writeReconstructionSweep(sweep, to: &folder)
            }
        }
    }

    // MARK: Reconstruction

    private func writeReconstruction(to folder: inout FindingsFolder) throws {
        let clean = try model.reconstructionErrors(of: samples.set)
        var main = clean
        if let (corruption, noiseSeed) = model.ownCorruption(in: configuration) {
            let noisy = try model.reconstructionErrors(
                of: samples.set, .corruption(corruption), seed: noiseSeed)
            main = noisy
            folder.paragraph(
                "The model was trained to undo \(corruption.text). Its error is measured on "
                    + "\(samples.count) that this was done to, against the clean ones.")
            folder.number(
                "test_mse", "MSE of the denoised \(thing) against the clean one", noisy.mean,
                text: ErrorText.text(noisy.mean))
            folder.number(
                "noisy_mse", "MSE of the noisy \(thing) itself", noisy.inputMean,
                text: ErrorText.text(noisy.inputMean))
            folder.number(
                "clean_mse", "MSE where the input is the clean \(thing)", clean.mean,
                text: ErrorText.text(clean.mean))
        } else {
            folder.number(
                "test_mse", "MSE on \(samples.count)", clean.mean, text: ErrorText.text(clean.mean))
        }
        folder.number(
            "samples", "Samples", Double(samples.set.count),
            text: NumberText.grouped(samples.set.count))
        guard samples.set.hasLabels else { return }
        let byLabel = main.byLabel(samples.set)
        try folder.table(
            Findings.Table(
                name: "by-label",
                caption: "The error by label: MSE of the reconstruction, \(samples.count)",
                columns: [
                    Findings.Table.Column("Label"), Findings.Table.Column("Samples"),
                    Findings.Table.Column("MSE"),
                ],
                rows: byLabel.map {
                    ["\($0.label)", NumberText.grouped($0.count), ErrorText.text($0.mean)]
                }),
            csv: byLabel.map { ["\($0.label)", "\($0.count)", "\($0.mean)"] })
    }
}

extension Evaluation {
    // MARK: Robustness

    /// The number of levels shown as pictures, and of samples per level.
    private static let shownLevels = 5
    private static let shownSamples = 4

    fileprivate func writeReconstructionSweep(
        _ sweep: RobustnessSweep, to folder: inout FindingsFolder
    ) throws {
        let errors = try sweep.levels.map { level in
            let errors = try model.reconstructionErrors(
                of: samples.set, sweep.perturbation(level), seed: seed)
            return (output: errors.mean, input: errors.inputMean)
        }
        let name = sweep.kind.rawValue
        let numbers = zip(sweep.levels, errors).map { [$0, $1.output, $1.input] }
        try folder.table(
            Findings.Table(
                name: name,
                caption: "Robustness to \(sweep.text): MSE against the clean \(thing) by the "
                    + "\(sweep.levelWords), \(samples.count)",
                columns: [
                    Findings.Table.Column(sweep.levelHeading),
                    Findings.Table.Column("MSE of the reconstruction"),
                    Findings.Table.Column("MSE of the \(sweep.disturbed) \(thing)"),
                ],
                rows: numbers.map {
                    [LevelText.text($0[0]), ErrorText.text($0[1]), ErrorText.text($0[2])]
                }),
            csv: numbers.map { $0.map(\.description) })
        // Large errors of the noise would flatten the curve of the reconstruction.
        let most = errors.map(\.output).max() ?? 0
        let top = (errors.map(\.input).max() ?? 0) > 2 * most && most > 0 ? 1.5 * most : nil
        try folder.chart(
            chart(
                sweep, title: "Reconstruction error by \(sweep.text)",
                y: "mean squared error",
                curves: [
                    ("reconstruction", errors.map(\.output)),
                    ("\(sweep.disturbed) \(thing)", errors.map(\.input)),
                ], top: top),
            named: name,
            caption: "Mean squared error of the reconstruction against the clean \(thing), by the "
                + "\(sweep.levelWords); beside it the error of the \(sweep.disturbed) \(thing) "
                + "itself"
                + (top == nil ? "" : ", which grows beyond the chart")
                + ". \(samples.count).")
        try writeExamples(sweep, to: &folder)
    }

    /// Whether samples are images; the values of vectors can have any range.
    private var isOfImages: Bool { samples.set.sampleShape.count == 3 }
    private var thing: String { isOfImages ? "image" : "sample" }

    func chart(
        _ sweep: RobustnessSweep, title: String, y: String,
        curves: [(name: String, values: [Double])], top: Double? = nil
    ) -> CurveChart {
        let isLogarithmic = sweep.kind == .noise && sweep.levels.allSatisfy { $0 > 0 }
        return CurveChart(
            title: title,
            x: Axis(
                sweep.levelWords,
                unit: sweep.kind == .noise && isOfImages ? "values are 0 to 1" : nil,
                scale: isLogarithmic ? .logarithmic : .linear),
            y: Axis(y, range: top.map { 0...$0 }),
            curves: curves.map { CurveChart.Curve($0.name, x: sweep.levels, y: $0.values) })
    }

    /// One row per level: clean images, disturbed images and reconstructions.
    private func writeExamples(
        _ sweep: RobustnessSweep, to folder: inout FindingsFolder
    ) throws {
        let levels = sweep.shownLevels(Self.shownLevels).map { sweep.levels[$0] }
        let shown = Array(0..<min(Self.shownSamples, samples.set.count))
        var groups: [[Picture]] = []
        for level in levels {
            for example in try model.examples(
                of: samples.set, shown, sweep.perturbation(level), seed: seed)
            {
                let pictures = [example.clean, example.input, example.output].compactMap {
                    Picture(sample: $0, shape: samples.set.sampleShape)
                }
                guard pictures.count == 3 else { return }
                groups.append(pictures)
            }
        }
        let text =
            (levels.count == 1 ? "" : "From the top, ")
            + "\(sweep.levelWords): \(CountWords.list(levels.map(LevelText.text)))"
        try folder.picture(
            PictureGrid(groups: groups, perRow: shown.count).picture(),
            named: sweep.kind.rawValue + "-examples",
            caption: "The first \(CountWords.text(shown.count)) of the \(samples.text) under "
                + "\(sweep.text): of each the clean image, the \(sweep.disturbed) one and what "
                + "the model makes of it. \(text).",
            alternative: "Images in \(levels.count, "row") of \(shown.count, "triple"): clean, "
                + "\(sweep.disturbed), reconstructed. \(text).")
    }

    fileprivate func writeClassifierSweep(
        _ sweep: RobustnessSweep, to folder: inout FindingsFolder
    ) throws {
        let results = try sweep.levels.map {
            try model.classification(of: samples.set, sweep.perturbation($0), seed: seed)
        }
        try folder.table(
            Findings.Table(
                name: sweep.kind.rawValue,
                caption: "Robustness to \(sweep.text): accuracy and cross entropy by the "
                    + "\(sweep.levelWords), \(samples.count)",
                columns: [
                    Findings.Table.Column(sweep.levelHeading), Findings.Table.Column("Accuracy"),
                    Findings.Table.Column("Cross entropy"),
                ],
                rows: zip(sweep.levels, results).map {
                    [
                        LevelText.text($0), ErrorText.percent($1.accuracy),
                        ErrorText.text($1.crossEntropy),
                    ]
                }),
            csv: zip(sweep.levels, results).map {
                ["\($0)", "\($1.accuracy)", "\($1.crossEntropy)"]
            })
        try folder.chart(
            chart(
                sweep, title: "Accuracy by \(sweep.text)", y: "accuracy",
                curves: [("accuracy", results.map(\.accuracy))]),
            named: sweep.kind.rawValue,
            caption: "Share of right predictions by the \(sweep.levelWords). \(samples.count).")
    }
}
