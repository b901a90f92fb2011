package import Datasets
package import Embeddings
import Figures
import Files
import Portable
package import Reporting

/// Findings with images that an autoencoder's decoder makes of chosen codes.
package struct CodeImages {
    private let codes: SampleCodes
    private let samples: ImageSet
    private let maker: ImageMaker
    private let shape: ImageShape
    /// The model's name, for captions.
    private let name: String

    /// - Throws: `AnalysisError` if the model has no encoder or no decoder.
    package init(
        of model: TrainedModel, samples: ImageSet, threads: Int = 1
    ) throws {
        guard model.parts.contains("decoder") else {
            throw AnalysisError(
                place: model.path,
                found: "a model of \(model.parts.joined(separator: " and "))",
                expected: "one with a decoder, which makes images of codes")
        }
        codes = try SampleCodes(of: samples, by: model, threads: threads)
        maker = try ImageMaker(model, threads: threads)
        shape = try ImageShape(of: model)
        self.samples = samples
        name = model.job.study
    }

    /// Noise around a sample's code.
    package struct Noise: Sendable, Hashable {
        package var mean: Double
        package var deviation: Double
        /// Whether the noise is in units of each variable's own deviation over the samples.
        package var isRelative: Bool

        package init(mean: Double, deviation: Double, isRelative: Bool) {
            self.mean = mean
            self.deviation = deviation
            self.isRelative = isRelative
        }
    }

    /// Adds images made of a sample's code plus noise.
    package func around(
        _ sample: Int, _ noise: Noise, count: Int, seed: UInt64, in folder: inout FindingsFolder
    ) throws {
        let chosen = try codes.around(
            sample, mean: noise.mean, deviation: noise.deviation, isRelative: noise.isRelative,
            count: count, seed: seed)
        let own = codes.points.rows([sample])
        let rows =
            [[try original(sample), maker.pictures(of: own)[0]]]
            + GridPicture.rows(
                maker.pictures(of: chosen), columns: GridPicture.columns(of: count))
        let deviations = codes.spreads.map(\.deviation)
        let unit =
            noise.isRelative ? ", in units of each variable's own deviation" : " on each variable"
        let text =
            "mean \(Self.text(noise.mean)) and deviation \(Self.text(noise.deviation))\(unit)"
        let (least, most) = (
            Self.text(deviations.min() ?? 0), Self.text(deviations.max() ?? 0)
        )
        let widths =
            "the variables' own deviations over the test samples are "
            + (least == most ? "always \(least)" : "from \(least) to \(most)")
        try folder.picture(
            GridPicture.of(rows, framed: Self.cells(0, 0..<2), scale: 3), named: "around",
            caption: "\(count, "new image") from the code of test sample \(sample) with normal "
                + "noise of \(text); \(widths). Framed, at the top: the sample and its "
                + "reconstruction.",
            alternative: "Test sample \(sample)\(label(sample)) and its reconstruction, above "
                + "\(count, "image") that the decoder made of its code with noise.")
        try addSpreads(to: &folder)
        try write(chosen, to: folder)
    }

    /// Adds images along the straight line between two samples' codes.
    package func path(
        from first: Int, to last: Int, count: Int, in folder: inout FindingsFolder
    ) throws {
        let chosen = try codes.path(from: first, to: last, count: count)
        let row =
            [try original(first)] + maker.pictures(of: chosen).map { $0 } + [try original(last)]
        try folder.picture(
            GridPicture.of(
                [row], framed: Self.cells(0, 0..<1) + Self.cells(0, count + 1..<count + 2)),
            named: "path",
            caption: "\(count, "image") along the straight line from the code of test sample "
                + "\(first) to that of sample \(last); framed, at the ends: the samples.",
            alternative: "Test sample \(first)\(label(first)) turns in \(count, "step") into "
                + "sample \(last)\(label(last)).")
        try write(chosen, to: folder)
    }

    /// Adds images of a grid of codes in a plane.
    ///
    /// - Parameter side: the number of images per row and per column.
    package func grid(
        _ axes: SampleCodes.GridAxes, side: Int, engine: EmbeddingEngine,
        in folder: inout FindingsFolder
    ) throws {
        let chosen = try codes.grid(axes, side: side, engine: engine)
        let (across, up, others) =
            switch axes {
            case .components:
                (
                    "the codes' first principal component", "the second",
                    codes.dimensions > 2 ? "; along all others they are at the mean" : ""
                )
            case .variables(let first, let second):
                (
                    "variable \(first + 1)", "variable \(second + 1)",
                    codes.dimensions > 2 ? "; the other variables are at their means" : ""
                )
            }
        let parts = "\(side) equally frequent parts of the test samples"
        try folder.picture(
            GridPicture.of(GridPicture.rows(maker.pictures(of: chosen), columns: side)),
            named: "grid",
            caption: "What \(name) decodes over a plane of codes: \(across) from left to right, "
                + "\(up) from bottom to top, each at the middles of \(parts)\(others).",
            alternative: "\(side * side) images in a square, which change gradually from one "
                + "side to the other.")
        try addSpreads(to: &folder)
        try write(chosen, to: folder)
    }

    // MARK: Parts of findings

    private func addSpreads(to folder: inout FindingsFolder) throws {
        let deviations = codes.spreads.map(\.deviation)
        let mean = deviations.reduce(0, +) / Double(deviations.count)
        folder.number(
            "code_deviation", "Mean deviation of the codes' variables", mean,
            text: Self.text(mean))
        try folder.table(spreadTable)
    }

    private func write(_ chosen: PointMatrix, to folder: FindingsFolder) throws {
        let own = SampleCodes(points: chosen)
        let columns = (1...codes.dimensions).map { "enc. variable \($0)" }
        let text = own.csv(of: chosen, columns: columns)
        try AtomicFile.write(
            "image" + text.dropFirst("sample".count), to: folder.path + "/codes.csv")
    }

    /// The spread of each variable, which gives a scale for distances in the code space.
    private var spreadTable: Findings.Table {
        Findings.Table(
            name: "variables", caption: "The codes' variables over the test samples.",
            columns: ["Variable", "Mean", "Deviation", "Least", "Most"].map {
                Findings.Table.Column($0)
            },
            rows: codes.spreads.enumerated().map { index, spread in
                ["\(index + 1)"]
                    + [spread.mean, spread.deviation, spread.least, spread.most].map(Self.text)
            })
    }

    private func original(_ sample: Int) throws -> Picture {
        let values: [Float] =
            switch samples.element {
            case .bytes: samples.sample(sample).map { Float($0) / 255 }
            case .floats: Array(samples.sample(sample).bindMemory(to: Float.self))
            }
        return shape.pictures(of: values)[0]
    }

    private func label(_ sample: Int) -> String {
        samples.hasLabels ? " (label \(samples.labels[sample]))" : ""
    }

    private static func cells(_ row: Int, _ columns: Range<Int>) -> [PictureGrid.Cell] {
        columns.map { PictureGrid.Cell(row: row, column: $0) }
    }

    private static func text(_ value: Double) -> String { NumberText.rounded(value, digits: 3) }
}
