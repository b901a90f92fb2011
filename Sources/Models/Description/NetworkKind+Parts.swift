/// A part of a model that a kind of network requires or allows.
package struct PartRequirement: Sendable, Hashable {
    package var name: String
    package var isRequired: Bool

    package init(_ name: String, isRequired: Bool = true) {
        self.name = name
        self.isRequired = isRequired
    }
}

extension NetworkKind {
    /// The model's parts, in the order of the data.
    package var parts: [PartRequirement] {
        switch self {
        case .autoencoder, .denoisingAutoencoder:
            [PartRequirement("encoder"), PartRequirement("decoder")]
        case .classifier:
            [PartRequirement("encoder", isRequired: false), PartRequirement("classifier")]
        case .regression: [PartRequirement("regressor")]
        case .gan: [PartRequirement("generator"), PartRequirement("discriminator")]
        }
    }

    /// Whether these parts of its models can keep the weights of a file, while others are trained.
    package func canFreeze(_ parts: [String]) -> Bool { predictsClasses && parts == ["encoder"] }
}
