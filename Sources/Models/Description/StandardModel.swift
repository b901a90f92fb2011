package import StudyModel

/// The standard models of networks, for jobs without a model: those of the reports, with
/// parameters for the values that the reports search.
package enum StandardModel {
    /// - Parameter table: the data set, if it is a table: the model then has one hidden layer, and
    ///   an output per class or target.
    package static func description(
        of kind: NetworkKind, table: TableDataset? = nil
    ) -> ModelDescription {
        switch kind {
        case .autoencoder, .denoisingAutoencoder: autoencoder
        case .classifier: table.map { dense("classifier", $0.outputCount) } ?? classifier
        case .regression: dense("regressor", table?.outputCount ?? 1)
        case .gan: gan
        }
    }

    /// One hidden layer, for tables.
    private static func dense(_ part: String, _ outputs: Int) -> ModelDescription {
        ModelDescription([
            ModelDescription.Part(
                part, [linear("hidden_units"), .init(.relu), dropout, linear(outputs)])
        ])
    }

    private static let encoder = ModelDescription.Part(
        "encoder",
        [
            convolution(8, padding: 1), .init(.relu),
            convolution(16, padding: 1), .init(.relu),
            convolution(32, padding: 0), .init(.relu),
            .init(.flatten),
            linear("hidden_units"), .init(.relu),
            linear("encoding_dimension"),
        ])

    /// For images of 1×28×28.
    private static let autoencoder = ModelDescription([
        encoder,
        ModelDescription.Part(
            "decoder",
            [
                linear("hidden_units"), .init(.relu),
                linear(288), .init(.relu),
                LayerDescription(
                    .unflatten,
                    [
                        Setting("channels", .literal(.int(32))),
                        Setting("height", .literal(.int(3))),
                        Setting("width", .literal(.int(3))),
                    ]),
                transposed(16, padding: 0), .init(.relu),
                transposed(8, padding: 1), .init(.relu),
                transposed(1, padding: 1), .init(.sigmoid),
            ]),
    ])

    /// The reports' best encoder (87 hidden units, 9 outputs), followed by a small network that
    /// classifies digits.
    private static let classifier = ModelDescription([
        ModelDescription.Part(
            "encoder", Array(encoder.layers.dropLast(3)) + [linear(87), .init(.relu), linear(9)]),
        ModelDescription.Part(
            "classifier",
            [
                linear("hidden_units"), .init(.relu), dropout, linear(10),
            ]),
    ])

    /// For images of 28×28.
    private static let gan = ModelDescription([
        ModelDescription.Part(
            "generator",
            [
                linear("generator_units_1"), slope, dropout,
                linear("generator_units_2"), slope, dropout,
                linear(784), .init(.tanh),
            ]),
        ModelDescription.Part(
            "discriminator",
            [
                .init(.flatten),
                linear("discriminator_units_1"), slope, dropout,
                linear("discriminator_units_2"), slope, dropout,
                linear(1), .init(.sigmoid),
            ]),
    ])

    // MARK: Layers

    private static let dropout = LayerDescription(
        .dropout, [Setting("probability", .parameter("dropout"))])
    private static let slope = LayerDescription(
        .leakyReLU, [Setting("slope", .parameter("slope"))])

    private static func linear(_ units: Int) -> LayerDescription {
        LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
    }

    private static func linear(_ parameter: String) -> LayerDescription {
        LayerDescription(.linear, [Setting("units", .parameter(parameter))])
    }

    private static func settings(_ channels: Int, padding: Int) -> [Setting] {
        [
            Setting("channels", .literal(.int(channels))), Setting("kernel", .literal(.int(3))),
            Setting("stride", .literal(.int(2))), Setting("padding", .literal(.int(padding))),
        ]
    }

    private static func convolution(_ channels: Int, padding: Int) -> LayerDescription {
        LayerDescription(.conv2D, settings(channels, padding: padding))
    }

    private static func transposed(_ channels: Int, padding: Int) -> LayerDescription {
        LayerDescription(
            .convTranspose2D,
            settings(channels, padding: padding)
                + [Setting("output_padding", .literal(.int(padding)))])
    }
}
