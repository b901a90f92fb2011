import Datasets
import Models
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

@Suite("The network whose features measure samples")
struct FeatureNetworkTests {
    private static func linear(_ units: Int) -> LayerDescription {
        LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
    }

    /// Why a file is refused.
    private func refusal(of file: TensorFile) -> String {
        do {
            _ = try QualityFixtures.network(file)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test("It is a classifier's, of all its parts, up to the last linear layer")
    func layers() throws {
        let file = try QualityFixtures.file()
        let features = try QualityFixtures.network(file)
        #expect(
            features.network.layers.map(\.name) == [
                "encoder.0", "encoder.1", "encoder.2", "encoder.3", "encoder.4", "classifier.0",
            ])
        #expect(features.network.output == .vector(6))
        let trainer = try features.trainer(threads: 2)
        for name in ["encoder.1.weight", "encoder.3.bias"] {
            #expect(trainer.parameter(name) == file[name]?.values)
        }
        try features.check(sampleShape: [1, 28, 28])
    }

    @Test("Files that don't say what they are, or aren't classifiers with features, are refused")
    func refusals() throws {
        var nameless = try QualityFixtures.file()
        nameless.metadata[ModelDocument.metadataKey] = nil
        var garbled = nameless
        garbled.metadata[ModelDocument.metadataKey] = "{"
        let parts = [
            ModelDescription.Part("encoder", [.init(.flatten), Self.linear(4)]),
            .init("decoder", [Self.linear(784)]),
        ]
        let autoencoder = try QualityFixtures.file(
            objective: .autoencoder, model: ModelDescription(parts))
        let plain = try QualityFixtures.file(
            model: ModelDescription([.init("classifier", [.init(.flatten), Self.linear(10)])]))
        var headless = try QualityFixtures.file()
        headless.tensors.removeAll { $0.name == "encoder.3.weight" }
        var infinite = try QualityFixtures.file()
        let place = try #require(infinite.tensors.firstIndex { $0.name == "encoder.3.bias" })
        infinite.tensors[place].values[2] = .infinity
        let start = "model.safetensors: "
        #expect(
            refusal(of: nameless)
                == start + "its metadata has no podium.model, which says what its tensors are; "
                + "expected the model.safetensors of a classifier that 'podium train' wrote")
        #expect(
            refusal(of: garbled).hasPrefix(
                start + "its metadata's podium.model can't be read: "))
        #expect(
            refusal(of: autoencoder)
                == start + "it has the model of the objective autoencoder; expected a "
                + "classifier's, whose features distinguish samples")
        #expect(
            refusal(of: plain)
                == start + "its classifier has no layer with weights before a last linear one; "
                + "expected one that computes features first")
        #expect(
            refusal(of: infinite)
                == start + "tensor \"encoder.3.bias\" has inf as the 32-bit float of its value 2 "
                + "(counted from 0); expected finite numbers")
        #expect(
            refusal(of: headless).hasPrefix(
                start + "it has no tensor \"encoder.3.weight\"; it has "))
    }

    @Test("A classifier of other samples is refused")
    func shape() throws {
        let features = try QualityFixtures.network(QualityFixtures.file())
        let error = #expect(throws: EngineError.self) {
            try features.check(sampleShape: [3, 32, 32])
        }
        #expect(
            error.map { "\($0)" }
                == "model.safetensors: its classifier takes samples of 1×28×28; expected one "
                + "for samples of 3×32×32, as the job's data set has them")
    }
}
