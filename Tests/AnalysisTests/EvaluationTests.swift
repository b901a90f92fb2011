import Datasets
import Foundation
import Models
import Reporting
import StudyModel
import Testing

@testable import Analysis

@Suite("The evaluation of a model") struct EvaluationTests {
    private func folder(_ name: String = "evaluation") throws -> FindingsFolder {
        try FindingsFolder(
            FileManager.default.temporaryDirectory
                .appending(path: "podium-evaluation-\(UUID().uuidString)").path,
            findings: Findings(step: "evaluate", title: name), gnuplot: nil)
    }

    private func denoiser(_ corruption: [Setting] = []) -> NetworkJob {
        var job = SmallModel.autoencoder()
        job.objective = .denoisingAutoencoder
        job.corruption = corruption
        return job
    }

    @Test("measures an autoencoder as its training did, whatever the number of threads")
    func autoencoder() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let images = SmallModel.images(700)
        let one = try EvaluatedModel(model).reconstructionErrors(of: images)
        let three = try EvaluatedModel(model, threads: 3).reconstructionErrors(of: images)
        #expect(one == three && one.outputs.count == 700 && one.inputMean == 0)
        // The same by hand, from the runner's outputs.
        let outputs = try model.runner(of: ["encoder", "decoder"]).outputs(of: images)
        var sum = 0.0
        for (output, byte) in zip(outputs, images.pixels) {
            let difference = Double(output) - Double(Float(byte) / 255)
            sum += difference * difference
        }
        #expect(abs(one.mean - sum / Double(700 * 784)) < 1e-12)
        withExtendedLifetime(images) {}
    }

    @Test("measures noise as the noise's own square, and gives the same for any thread number")
    func noise() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let images = SmallModel.images(300)
        let errors = try [1, 2].map {
            try EvaluatedModel(model, threads: $0)
                .reconstructionErrors(of: images, .noise(0.2), seed: 4)
        }
        #expect(errors[0] == errors[1])
        #expect(abs(errors[0].inputMean - 0.04) < 0.001)
        let others = try EvaluatedModel(model)
            .reconstructionErrors(of: images, .noise(0.2), seed: 5)
        #expect(others != errors[0])
    }

    @Test("writes numbers, tables and figures of every disturbance")
    func findings() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let images = SmallModel.images(60)
        var folder = try folder()
        let sweeps = try RobustnessSweep.Kind.allCases.map {
            try RobustnessSweep($0, reading: $0 == .noise ? "1e-2:1:7" : "0:1:6")
        }
        try Evaluation(
            EvaluatedModel(model), model.document.configuration,
            EvaluatedSamples(images, "made-up image"), sweeps: sweeps
        ).write(to: &folder)
        let found = try folder.finish()
        #expect(found.numbers.map(\.name) == ["test_mse", "samples"])
        #expect(
            found.tables.map(\.name)
                == ["by-label", "noise", "occlusion", "masking", "salt-pepper"])
        #expect(found.tables[1].rows.count == 7)
        // All rows at 0 and all values at 0 are the same black images.
        #expect(found.tables[2].rows.last?.dropFirst() == found.tables[3].rows.last?.dropFirst())
        // Where nothing is disturbed the error is the clean one.
        #expect(found.tables[2].rows[0][1] == found.numbers[0].text)
        let names = ["noise", "occlusion", "masking", "salt-pepper"]
        #expect(found.figures.map(\.name) == names.flatMap { [$0, $0 + "-examples"] })
        for figure in found.figures where figure.kind == .picture {
            // Four triples a row, five rows.
            #expect(figure.width == 12 * 58 + 2 + 3 * 8 && figure.height == 5 * 58 + 2)
        }
        #expect(
            found.figures[1].caption.contains(
                "From the top, standard deviation of the noise: 0.01, "))
    }

    @Test("gives a denoising autoencoder the noise that its test loss was measured on")
    func denoising() throws {
        let job = denoiser([Setting("kind", .literal(.text("masking")))])
        let model = try SmallModel.model(job)
        let set = SmallModel.dataset.test
        var folder = try folder()
        try Evaluation(
            EvaluatedModel(model), model.document.configuration,
            EvaluatedSamples(set, "made-up image")
        ).write(to: &folder)
        let found = try folder.finish()
        #expect(found.numbers.map(\.name) == ["test_mse", "noisy_mse", "clean_mse", "samples"])
        #expect(found.paragraphs.contains { $0.contains("10 % of the values set to 0") })
        let noisy = try #require(found.number("noisy_mse"))
        // A tenth of the squares is lost.
        var squares = 0.0
        for byte in set.pixels { squares += Double(byte) * Double(byte) / 65025 }
        #expect(abs(noisy / (squares / Double(set.pixels.count)) - 0.1) < 0.01)
        withExtendedLifetime(set) {}
    }

    @Test("finds how images lie, and puts them upright")
    func orientation() throws {
        let model = try SmallModel.model(SmallModel.autoencoder(epochs: 6))
        let evaluated = try EvaluatedModel(model)
        let upright = SmallModel.images(100)
        let error = try evaluated.reconstructionErrors(of: upright).mean
        for orientation in Orientation.allCases {
            let lying = try #require(upright.laid(orientation))
            let search = try OrientationSearch(evaluated, lying)
            #expect(search.best.orientation == orientation, "\(search.trials)")
            #expect(abs(search.best.error - error) < 1e-9)
            let again = try OrientationSearch.upright(lying, from: search.best.orientation)
            #expect(Array(again.pixels) == Array(upright.pixels))
            #expect(search.table.table.emphasised.count == 1)
        }
        withExtendedLifetime(upright) {}
    }

    @Test("says what is wrong with samples of vectors, and with values that can't be meant")
    func refusals() throws {
        let flat = ImageSet(sampleShape: [4], floats: [0, 1, 2, 3])
        let lying = #expect(throws: AnalysisError.self) {
            try OrientationSearch.upright(flat, from: .transposed)
        }
        #expect(lying?.description.contains("square images") == true)
        let job = SmallModel.autoencoder()
        var model = ModelDocument(
            podium: "", job: job, trial: 0, rank: nil, configuration: Configuration([]))
        func refusal(_ set: ImageSet) -> String? {
            #expect(throws: AnalysisError.self) {
                try SampleValues.check(
                    set, dataset: model.job.dataset, known: model.valueRange,
                    place: "x.mat")
            }?.description
        }
        let bright = ImageSet(sampleShape: [2], floats: [0, 255])
        #expect(refusal(bright)?.contains("such as 0,255, or") == true)
        let signed = ImageSet(sampleShape: [2], floats: [-3, 7])
        #expect(refusal(signed)?.contains("such as -3,7, or") == true)
        let bits = ImageSet(height: 1, width: 2, pixels: [0, 1], labels: [0])
        #expect(refusal(bits)?.contains("--range 0,1") == true)
        for fine in [
            ImageSet(sampleShape: [2], floats: [-0.4, 1.6]),
            ImageSet(height: 1, width: 2, pixels: [0, 0], labels: [0]),
        ] {
            try SampleValues.check(
                fine, dataset: model.job.dataset, known: model.valueRange,
                place: "x.mat")
        }
        // A model of files without a range knows the values that it was trained with.
        let file = InputFile(path: "x.npy", sha256: "", byteCount: 0)
        model.job.dataset = .files(
            FileDataset(sampleShape: [2], training: .init(values: .init(file: file))))
        try SampleValues.check(
            bright, dataset: model.job.dataset, known: model.valueRange,
            place: "x.mat")
        model.valueRange = .init(low: 0, high: 1)
        #expect(refusal(bright)?.contains("such as 0,255, or") == true)
        model.valueRange = .init(low: -3, high: 3)
        #expect(refusal(bright)?.contains("the model was trained with -3 to 3; expected") == true)
        try SampleValues.check(
            signed, dataset: model.job.dataset, known: model.valueRange,
            place: "x.mat")
    }

    @Test("shows pairs, triples, and the beginning")
    func pictures() throws {
        for (job, columns) in [(SmallModel.autoencoder(), 2), (denoiser(), 3)] {
            let model = try SmallModel.model(job)
            let images = SmallModel.images(50)
            var folder = try folder()
            try ReconstructionPictures(
                EvaluatedModel(model), model.document.configuration,
                EvaluatedSamples(images, "made-up image"), shown: [3, 1, 4, 15, 9, 2, 6],
                beginning: EvaluatedModel(model)
            ).write(to: &folder)
            let found = try folder.finish()
            #expect(found.figures.map(\.name) == ["reconstructions", "beginning-and-end"])
            #expect(found.figures[0].width == 5 * columns * 58 + 2 + 4 * 8)
            #expect(found.figures[0].caption.hasPrefix("Seven of the made-up images"))
            #expect(found.figures[1].height == (columns + 1) * 58 + 2)
            #expect(found.tables[0].rows.map { $0[0] } == ["3", "1", "4", "15", "9", "2", "6"])
            #expect(found.tables[0].rows.map { $0[1] } == ["3", "1", "4", "5", "9", "2", "6"])
            let wrong = #expect(throws: AnalysisError.self) {
                try ReconstructionPictures(
                    EvaluatedModel(model), model.document.configuration,
                    EvaluatedSamples(images, "made-up image"), shown: [50])
            }
            #expect(wrong?.description.contains("from 0 to 49") == true)
        }
        // Samples without labels have no column for them.
        let bare = ImageSet(
            sampleShape: [1, 28, 28], floats: Array(repeating: 0.5, count: 4 * 28 * 28))
        let model = try EvaluatedModel(SmallModel.model(SmallModel.autoencoder()))
        var folder = try folder()
        try ReconstructionPictures(
            model, SmallModel.configuration, EvaluatedSamples(bare, "vector"), shown: [0, 1]
        ).write(to: &folder)
        let table = try folder.finish().tables[0]
        #expect(table.columns.map(\.heading) == ["Sample", "MSE"])
        #expect(table.rows.map(\.count) == [2, 2])
        let drawn = ReconstructionPictures.drawn(10, of: 10_000, seed: 1)
        #expect(Set(drawn).count == 10 && drawn.allSatisfy { (0..<10_000).contains($0) })
        #expect(ReconstructionPictures.drawn(10, of: 10_000, seed: 2) != drawn)
    }
}
