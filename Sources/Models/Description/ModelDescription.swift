package import StudyModel

/// One layer as described by a job; absent settings use the layer's defaults.
package struct LayerDescription: Sendable, Hashable, Codable {
    package var kind: LayerKind
    package var settings: [Setting]
    /// The layers inside a residual block; nil for other kinds.
    package var layers: [LayerDescription]?

    package init(
        _ kind: LayerKind, _ settings: [Setting] = [], layers: [LayerDescription]? = nil
    ) {
        self.kind = kind
        self.settings = settings
        self.layers = layers
    }

    /// This layer and those inside it.
    package var withInner: [LayerDescription] {
        [self] + (layers ?? []).flatMap(\.withInner)
    }

    package subscript(name: String) -> SettingValue? {
        settings.first { $0.name == name }?.value
    }
}

/// A model as described by a job: named parts, each a list of layers.
///
/// Shapes follow from the data; sizes may be parameters.
package struct ModelDescription: Sendable, Hashable, Codable {
    /// A sequence of layers, such as `encoder`; checkpoints name its tensors `encoder.0.weight`, ….
    package struct Part: Sendable, Hashable, Codable {
        package var name: String
        package var layers: [LayerDescription]

        package init(_ name: String, _ layers: [LayerDescription]) {
            self.name = name
            self.layers = layers
        }
    }

    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    package subscript(name: String) -> Part? { parts.first { $0.name == name } }

    /// The layers of all parts, with those inside residual blocks.
    package var allLayers: [LayerDescription] { parts.flatMap(\.layers).flatMap(\.withInner) }
}

/// The layers supported in job files, with the semantics of torch.nn; `residual` has no class
/// there.
package enum LayerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case conv2D = "conv2d"
    case convTranspose2D = "conv_transpose2d"
    case conv1D = "conv1d"
    case convTranspose1D = "conv_transpose1d"
    case linear
    case relu
    case leakyReLU = "leaky_relu"
    case elu, gelu, silu, sigmoid, tanh, softplus, dropout
    case batchNorm1D = "batch_norm1d"
    case batchNorm2D = "batch_norm2d"
    case layerNorm = "layer_norm"
    case maxPool2D = "max_pool2d"
    case avgPool2D = "avg_pool2d"
    case maxPool1D = "max_pool1d"
    case avgPool1D = "avg_pool1d"
    case upsample, flatten, unflatten
    case unflatten1D = "unflatten1d"
    case residual
}
