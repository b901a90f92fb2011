import Portable
import StudyModel
import TestSupport
import Testing
import TrainingEngine

@testable import Models

/// Descriptions become the engine's networks.
@Suite struct NetworkTests {
    private let digits = Shape.image(channels: 1, height: 28, width: 28)

    private func configuration(_ values: [String: ParameterValue]) -> Configuration {
        Configuration(values.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
    }

    private func job(
        _ objective: NetworkKind, model: ModelDescription? = nil,
        training: [Setting] = [], dataset: DatasetReference = .mnist
    ) -> NetworkJob {
        NetworkJob(
            study: "s", objective: objective, dataset: dataset, model: model,
            training: TrainingDescription(training), metric: Metric(name: "validation_loss"),
            trials: 1, columns: [], space: SearchSpace([]))
    }

    @Test("The standard autoencoder is the reports' network")
    func autoencoder() throws {
        let values = configuration([
            "hidden_units": .int(87), "encoding_dimension": .int(9), "optimizer": .text("Adam"),
        ])
        let networks = try JobNetwork.networks(of: job(.autoencoder), in: values)
        let network = try #require(networks.first).network
        #expect(networks.count == 1 && networks[0].parts == ["encoder", "decoder"])
        let convolutions = 80 + 1_168 + 4_640 + 4_624 + 1_160 + 73
        let linear = (288 * 87 + 87) + (87 * 9 + 9) + (9 * 87 + 87) + (87 * 288 + 288)
        #expect(network.parameterCount == convolutions + linear)
        #expect(network.output == digits && network.shapes[9] == .vector(9))
        #expect(
            network.parameters.map(\.name).filter { $0.hasSuffix("weight") } == [
                "encoder.0.weight", "encoder.2.weight", "encoder.4.weight", "encoder.7.weight",
                "encoder.9.weight", "decoder.0.weight", "decoder.2.weight", "decoder.5.weight",
                "decoder.7.weight", "decoder.9.weight",
            ])
    }

    @Test("Costs are those of each layer's connections")
    func costs() throws {
        let values = configuration(["hidden_units": .int(87), "encoding_dimension": .int(9)])
        let network = try JobNetwork.networks(of: job(.autoencoder), in: values)[0].network
        let costs = network.layers.indices.map { network.multiplyAdds(of: $0) }
        #expect(costs[0] == 14 * 14 * 8 * 9 && costs[1] == 0)
        #expect(costs[2] == 7 * 7 * 16 * 8 * 9 && costs[4] == 3 * 3 * 32 * 16 * 9)
        #expect(costs[7] == 288 * 87 && costs[15] == 3 * 3 * 32 * 16 * 9)
        let parameters = network.layers.indices.map { network.parameterCount(of: $0) }
        #expect(parameters[0] == 80 && parameters[1] == 0 && parameters[7] == 288 * 87 + 87)
        #expect(parameters.reduce(0, +) == network.parameterCount)
    }

    @Test("The standard classifier and GAN have the reports' sizes")
    func others() throws {
        let head = configuration(["hidden_units": .int(184), "dropout": .float(0.1)])
        let classifier = try JobNetwork.networks(of: job(.classifier), in: head)[0]
        #expect(classifier.parts == ["encoder", "classifier"])
        #expect(classifier.network.output == .vector(10))
        #expect(classifier.network.parameter("classifier.0.weight")?.shape == [184, 9])
        let gan = configuration([
            "generator_units_1": .int(256), "generator_units_2": .int(512),
            "discriminator_units_1": .int(512), "discriminator_units_2": .int(256),
            "slope": .float(0.2), "dropout": .float(0.3), "learning_rate": .float(2e-4),
        ])
        let networks = try JobNetwork.networks(of: job(.gan), in: gan)
        #expect(networks.map(\.ganPart) == ["generator", "discriminator"])
        #expect(networks[0].network.input == .vector(100))
        #expect(networks.map(\.network.output.count) == [784, 1])
        #expect(
            networks[1].network.parameterCount
                == (784 * 512 + 512) + (512 * 256 + 256) + 256 + 1)
    }

    @Test("Every kind of layer becomes its twin, with its defaults")
    func everyKind() throws {
        for kind in LayerKind.allCases where kind != .residual {
            let settings = kind.rules.filter { $0.standard == .required }
                .map { Setting($0.name, .parameter($0.name)) }
            let model = ModelDescription([.init("p", [LayerDescription(kind, settings)])])
            let values = Configuration(settings.map { .init($0.name, .int(3)) })
            let layer = try model.layers(of: "p", in: values)[0]
            #expect(layer.name == "p.0")
            let name = layer.layer.kind.lowercased()
            // torch.nn has one class for both.
            let expected = kind == .unflatten1D ? "unflatten" : kind.rawValue
            #expect(name == expected.filter { $0 != "_" })
            for setting in settings {
                #expect(throws: ModelMismatch.self) {
                    let fewer = Configuration(values.entries.filter { $0.name != setting.name })
                    _ = try model.layers(of: "p", in: fewer)
                }
            }
        }
    }

    @Test("The layers of a residual block come before its end, with PyTorch's names")
    func residual() throws {
        func linear(_ units: Int) -> LayerDescription {
            LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
        }
        let inner = LayerDescription(.residual, layers: [linear(7)])
        let block = LayerDescription(.residual, layers: [linear(5), inner, .init(.tanh)])
        let model = ModelDescription([.init("p", [linear(4), block])])
        let network = try model.network(of: ["p"], input: .vector(3), in: Configuration([]))
        #expect(
            network.layers.map(\.name) == [
                "p.0", "p.1.body.0", "p.1.body.1.body.0", "p.1.body.1", "p.1.body.2", "p.1",
            ])
        #expect(
            network.parameters.map(\.name).filter { $0.hasSuffix("weight") } == [
                "p.0.weight", "p.1.body.0.weight", "p.1.body.1.body.0.weight",
                "p.1.body.1.projection.weight", "p.1.projection.weight",
            ])
        #expect(network.parameter("p.1.projection.weight")?.shape == [7, 4])
        #expect(
            network.layers.indices.map(network.parameterCount).reduce(0, +)
                == network.parameterCount)
        #expect(network.multiplyAdds(of: 5) == 28)

        let bytes = try PortableJSON.encode(model)
        #expect(try PortableJSON.decode(ModelDescription.self, from: bytes) == model)
        var deep = block
        for _ in 0..<20 { deep = LayerDescription(.residual, layers: [deep]) }
        for (layers, text) in [
            ([deep], "nested more than 8 deep"),
            ([LayerDescription(.residual)], "p.0: residual has no layers"),
            (
                [
                    LayerDescription(
                        .residual, layers: [.init(.flatten), linear(2), .init(.conv2D)])
                ],
                "p.0.body.2: conv2d needs channels"
            ),
            ([LayerDescription(.relu, layers: [linear(2)])], "relu has no layers inside it"),
        ] {
            let wrong = ModelDescription([.init("p", layers)])
            #expect {
                _ = try wrong.network(of: ["p"], input: .vector(3), in: Configuration([]))
            } throws: { "\($0)".contains(text) }
        }
    }

    @Test("What is left out is torch.nn's default")
    func defaults() throws {
        func layer(_ kind: LayerKind, _ settings: [Setting] = []) throws -> Layer {
            let model = ModelDescription([.init("p", [LayerDescription(kind, settings)])])
            return try model.layers(of: "p", in: Configuration([]))[0].layer
        }
        #expect(try layer(.leakyReLU) == .leakyReLU(slope: 0.01))
        #expect(try layer(.elu) == .elu(alpha: 1))
        #expect(try layer(.softplus) == .softplus(beta: 1, threshold: 20))
        #expect(try layer(.dropout) == .dropout(0.5))
        #expect(try layer(.batchNorm2D) == .batchNorm2D(BatchNorm(epsilon: 1e-5, momentum: 0.1)))
        #expect(try layer(.layerNorm) == .layerNorm(epsilon: 1e-5))
        let kernel = Setting("kernel", .literal(.int(3)))
        #expect(try layer(.maxPool2D, [kernel]) == .maxPool2D(Pooling(kernel: 3, stride: 3)))
        let channels = Setting("channels", .literal(.int(4)))
        #expect(
            try layer(.conv2D, [channels, kernel])
                == .conv2D(Convolution(channels: 4, kernel: 3, stride: 1, padding: 0)))
    }

    @Test("What doesn't fit is told with its part, its layer and the reason")
    func mismatches() {
        func message(_ job: NetworkJob, _ values: [String: ParameterValue] = [:]) -> String {
            do {
                _ = try JobNetwork.networks(of: job, in: configuration(values))
                return "fits"
            } catch { return "\(error)" }
        }
        func linear(_ units: Int) -> LayerDescription {
            LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
        }
        let flat = LayerDescription(.flatten)
        func coder(_ encoder: [LayerDescription], _ decoder: [LayerDescription]) -> NetworkJob {
            job(
                .autoencoder,
                model: ModelDescription([
                    .init("encoder", encoder), .init("decoder", decoder),
                ]))
        }
        #expect(message(coder([flat, linear(3)], [linear(784)])) == "fits")
        #expect(
            message(coder([linear(3)], [linear(784)]))
                == "encoder.0: Linear needs a flat input; found 1×28×28. Put Flatten before")
        #expect(
            message(coder([flat, linear(3)], [linear(5), linear(783)]))
                == "decoder.1: the decoder's output is 783, 783 values; expected 784, as many as "
                + "its samples of 1×28×28")
        #expect(
            message(coder([flat], [])) == "decoder: it has no layers; expected at least one")
        #expect(
            message(job(.autoencoder, model: ModelDescription([.init("encoder", [flat])])))
                == "decoder: the model has no such part; the autoencoder needs it")
        #expect(
            message(
                job(.classifier, model: ModelDescription([.init("classifier", [flat, linear(9)])])))
                == "classifier.1: the classifier has 9 outputs; expected 10, one for each class")
        #expect(
            message(job(.autoencoder), ["hidden_units": .int(5)])
                == "encoder.9: units is $encoding_dimension, which the configuration lacks")
        #expect(
            message(job(.autoencoder), ["hidden_units": .float(5)])
                == "encoder.7: units is 5.0; expected an int in 1...65536")
        let sharp = [Setting("loss.kind", .literal(.text("bce")))]
        var unbounded = coder([flat, linear(3)], [linear(784)])
        unbounded.training = TrainingDescription(sharp)
        #expect(
            message(unbounded)
                == "decoder.0: the loss bce needs outputs from 0 to 1; end with sigmoid, or use "
                + "bce_with_logits")
    }
}
