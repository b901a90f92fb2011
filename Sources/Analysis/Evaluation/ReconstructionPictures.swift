import Datasets
import Figures
import Models
import Portable
package import Reporting
package import StudyModel

/// The findings of `podium reconstruct`: samples and an autoencoder's reconstructions, side by
/// side.
package struct ReconstructionPictures {
    private let model: EvaluatedModel
    private let configuration: Configuration
    private let samples: EvaluatedSamples
    private let shown: [Int]
    /// The same model after its first epoch, if it is to be shown too.
    private let beginning: EvaluatedModel?

    /// The number of pairs or triples per row of the picture.
    private static let groupsPerRow = 5

    /// - Parameter shown: the numbers of the samples, in display order.
    /// - Throws: `AnalysisError` if a sample doesn't exist, or samples aren't images.
    package init(
        _ model: EvaluatedModel, _ configuration: Configuration, _ samples: EvaluatedSamples,
        shown: [Int], beginning: EvaluatedModel? = nil
    ) throws(AnalysisError) {
        let set = samples.set
        let complaint = SampleNumbers.complaint(
            about: shown, of: set.count, option: "--samples", text: samples.count)
        if let complaint { throw complaint }
        guard let first = shown.first,
            Picture(sample: set.values(of: [first]), shape: set.sampleShape) != nil
        else {
            throw AnalysisError(
                place: samples.text,
                found: "samples of \(set.sampleShape.map(String.init).joined(separator: " x "))",
                expected: "images of one channel or three, which can be shown")
        }
        self.model = model
        self.configuration = configuration
        self.samples = samples
        self.shown = shown
        self.beginning = beginning
    }

    /// Draws distinct samples at random.
    package static func drawn(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
        SeededGenerator(seed: seed, purpose: .evaluation).permutation(count: total, epoch: 2)
            .prefix(count).map { Int($0) }
    }

    /// Reconstructs the samples and writes the findings.
    package func write(to folder: inout FindingsFolder) throws {
        for remark in samples.remarks { folder.paragraph(remark) }
        if let search = samples.orientations { folder.paragraph(search.sentence) }
        let own = model.ownCorruption(in: configuration)
        let perturbation = own.map { Perturbation.corruption($0.corruption) }
        func examples(_ model: EvaluatedModel) throws -> [EvaluatedModel.Example] {
            try model.examples(of: samples.set, shown, perturbation, seed: own?.seed ?? 0)
        }
        let end = try examples(model)
        try writeTable(end, isDenoising: own != nil, to: &folder)
        if let own {
            try writeTriples(end, own.corruption, to: &folder)
        } else {
            try writePairs(end, to: &folder)
        }
        if let beginning {
            try writeBeginning(examples(beginning), end, own?.corruption, to: &folder)
        }
    }

    private func picture(_ values: [Float]) -> Picture {
        Picture(sample: values, shape: samples.set.sampleShape)!
    }

    /// `7, 2 and 1`, if there are labels.
    private func labels(_ examples: [EvaluatedModel.Example]) -> String {
        let labels = examples.compactMap(\.label).map { "\($0)" }
        return labels.isEmpty ? "" : " Labels, row by row: \(CountWords.list(labels))."
    }

    private func writeTable(
        _ examples: [EvaluatedModel.Example], isDenoising: Bool, to folder: inout FindingsFolder
    ) throws {
        let errors = examples.map { ReconstructionErrors.error($0.output[...], $0.clean[...]) }
        let mean = errors.reduce(0, +) / Double(errors.count)
        folder.number(
            "shown_mse", "MSE on the samples shown", mean, text: ErrorText.text(mean))
        let hasLabels = examples.contains { $0.label != nil }
        func rows(_ text: (Double) -> String) -> [[String]] {
            zip(examples, errors).map {
                ["\($0.sample)"] + (hasLabels ? [$0.label.map { "\($0)" } ?? ""] : [])
                    + [text($1)]
            }
        }
        try folder.table(
            Findings.Table(
                name: "samples",
                caption: "The samples shown: numbers among the \(samples.text), counted from 0, "
                    + "and the MSE of the \(isDenoising ? "denoised" : "reconstructed") image",
                columns: (["Sample"] + (hasLabels ? ["Label"] : []) + ["MSE"])
                    .map { Findings.Table.Column($0) },
                rows: rows(ErrorText.text)),
            csv: rows(\.description))
    }

    private func writePairs(
        _ examples: [EvaluatedModel.Example], to folder: inout FindingsFolder
    ) throws {
        let count = CountWords.opening(examples.count)
        try folder.picture(
            PictureGrid(
                groups: examples.map { [picture($0.clean), picture($0.output)] },
                perRow: Self.groupsPerRow
            ).picture(),
            named: "reconstructions",
            caption: "\(count) of the \(samples.text). In each pair the left image is the "
                + "original, the right one its reconstruction.\(labels(examples))",
            alternative: count + (examples.count == 1 ? " pair" : " pairs")
                + " of images: original and reconstruction."
                + labels(examples))
    }

    private func writeTriples(
        _ examples: [EvaluatedModel.Example], _ corruption: Corruption,
        to folder: inout FindingsFolder
    ) throws {
        let count = CountWords.opening(examples.count)
        try folder.picture(
            PictureGrid(
                groups: examples.map {
                    [picture($0.input), picture($0.output), picture($0.clean)]
                }, perRow: Self.groupsPerRow
            ).picture(),
            named: "reconstructions",
            caption: "\(count) of the \(samples.text) with \(corruption.text). In each triple, "
                + "from the left: the noisy image, the denoised one, the original."
                + labels(examples),
            alternative: count + (examples.count == 1 ? " triple" : " triples")
                + " of images: noisy, denoised and original."
                + labels(examples))
    }

    /// Writes a picture with one column per sample; rows are its versions.
    private func writeBeginning(
        _ beginning: [EvaluatedModel.Example], _ end: [EvaluatedModel.Example],
        _ corruption: Corruption?, to folder: inout FindingsFolder
    ) throws {
        let count = CountWords.opening(end.count)
        var rows = [
            beginning.map { picture($0.output) }, end.map { picture($0.output) },
        ]
        let text: String
        if let corruption {
            rows.insert(end.map { picture($0.input) }, at: 0)
            rows.append(end.map { picture($0.clean) })
            text =
                "the noisy images (\(corruption.text)), what the model made of them after "
                + "its first epoch, what it makes of them at the end of the training, and the "
                + "originals"
        } else {
            rows.insert(end.map { picture($0.clean) }, at: 0)
            text =
                "the originals, their reconstructions after the first epoch, and those at the "
                + "end of the training"
        }
        try folder.picture(
            PictureGrid(rows: rows).picture(), named: "beginning-and-end",
            caption: "\(count) of the \(samples.text), from the top: \(text).",
            alternative: "Images in columns, from the top: \(text).")
    }
}
