package import StudyModel
package import TrainingEngine

extension ModelDescription {
    /// The depth to which residual blocks may contain residual blocks.
    private static let greatestDepth = 8

    /// The engine's layers of a part, named `part.0`, `part.1`, and so on.
    ///
    /// The layers of a residual block come before its end: `part.1.body.0`, `part.1.body.1`,
    /// `part.1`.
    package func layers(
        of part: String, in configuration: Configuration
    ) throws(ModelMismatch) -> [NamedLayer] {
        guard let description = self[part] else {
            throw ModelMismatch(part: part, reason: "the model has no such part")
        }
        var layers: [NamedLayer] = []
        try Self.append(description.layers, of: part, depth: 0, in: configuration, to: &layers)
        return layers
    }

    /// - Parameter owner: the part, or the body of a residual block.
    private static func append(
        _ descriptions: [LayerDescription], of owner: String, depth: Int,
        in configuration: Configuration, to layers: inout [NamedLayer]
    ) throws(ModelMismatch) {
        guard depth <= greatestDepth else {
            throw ModelMismatch(
                part: owner,
                reason: "residual blocks are nested more than \(greatestDepth) deep")
        }
        for (index, description) in descriptions.enumerated() {
            let name = "\(owner).\(index)"
            if description.kind == .residual, let inner = description.layers, !inner.isEmpty {
                let first = layers.count
                try append(
                    inner, of: name + ".body", depth: depth + 1, in: configuration, to: &layers)
                layers.append(
                    NamedLayer(name, .residual(Residual(length: layers.count - first))))
                continue
            }
            do throws(SettingMismatch) {
                layers.append(NamedLayer(name, try description.layer(in: configuration)))
            } catch {
                throw ModelMismatch(part: owner, layer: index, reason: error.reason)
            }
        }
    }

    /// The network of some parts in sequence, such as encoder and decoder, for an input shape.
    ///
    /// - Parameter first: layers before those of the parts.
    package func network(
        of parts: [String], input: Shape, in configuration: Configuration,
        after first: [NamedLayer] = []
    ) throws(ModelMismatch) -> Network {
        var layers = first
        for part in parts {
            let own = try self.layers(of: part, in: configuration)
            guard !own.isEmpty else {
                throw ModelMismatch(part: part, reason: "it has no layers; expected at least one")
            }
            layers += own
        }
        do {
            return try Network(input: input, layers: layers)
        } catch {
            throw ModelMismatch(error, parts: parts)
        }
    }
}

extension ModelMismatch {
    /// Converts an engine error, with the part (or the body of a residual block) and layer from the
    /// layer's name.
    init(_ error: EngineError, parts: [String]) {
        guard case .mismatch(let name, let reason) = error,
            let dot = name.lastIndex(of: "."), let index = Int(name[name.index(after: dot)...]),
            parts.contains(String(name.prefix { $0 != "." }))
        else {
            self.init(part: "model", reason: "\(error)")
            return
        }
        self.init(part: String(name[..<dot]), layer: index, reason: reason)
    }
}

extension Shape {
    /// The shape of a data set's samples: channels, height and width, or only a length.
    package init(sampleShape: [Int]) {
        self =
            sampleShape.count == 3
            ? .image(channels: sampleShape[0], height: sampleShape[1], width: sampleShape[2])
            : .vector(sampleShape.reduce(1, *))
    }
}
