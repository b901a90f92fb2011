import Embeddings
import Figures
import Files
import Foundation
import Portable
package import Reporting

/// Findings with images that a GAN's generator makes of fixed noise, after and during training.
package struct GeneratorImages {
    private let model: TrainedModel
    private let seed: UInt64
    private let threads: Int
    private let distance: FeatureDistance?

    /// - Parameter distance: the distance to measure, if any.
    /// - Throws: `AnalysisError` if the model has no generator.
    package init(
        of model: TrainedModel, seed: UInt64, distance: FeatureDistance? = nil, threads: Int = 1
    ) throws {
        guard model.parts.contains("generator") else {
            throw AnalysisError(
                place: model.path,
                found: "a model of \(model.parts.joined(separator: " and "))",
                expected: "one with a generator, which makes images of noise")
        }
        self.model = model
        self.seed = seed
        self.distance = distance
        self.threads = threads
    }

    /// Adds a grid of `count` images of the trained generator.
    package func grid(count: Int, in folder: inout FindingsFolder) throws {
        let moment = try moment(of: model, count: count)
        try folder.picture(
            Self.square(moment.pictures), named: "generated",
            caption: "\(count, "image") that \(model.job.study) generates after "
                + "\(Self.epochs(moment.epoch)), of normal noise from the seed \(seed).",
            alternative: "\(count, "generated image") in rows.")
        add(moment.distance, to: &folder)
    }

    // MARK: Through training

    /// The weight files saved during training, in epoch order, without the trained model's own
    /// file.
    package static func snapshots(of model: TrainedModel) -> [String] {
        Directory.readableNames(in: model.directory + "/snapshots")
            .filter { $0.hasPrefix("epoch-") && $0.hasSuffix(".safetensors") }
            .map { "snapshots/" + $0 }
    }

    /// Adds images of the same noise from the weights of all snapshots and of the trained model.
    package func training(count: Int, in folder: inout FindingsFolder) throws {
        let names = Self.snapshots(of: model)
        guard !names.isEmpty else {
            throw AnalysisError(
                place: model.directory, found: "no weights of earlier epochs in snapshots/",
                expected: "a model that was trained with --snapshots")
        }
        var moments = try names.map { try moment(of: model.sibling($0), count: count) }
        let kept: Moment
        if let found = moments.first(where: { $0.epoch == model.document.epoch }) {
            kept = found
        } else {
            kept = try moment(of: model, count: count)
            let place = moments.firstIndex { $0.epoch > kept.epoch } ?? moments.count
            moments.insert(kept, at: place)
        }
        guard let first = moments.first, let last = moments.last else { return }
        try add(first, named: "first", ", of the same noise as at the end", to: &folder)
        if kept.epoch != last.epoch {
            try add(
                kept, named: "best", ", the best one, whose weights were kept, of the same noise",
                to: &folder)
        }
        try add(last, named: "last", ", of the same noise as at the beginning", to: &folder)
        let film = try Self.film(of: moments)
        try folder.animation(
            film, named: "training",
            caption: "The same noise through the generator's weights, from "
                + "\(Self.epochs(first.epoch)) to \(last.epoch), in \(film.frames.count, "step").",
            alternative: "An animation of generated images that take shape from epoch "
                + "\(first.epoch) to \(last.epoch).")
        if moments.contains(where: { $0.distance != nil }) {
            try folder.chart(
                chart(of: moments), named: "distance",
                caption: "The Fréchet distance of generated images from the test samples, in the "
                    + "features of a classifier, by epoch: lower is better.")
        }
        add(kept.distance, to: &folder)
        try addTable(of: moments, to: &folder)
    }

    /// The images and metrics of a generator after an epoch.
    private struct Moment {
        var epoch: Int
        var pictures: [Picture]
        var metrics: [String: Double]
        var distance: Double?
    }

    private func moment(of weights: TrainedModel, count: Int) throws -> Moment {
        let maker = try ImageMaker(weights, threads: threads)
        let noise = try SampleCodes.noise(
            count: count, dimensions: maker.inputSize, seed: seed)
        let distance = try distance.map { distance in
            // As many images as real ones, so that both covariance estimates are comparable.
            try distance(
                maker.values(
                    of: SampleCodes.noise(
                        count: distance.referenceCount, dimensions: maker.inputSize, seed: seed)))
        }
        // Reuse a distance that training measured.
        var metrics = weights.document.metrics
        let measured = metrics.removeValue(forKey: "frechet_distance")
        return Moment(
            epoch: weights.document.epoch, pictures: maker.pictures(of: noise),
            metrics: metrics, distance: distance ?? measured)
    }

    // MARK: Parts of findings

    /// The maximum file size in bytes; larger files load slowly in a page.
    private static let largestFilm = 1_500_000
    private static let filmSide = 6
    private static let frameMilliseconds = 200

    /// An animation with as many frames as the file size allows, with fewer images than the grids.
    private static func film(of moments: [Moment]) throws -> AnimatedPNG {
        var count = min(moments.count, 60)
        while true {
            let film = AnimatedPNG(
                frames: try evenly(moments, count).map { try frame($0) },
                frameMilliseconds: frameMilliseconds, lastFrameMilliseconds: 2000)
            if try count <= 2 || film.png().count <= largestFilm { return film }
            count = max(2, count * 3 / 4)
        }
    }

    private static func frame(_ moment: Moment) throws -> Picture {
        let shown = Array(moment.pictures.prefix(filmSide * filmSide))
        let picture = try GridPicture.of(
            GridPicture.rows(shown, columns: GridPicture.columns(of: shown.count)))
        return picture.channels == 1
            ? EpochLabel.labelled(picture, epoch: moment.epoch) : picture
    }

    private static func square(_ pictures: [Picture]) throws -> Picture {
        try GridPicture.of(
            GridPicture.rows(pictures, columns: GridPicture.columns(of: pictures.count)))
    }

    private func chart(of moments: [Moment]) -> CurveChart {
        let measured = moments.filter { $0.distance != nil }
        return CurveChart(
            title: "\(model.job.study): distance from real images", x: Axis("Epoch", isWhole: true),
            y: Axis("Fréchet distance"),
            curves: [
                CurveChart.Curve(
                    "generated images", x: measured.map { Double($0.epoch) },
                    y: measured.compactMap(\.distance))
            ])
    }

    private func add(
        _ moment: Moment, named name: String, _ text: String, to folder: inout FindingsFolder
    ) throws {
        let made = "\(moment.pictures.count, "generated image") after \(Self.epochs(moment.epoch))"
        try folder.picture(
            Self.square(moment.pictures), named: name, caption: made + text + ".",
            alternative: made + ".")
    }

    private func add(_ distance: Double?, to folder: inout FindingsFolder) {
        guard let distance else { return }
        if let trained = model.document.metrics["frechet_distance"], trained != distance {
            folder.paragraph(
                "Two Fréchet distances of one generator: the training measured "
                    + "\(NumberText.rounded(trained, digits: 4)), with the noise of the study's "
                    + "seed, and here it is \(NumberText.rounded(distance, digits: 4)), with noise "
                    + "of the seed \(seed) and the features of the classifier that is named. They "
                    + "differ by what the noise makes, and none is the right one.")
        }
        folder.number(
            "frechet_distance", "Fréchet distance from the test samples", distance,
            text: NumberText.rounded(distance, digits: 4))
    }

    /// Adds a table with one row per epoch: a selection in the table, all epochs in its CSV file.
    private func addTable(of moments: [Moment], to folder: inout FindingsFolder) throws {
        let names = Set(moments.flatMap(\.metrics.keys)).sorted()
        let isMeasured = moments.contains { $0.distance != nil }
        func row(_ moment: Moment, _ text: (Double) -> String) -> [String] {
            let values =
                names.map { moment.metrics[$0] }
                + (isMeasured ? [moment.distance] : [])
            return ["\(moment.epoch)"] + values.map { $0.map(text) ?? "–" }
        }
        let columns =
            ["Epoch"] + names.map(Self.heading) + (isMeasured ? ["Fréchet distance"] : [])
        let shown = Self.evenly(moments, 10)
        try folder.table(
            Findings.Table(
                name: "epochs",
                caption: "Losses"
                    + (isMeasured ? " and the distance from real images" : "")
                    + " after some of the epochs whose weights were kept.",
                columns: columns.map { Findings.Table.Column($0) },
                rows: shown.map { row($0) { NumberText.rounded($0, digits: 4) } }),
            csv: moments.map { row($0) { $0.description } })
    }

    private static func heading(_ metric: String) -> String {
        let text = metric.replacing("_", with: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private static func epochs(_ count: Int) -> String { "epoch \(count)" }

    /// At most `count` elements of a list, evenly picked, including the first and the last.
    private static func evenly<Item>(_ items: [Item], _ count: Int) -> [Item] {
        guard items.count > count, count > 1 else { return items }
        return (0..<count).map { items[$0 * (items.count - 1) / (count - 1)] }
    }
}
