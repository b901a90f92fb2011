import Datasets
import Embeddings
import Figures
import Foundation
import Models
import Portable
import Reporting
import StudyModel
import Testing
import TrainingEngine

@testable import Analysis

@Suite("Generated images") struct GenerationTests {
    private static let configuration = Configuration([
        Configuration.Entry("generator_units_1", .int(24)),
        Configuration.Entry("generator_units_2", .int(33)),
        Configuration.Entry("discriminator_units_1", .int(31)),
        Configuration.Entry("discriminator_units_2", .int(20)),
        Configuration.Entry("slope", .float(0.2)), Configuration.Entry("dropout", .float(0.3)),
        Configuration.Entry("learning_rate", .float(1e-3)),
        Configuration.Entry("l2", .float(0)), Configuration.Entry("hidden_units", .int(12)),
        Configuration.Entry("optimizer", .text("Adam")),
    ])

    private static func job(_ objective: NetworkKind, epochs: Int) -> NetworkJob {
        var job = SmallModel.autoencoder(epochs: epochs)
        job.objective = objective
        job.metric = Metric(
            name: objective == .gan ? "generator_loss" : "validation_loss")
        if objective == .gan {
            job.training = TrainingDescription([
                Setting("latent_dimension", .literal(.int(10)))
            ])
        }
        return job
    }

    static func generator(epochs: Int = 2) throws -> TrainedModel {
        try SmallModel.model(job(.gan, epochs: epochs), configuration: configuration)
    }

    private static func autoencoder() throws -> TrainedModel {
        try SmallModel.model(SmallModel.autoencoder())
    }

    private static func codes() throws -> SampleCodes {
        try SampleCodes(of: SmallModel.images(90), by: autoencoder())
    }

    private static func folder(_ model: TrainedModel, _ name: String) throws -> FindingsFolder {
        try FindingsFolder(
            model.directory + "/" + name, findings: Findings(step: "generate", title: "images"),
            gnuplot: nil)
    }

    @Test("around a sample have noise of the mean and the deviation that were asked for")
    func around() throws {
        let codes = try Self.codes()
        let code = Array(codes.points[7])
        let many = try codes.around(7, mean: 5, deviation: 10, count: 4000, seed: 3)
        for (variable, spread) in SampleCodes(points: many).spreads.enumerated() {
            // Within four standard errors.
            #expect(abs(spread.mean - Double(code[variable]) - 5) < 40 / 63.0)
            #expect(abs(spread.deviation - 10) < 0.5)
        }
        let few = try codes.around(7, mean: 5, deviation: 10, count: 16, seed: 3)
        #expect(few.values == Array(many.values.prefix(16 * 3)))
        let other = try codes.around(7, mean: 5, deviation: 10, count: 16, seed: 4)
        #expect(other.values != few.values)
    }

    @Test("around a sample can have noise in units of how far each variable ranges")
    func relative() throws {
        let codes = try Self.codes()
        let shifted = try codes.around(
            2, mean: 2, deviation: 0, isRelative: true, count: 1, seed: 0)
        for (variable, spread) in codes.spreads.enumerated() {
            let expected = Double(Array(codes.points[2])[variable]) + 2 * spread.deviation
            #expect(abs(Double(shifted.values[variable]) - expected) < 1e-4)
        }
    }

    @Test("between two samples go from the one to the other in equal steps")
    func path() throws {
        let codes = try Self.codes()
        let path = try codes.path(from: 4, to: 9, count: 6)
        #expect(Array(path[0]) == Array(codes.points[4]))
        #expect(Array(path[5]) == Array(codes.points[9]))
        for variable in 0..<3 {
            let values = (0..<6).map { Array(path[$0])[variable] }
            let steps = zip(values.dropFirst(), values).map { $0 - $1 }
            #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-4 })
        }
    }

    @Test("of a grid are at quantiles of the samples, along variables or components")
    func grid() throws {
        let codes = try Self.codes()
        let engine = try EmbeddingEngine()
        let plain = try codes.grid(.variables(2, 0), side: 5, engine: engine)
        let means = codes.spreads.map(\.mean)
        for row in 0..<5 {
            for column in 0..<5 {
                let code = Array(plain[row * 5 + column])
                #expect(abs(Double(code[1]) - means[1]) < 1e-4)
                let below = (0..<90).count { Array(codes.points[$0])[2] < code[2] }
                #expect(abs(below - 90 * (2 * column + 1) / 10) <= 1)
                let under = (0..<90).count { Array(codes.points[$0])[0] < code[0] }
                #expect(abs(under - 90 * (2 * (4 - row) + 1) / 10) <= 1)
            }
        }
        let components = try engine.principalComponents(of: codes.points)
        let places = try components.project(
            codes.grid(.components, side: 4, engine: engine))
        for place in 0..<16 {
            let point = Array(places[place])
            // Along the third component all are at the mean.
            #expect(abs(point[2]) < 1e-3)
            #expect(abs(point[0] - Array(places[place % 4])[0]) < 1e-3)
            #expect(place < 4 || point[1] < Array(places[place - 4])[1])
        }
    }

    @Test("of an autoencoder are told as pictures with their codes")
    func autoencoderFindings() throws {
        let model = try Self.autoencoder()
        let images = try CodeImages(of: model, samples: SmallModel.images(90), threads: 2)
        var folder = try Self.folder(model, "images")
        try images.around(
            3, CodeImages.Noise(mean: 0, deviation: 1, isRelative: true), count: 16, seed: 0,
            in: &folder)
        try images.path(from: 0, to: 5, count: 7, in: &folder)
        try images.grid(.components, side: 4, engine: EmbeddingEngine(), in: &folder)
        let found = try folder.finish()
        #expect(found.figures.map(\.name) == ["around", "path", "grid"])
        // Four columns, a row of two above four rows; cells of 84 or 56 pixels with gaps of three.
        #expect(found.figures[0].width == 4 * 87 + 3 && found.figures[0].height == 5 * 87 + 3)
        #expect(found.figures[1].width == 9 * 59 + 3 && found.figures[1].height == 59 + 3)
        #expect(found.figures.allSatisfy { !$0.caption.isEmpty && !$0.alternative.isEmpty })
        #expect(try #require(found.number("code_deviation")) > 0)
        #expect(
            found.figures[0].caption.contains(
                "of mean 0 and deviation 1, in units of each variable's own deviation; the"))
        let csv = try String(contentsOfFile: folder.path + "/codes.csv", encoding: .utf8)
        #expect(csv.hasPrefix("image,enc. variable 1,"))
        #expect(csv.split(separator: "\n").count == 17)
    }

    @Test("of a generator that ends with tanh are from 0 to 1")
    func range() throws {
        let model = try Self.generator()
        let maker = try ImageMaker(model)
        #expect(maker.inputSize == 10)
        let noise = try SampleCodes.noise(count: 20, dimensions: 10, seed: 1)
        let raw = try model.runner(of: ["generator"]).outputs(of: noise.values)
        #expect(raw.contains { $0 < 0 })
        #expect(zip(maker.values(of: noise), raw).allSatisfy { abs($0 - ($1 + 1) / 2) < 1e-6 })
        #expect(maker.pictures(of: noise).count == 20)
    }

    /// A model with weights from on the way, as a final training leaves them.
    ///
    /// - Parameter best: the epoch that was kept, where it isn't the last.
    private static func trained(best: Int? = nil) throws -> TrainedModel {
        let model = try generator(epochs: 3)
        let snapshots = model.directory + "/snapshots"
        try FileManager.default.createDirectory(
            atPath: snapshots, withIntermediateDirectories: true)
        for epoch in 1...3 {
            let bytes = try SmallModel.file(job(.gan, epochs: epoch), configuration: configuration)
            var file = try TensorFile(decoding: bytes, source: "test")
            var document = model.document
            document.metrics = [
                "generator_loss": Double(epoch) / 4, "frechet_distance": Double(epoch * 10),
            ]
            func write(_ path: String) throws {
                file.metadata[ModelDocument.metadataKey] = String(
                    decoding: try PortableJSON.encode(document), as: UTF8.self)
                try Data(file.encoded()).write(to: URL(filePath: path))
            }
            document.epochs = epoch
            if epoch < 3 || best != nil {
                try write("\(snapshots)/epoch-0000\(epoch).safetensors")
            }
            (document.epochs, document.bestEpoch) = (3, best)
            if epoch == best ?? 3 { try write(model.path) }
        }
        return try TrainedModel(path: model.directory)
    }

    @Test("of a generator are shown at the beginning, at the end, and in between as a film")
    func training() throws {
        let model = try Self.trained()
        #expect(GeneratorImages.snapshots(of: model).count == 2)
        var bytes: [[Data?]] = []
        for threads in 1...2 {
            var folder = try Self.folder(model, "training-\(threads)")
            try GeneratorImages(of: model, seed: 0, threads: threads)
                .training(count: 9, in: &folder)
            let found = try folder.finish()
            #expect(found.figures.map(\.name) == ["first", "last", "training", "distance"])
            #expect(found.number("frechet_distance") == 30)
            let table = try #require(found.tables.first)
            #expect(
                table.rows == [["1", "0.25", "10"], ["2", "0.5", "20"], ["3", "0.75", "30"]])
            bytes.append(
                ["first.png", "last.png", "training.png"].map {
                    FileManager.default.contents(atPath: folder.path + "/" + $0)
                })
        }
        #expect(bytes[0] == bytes[1])
        #expect(bytes[0][0] != bytes[0][1])
        #expect((bytes[0][2]?.count ?? 0) > (bytes[0][1]?.count ?? 0))
    }

    @Test("of a generator that was best before the end are shown as it was then, too")
    func bestEpoch() throws {
        let model = try Self.trained(best: 2)
        var folder = try Self.folder(model, "training")
        try GeneratorImages(of: model, seed: 0).training(count: 9, in: &folder)
        let found = try folder.finish()
        #expect(
            found.figures.map(\.name) == ["first", "best", "last", "training", "distance"])
        #expect(found.figures[1].caption.contains("after epoch 2, the best one"))
        #expect(found.number("frechet_distance") == 20)
        #expect(found.tables.first?.rows.map(\.[0]) == ["1", "2", "3"])
        // Where it was none of those whose weights were kept on the way, it is put in its place.
        try FileManager.default.removeItem(
            atPath: model.directory + "/snapshots/epoch-00002.safetensors")
        var other = try Self.folder(model, "training")
        try GeneratorImages(of: model, seed: 0).training(count: 9, in: &other)
        let again = try other.finish()
        #expect(again.tables.last?.rows.map(\.[0]) == ["1", "2", "3"])

        var still = try Self.folder(model, "still")
        try GeneratorImages(of: model, seed: 0).grid(count: 4, in: &still)
        #expect(try still.finish().figures[0].caption.contains("after epoch 2,"))
    }

    @Test("are as far from real ones as a classifier's features say")
    func distance() throws {
        let real = SmallModel.images(120)
        let classifier = try SmallModel.model(
            Self.job(.classifier, epochs: 2), configuration: Self.configuration)
        let measure = try FeatureDistance(classifier: classifier, samples: real)
        let same = real.pixels.map { Float($0) / 255 }
        let odd = same.map { 1 - $0 }
        let near = try measure(same)
        #expect(abs(near) < 1e-3)
        #expect(try measure(odd) > near + 0.01)

        let model = try Self.trained()
        var folder = try Self.folder(model, "measured")
        try GeneratorImages(of: model, seed: 0, distance: measure)
            .training(count: 4, in: &folder)
        let found = try folder.finish()
        #expect(found.figures.map(\.name).contains("distance"))
        #expect(try #require(found.number("frechet_distance")) > 0)
        #expect(found.tables[0].columns.map(\.heading).last == "Fréchet distance")
    }

    @Test("have the number of their epoch above them in a film")
    func labels() throws {
        let picture = Picture(width: 100, height: 10, colour: .white)
        let first = EpochLabel.labelled(picture, epoch: 8)
        #expect(first.width == 100 && first.height > 24)
        #expect(first.bytes.contains(0))
        #expect(first != EpochLabel.labelled(picture, epoch: 9))
        // Letters that don't fit are cut off.
        let narrow = Picture(width: 20, height: 10, colour: .white)
        #expect(EpochLabel.labelled(narrow, epoch: 123_456_789).width == 20)
    }

    @Test("are refused to models that can't make them, in words")
    func refusals() throws {
        let autoencoder = try Self.autoencoder()
        let generator = try Self.generator()
        let images = SmallModel.images(20)
        let noDecoder = #expect(throws: AnalysisError.self) {
            try CodeImages(of: generator, samples: images)
        }
        #expect(noDecoder?.description.contains("decoder") == true)
        let noGenerator = #expect(throws: AnalysisError.self) {
            try GeneratorImages(of: autoencoder, seed: 0)
        }
        #expect(noGenerator?.description.contains("generator") == true)
        let noClassifier = #expect(throws: AnalysisError.self) {
            try FeatureDistance(classifier: autoencoder, samples: images)
        }
        #expect(noClassifier?.description.contains("a classifier") == true)
        let absent = #expect(throws: AnalysisError.self) {
            try Self.codes().around(90, mean: 0, deviation: 1, count: 1, seed: 0)
        }
        #expect(absent?.description.contains("from 0 to 89") == true)
        let noSnapshots = #expect(throws: AnalysisError.self) {
            var folder = try Self.folder(generator, "none")
            try GeneratorImages(of: generator, seed: 0).training(count: 4, in: &folder)
        }
        #expect(noSnapshots?.description.contains("--snapshots") == true)
    }
}
