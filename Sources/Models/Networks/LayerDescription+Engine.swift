import StudyModel
import TrainingEngine

extension LayerDescription {
    /// The engine's layer for this description in a configuration; not for a residual block, which
    /// has several.
    ///
    /// - Throws: `SettingMismatch` for the first missing or invalid setting.
    func layer(in configuration: Configuration) throws(SettingMismatch) -> Layer {
        let settings = LayerSettings(layer: self, configuration: configuration)
        for setting in self.settings where kind.rule(setting.name) == nil {
            throw SettingMismatch("\(kind.rawValue) has no setting \(setting.name)")
        }
        guard layers == nil else {
            throw SettingMismatch("\(kind.rawValue) has no layers inside it; residual has")
        }
        switch kind {
        case .conv2D: return .conv2D(try settings.convolution())
        case .convTranspose2D: return .convTranspose2D(try settings.convolution())
        case .conv1D: return .conv1D(try settings.convolution())
        case .convTranspose1D: return .convTranspose1D(try settings.convolution())
        case .linear: return .linear(try settings.int("units"))
        case .relu: return .relu
        case .leakyReLU: return .leakyReLU(slope: Float(try settings.float("slope")))
        case .elu: return .elu(alpha: Float(try settings.float("alpha")))
        case .gelu: return .gelu
        case .silu: return .silu
        case .sigmoid: return .sigmoid
        case .tanh: return .tanh
        case .softplus:
            return .softplus(
                beta: Float(try settings.float("beta")),
                threshold: Float(try settings.float("threshold")))
        case .dropout: return .dropout(try settings.float("probability"))
        case .batchNorm1D: return .batchNorm1D(try settings.batchNorm())
        case .batchNorm2D: return .batchNorm2D(try settings.batchNorm())
        case .layerNorm: return .layerNorm(epsilon: try settings.float("epsilon"))
        case .maxPool2D: return .maxPool2D(try settings.pooling())
        case .avgPool2D: return .avgPool2D(try settings.pooling())
        case .maxPool1D: return .maxPool1D(try settings.pooling())
        case .avgPool1D: return .avgPool1D(try settings.pooling())
        case .upsample: return .upsample(try settings.int("factor"))
        case .flatten: return .flatten
        case .unflatten:
            return .unflatten(
                channels: try settings.int("channels"), height: try settings.int("height"),
                width: try settings.int("width"))
        case .unflatten1D:
            return .unflatten1D(
                channels: try settings.int("channels"), length: try settings.int("length"))
        case .residual:
            throw SettingMismatch("residual has no layers; expected at least one")
        }
    }
}

/// The reason why a setting has no valid value.
struct SettingMismatch: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

/// A layer's settings with their values in one configuration.
private struct LayerSettings {
    let layer: LayerDescription
    let configuration: Configuration

    func value(_ name: String) throws(SettingMismatch) -> ParameterValue? {
        guard let rule = layer.kind.rule(name) else {
            preconditionFailure("\(layer.kind.rawValue) has no setting \(name)")
        }
        // An inactive parameter leaves the default.
        if rule.standard == .required, case .parameter(let parameter)? = layer[name],
            configuration[parameter] == nil
        {
            throw SettingMismatch("\(name) is $\(parameter), which the configuration lacks")
        }
        let value = layer.value(of: name, in: configuration)
        if let value, !rule.accepted.accepts(value) {
            throw SettingMismatch("\(name) is \(value); expected \(rule.accepted.expectation)")
        }
        if value == nil, rule.standard == .required {
            throw SettingMismatch(
                "\(layer.kind.rawValue) needs \(name), \(rule.accepted.expectation)")
        }
        return value
    }

    func int(_ name: String) throws(SettingMismatch) -> Int {
        guard case .int(let number)? = try value(name) else {
            preconditionFailure("\(layer.kind.rawValue).\(name) is no int")
        }
        return number
    }

    func float(_ name: String) throws(SettingMismatch) -> Double {
        guard let number = try value(name)?.number else {
            preconditionFailure("\(layer.kind.rawValue).\(name) is no number")
        }
        return number
    }

    func convolution() throws(SettingMismatch) -> Convolution {
        Convolution(
            channels: try int("channels"), kernel: try int("kernel"), stride: try int("stride"),
            padding: try int("padding"),
            outputPadding: layer.kind.rule("output_padding") == nil
                ? 0 : try int("output_padding"))
    }

    func pooling() throws(SettingMismatch) -> Pooling {
        guard case .int(let stride)? = try value("stride") else {
            return Pooling(kernel: try int("kernel"), padding: try int("padding"))
        }
        return Pooling(kernel: try int("kernel"), stride: stride, padding: try int("padding"))
    }

    func batchNorm() throws(SettingMismatch) -> BatchNorm {
        BatchNorm(epsilon: try float("epsilon"), momentum: try float("momentum"))
    }
}
