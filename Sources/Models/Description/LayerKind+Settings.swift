package import StudyModel

/// The settings of each kind of layer, with the semantics and defaults of torch.nn.
extension LayerKind {
    /// In the order of the documentation.
    package var rules: [SettingRule] {
        switch self {
        case .conv2D, .conv1D:
            [
                SettingRule("channels", .int(1...65_536), .required),
                SettingRule("kernel", .int(1...1_024), .required),
                SettingRule("stride", .int(1...1_024), .value(.int(1))),
                SettingRule("padding", .int(0...1_024), .value(.int(0))),
            ]
        case .convTranspose2D, .convTranspose1D:
            Self.conv2D.rules + [
                SettingRule("output_padding", .int(0...1_023), .value(.int(0)))
            ]
        case .linear: [SettingRule("units", .int(1...65_536), .required)]
        case .relu, .gelu, .silu, .sigmoid, .tanh, .flatten, .residual: []
        case .leakyReLU: [SettingRule("slope", .float(.atLeastZero), .value(.float(0.01)))]
        case .elu: [SettingRule("alpha", .float(.any), .value(.float(1)))]
        case .softplus:
            [
                SettingRule("beta", .float(.aboveZero), .value(.float(1))),
                SettingRule("threshold", .float(.any), .value(.float(20))),
            ]
        case .dropout: [SettingRule("probability", .float(.share), .value(.float(0.5)))]
        case .batchNorm1D, .batchNorm2D:
            [
                SettingRule("epsilon", .float(.aboveZero), .value(.float(1e-5))),
                SettingRule("momentum", .float(.wholeShare), .value(.float(0.1))),
            ]
        case .layerNorm: [SettingRule("epsilon", .float(.aboveZero), .value(.float(1e-5)))]
        case .maxPool2D, .avgPool2D, .maxPool1D, .avgPool1D:
            [
                SettingRule("kernel", .int(1...1_024), .required),
                SettingRule("stride", .int(1...1_024), .derived("the kernel")),
                SettingRule("padding", .int(0...512), .value(.int(0))),
            ]
        case .upsample: [SettingRule("factor", .int(1...1_024), .required)]
        case .unflatten:
            [
                SettingRule("channels", .int(1...65_536), .required),
                SettingRule("height", .int(1...65_536), .required),
                SettingRule("width", .int(1...65_536), .required),
            ]
        case .unflatten1D:
            [
                SettingRule("channels", .int(1...65_536), .required),
                SettingRule("length", .int(1...65_536), .required),
            ]
        }
    }

    /// The setting that the short form sets, as in `linear: 64`.
    package var mainSetting: String? {
        switch self {
        case .conv2D, .convTranspose2D, .conv1D, .convTranspose1D: "channels"
        case .linear: "units"
        case .leakyReLU: "slope"
        case .elu: "alpha"
        case .softplus: "beta"
        case .dropout: "probability"
        case .maxPool2D, .avgPool2D, .maxPool1D, .avgPool1D: "kernel"
        case .upsample: "factor"
        case .relu, .gelu, .silu, .sigmoid, .tanh, .flatten, .unflatten, .unflatten1D: nil
        // Its layers are no setting.
        case .residual: nil
        // A single number would look like the number of features, which follows from the input.
        case .batchNorm1D, .batchNorm2D, .layerNorm: nil
        }
    }

    /// Whether the layer is elementwise: `activation` can add it after another layer.
    package var isActivation: Bool {
        switch self {
        case .relu, .leakyReLU, .elu, .gelu, .silu, .sigmoid, .tanh, .softplus: true
        default: false
        }
    }

    package func rule(_ name: String) -> SettingRule? { rules.first { $0.name == name } }
}

extension LayerDescription {
    /// A setting's value in a configuration: the given value, or the layer's default.
    ///
    /// Nil in three cases: a required setting is missing, the default is derived, or the
    /// configuration lacks the parameter.
    package func value(of name: String, in configuration: Configuration) -> ParameterValue? {
        if let value = self[name]?.value(in: configuration) { return value }
        return kind.rule(name)?.standardValue
    }

    /// The same layer with its settings in the order of the rules, without default values.
    package var canonical: LayerDescription {
        LayerDescription(
            kind, kind.rules.canonical(settings), layers: layers?.map(\.canonical))
    }
}

extension ModelDescription {
    /// The same model with the fewest settings.
    package var canonical: ModelDescription {
        ModelDescription(parts.map { Part($0.name, $0.layers.map(\.canonical)) })
    }
}

extension [SettingRule] {
    /// The settings in the order of these rules, without default values.
    package func canonical(_ settings: [Setting]) -> [Setting] {
        compactMap { rule in
            guard let setting = settings.first(where: { $0.name == rule.name }) else { return nil }
            if let standard = rule.standardValue, setting.value == .literal(standard) {
                return nil
            }
            return setting
        }
    }
}
