package import StudyModel
package import TrainingEngine

extension ModelDescription {
    /// The engine's layers of a part, named `part.0`, `part.1`, and so on.
    package func layers(
        of part: String, in configuration: Configuration
    ) throws(ModelMismatch) -> [NamedLayer] {
        guard let description = self[part] else {
            throw ModelMismatch(part: part, reason: "the model has no such part")
        }
        var layers: [NamedLayer] = []
        for (index, layer) in description.layers.enumerated() {
            do {
                layers.append(NamedLayer("\(part).\(index)", try layer.layer(in: configuration)))
            } catch {
                throw ModelMismatch(part: part, layer: index, reason: error.reason)
            }
        }
        return layers
    }

    /// The network of some parts in sequence, such as encoder and decoder, for an input shape.
    package func network(
        of parts: [String], input: Shape, in configuration: Configuration
    ) throws(ModelMismatch) -> Network {
        var layers: [NamedLayer] = []
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
    /// Converts an engine error, with the part and layer from the layer's name.
    init(_ error: EngineError, parts: [String]) {
        guard case .mismatch(let name, let reason) = error,
            let dot = name.lastIndex(of: "."), let index = Int(name[name.index(after: dot)...]),
            parts.contains(String(name[..<dot]))
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
