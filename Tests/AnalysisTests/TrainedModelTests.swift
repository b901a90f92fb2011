import Datasets
import Foundation
import Models
import StudyModel
import Testing
import TrainingEngine
import UserErrors

@testable import Analysis

@Suite("A trained model") struct TrainedModelTests {
    @Test("gives the same reconstructions as a whole and part by part")
    func parts() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let images = SmallModel.images(40)
        let whole = try model.runner(of: ["encoder", "decoder"]).outputs(of: images)
        let codes = try model.runner(of: ["encoder"], threads: 2).outputs(of: images)
        #expect(codes.count == 40 * 3)
        let decoder = try model.runner(of: ["decoder"])
        #expect(decoder.inputSize == 3 && decoder.outputSize == 784)
        #expect(decoder.outputs(of: codes) == whole)
        #expect(whole.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test("says what it is")
    func document() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        #expect(model.job.study == "small")
        #expect(model.parts == ["encoder", "decoder"])
        #expect(model.document.configuration == SmallModel.configuration)
        #expect(model.document.name(ofMetric: "validation_loss") == "test_loss")
        #expect(model.sha256.count == 64)
    }

    @Test("is read from a file of any name")
    func otherName() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        let path = model.directory + "/mm.st"
        try Data(model.weights.encoded()).write(to: URL(filePath: path))
        #expect(try TrainedModel(path: path).document == model.document)
    }

    @Test("is refused without a description, and has no parts that it was not made of")
    func refusals() throws {
        let model = try SmallModel.model(SmallModel.autoencoder())
        var bare = model.weights
        bare.metadata = [:]
        let path = model.directory + "/bare.safetensors"
        try Data(bare.encoded()).write(to: URL(filePath: path))
        let bareError = #expect(throws: AnalysisError.self) { try TrainedModel(path: path) }
        #expect(bareError?.description.contains("without a description") == true)
        for (text, expected) in [
            ("{}", "the key 'podium' is missing"), ("garbage", "it is not JSON"),
        ] {
            var damaged = model.weights
            damaged.metadata[ModelDocument.metadataKey] = text
            let place = model.directory + "/damaged.safetensors"
            try Data(damaged.encoded()).write(to: URL(filePath: place))
            let error = #expect(throws: AnalysisError.self) { try TrainedModel(path: place) }
            #expect(error?.found == "a description that can't be read (\(expected))")
        }
        let partError = #expect(throws: AnalysisError.self) { try model.runner(of: ["generator"]) }
        #expect(partError?.description.contains("encoder and decoder") == true)
        let absent = #expect(throws: AnalysisError.self) { try TrainedModel(path: "/nowhere") }
        #expect(absent?.description.contains("/nowhere/model.safetensors") == true)
    }

    @Test("is a mistake of the user where the file is none, and the message says what it is")
    func wrongFiles() throws {
        let model = try SmallModel.model(SmallModel.autoencoder(epochs: 1))
        func refusal(_ path: String) -> (any UserError)? {
            do {
                _ = try TrainedModel(path: path).runner(of: ["encoder"])
                return nil
            } catch { return error as? any UserError }
        }
        let pipe = model.directory + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let text = model.directory + "/text.st"
        try Data("no weights".utf8).write(to: URL(filePath: text))
        var short = model.weights
        short.tensors.removeFirst()
        let other = model.directory + "/other.st"
        try Data(short.encoded()).write(to: URL(filePath: other))
        for (path, found) in [
            (pipe, "\(pipe): it is a pipe, a socket or a device; expected a model"),
            (text, "\(text): not a safetensors file"), (other, "\(other): it has no tensor"),
        ] {
            let error = try #require(refusal(path))
            #expect(error.exitStatus == .badInput && "\(error)".contains(found), "\(error)")
        }
    }
}
