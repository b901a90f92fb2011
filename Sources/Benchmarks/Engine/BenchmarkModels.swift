import Models
import StudyModel
import TrainingEngine

/// The reports' models with sizes filled in, for benchmarks.
enum BenchmarkModels {
    private static let image = Shape.image(channels: 1, height: 28, width: 28)

    static func autoencoder(encodingDimension: Int, hiddenUnits: Int) throws -> Network {
        try network(
            .autoencoder, ["encoder", "decoder"], image,
            ["encoding_dimension": .int(encodingDimension), "hidden_units": .int(hiddenUnits)])
    }

    /// Generator and discriminator of report 2, Table 4.
    static func gan() throws -> (generator: Network, discriminator: Network) {
        let sizes: [String: ParameterValue] = [
            "generator_units_1": .int(256), "generator_units_2": .int(512),
            "discriminator_units_1": .int(512), "discriminator_units_2": .int(256),
            "slope": .float(0.2), "dropout": .float(0.3),
        ]
        return (
            try network(.gan, ["generator"], .vector(100), sizes),
            try network(.gan, ["discriminator"], image, sizes)
        )
    }

    private static func network(
        _ objective: NetworkKind, _ parts: [String], _ input: Shape,
        _ values: [String: ParameterValue]
    ) throws -> Network {
        let model = StandardModel.description(of: objective)
        let entries = values.sorted { $0.key < $1.key }.map {
            Configuration.Entry($0.key, $0.value)
        }
        return try model.network(of: parts, input: input, in: Configuration(entries))
    }
}
