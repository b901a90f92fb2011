import Models
import StudyModel
import Yams

/// The model: parts, which are lists of layers.
extension JobReader {
    /// An upper limit on the layers of a model; it stops nested aliases of lists from multiplying.
    private static let maximumLayers = 1_000

    /// A layer, where it is in the file, and the layers inside it.
    private struct PlacedLayer {
        var description: LayerDescription
        var position: Position
        var inner: [PlacedLayer] = []
    }

    /// A job's model: `.some(nil)` if it has none; `nil` if invalid.
    mutating func model(
        _ fields: JobFields, _ objective: NetworkKind?
    ) -> ModelDescription?? {
        guard let node = fields["model"] else { return .some(nil) }
        let kinds = objective.map { [$0] } ?? NetworkKind.allCases
        let parts = kinds.flatMap(\.parts)
        var names: [String] = []
        for name in parts.map(\.name) where !names.contains(name) { names.append(name) }
        guard let inner = self.fields(node, path: "model", known: names) else { return nil }
        let before = mistakes.count
        var model = ModelDescription([])
        for name in names {
            guard let entry = inner.values[name] else { continue }
            partPositions[name] = entry.position
            if let layers = part(entry.value, name) { model.parts.append(.init(name, layers)) }
        }
        if let objective {
            for part in objective.parts
            where part.isRequired && inner.values[part.name] == nil {
                noteMissing(part.name, of: inner, expected: "a list of layers")
            }
        }
        return mistakes.count == before ? .some(model) : nil
    }

    private mutating func part(_ node: Node, _ name: String) -> [LayerDescription]? {
        layerCount = 0
        guard let layers = list(node, path: "model.\(name)") else { return nil }
        keepPositions(of: layers, name)
        return layers.map(\.description)
    }

    /// A list of layers: of a part, or inside a residual block.
    private mutating func list(_ node: Node, path: String) -> [PlacedLayer]? {
        guard let elements = elements(node, path: path, of: "layers") else { return nil }
        if elements.isEmpty {
            note("\(path) is empty; expected at least one layer", at: node.position)
        }
        var layers: [PlacedLayer] = []
        for element in elements {
            guard let found = layer(element, path: path) else { continue }
            layers += found
            layerCount += found.count
            if layerCount > Self.maximumLayers {
                note("\(path) has more than \(Self.maximumLayers) layers", at: element.position)
                return nil
            }
        }
        return layers
    }

    /// Keeps the positions of layers, for messages about their shapes.
    private mutating func keepPositions(of layers: [PlacedLayer], _ owner: String) {
        layerPositions[owner] = layers.map(\.position)
        for (index, layer) in layers.enumerated() where !layer.inner.isEmpty {
            keepPositions(of: layer.inner, "\(owner).\(index).body")
        }
    }

    /// A residual block: the list of its layers alone, or a mapping with them and an activation.
    private mutating func residual(_ body: Node?, at position: Position) -> [PlacedLayer]? {
        let name = LayerKind.residual.rawValue
        guard let body, !body.isEmptyScalar else {
            note("\(name) has no layers; expected a list of layers", at: position)
            return nil
        }
        var (node, activation) = (body, LayerDescription?.none)
        if case .mapping = body {
            guard let fields = fields(body, path: name, known: ["layers", "activation"]) else {
                return nil
            }
            guard let inner = fields["layers"] else {
                noteMissing("layers", of: fields, expected: "a list of layers")
                return nil
            }
            node = inner
            activation = fields["activation"].flatMap { self.activation($0, of: name) }
        }
        let before = mistakes.count
        guard let inner = list(node, path: "\(name).layers"), mistakes.count == before else {
            return nil
        }
        let block = LayerDescription(.residual, layers: inner.map(\.description))
        return [PlacedLayer(description: block, position: position, inner: inner)]
            + (activation.map { [PlacedLayer(description: $0, position: position)] } ?? [])
    }

    /// Reads a layer: a kind alone, or a kind with settings; several if the main setting is a list.
    private mutating func layer(_ node: Node, path: String) -> [PlacedLayer]? {
        guard case .mapping = node else {
            guard let word = text(node, path: "a layer of \(path)", expected: "a kind of layer"),
                let kind = kind(word, at: node.position)
            else { return nil }
            return placed(kind, nil, at: node.position)
        }
        guard let entries = entries(node, path: "a layer of \(path)") else { return nil }
        guard let entry = entries.first, entries.count == 1 else {
            let keys = entries.map { "'\($0.key.shown)'" }.joined(separator: " and ")
            note(
                "a layer of \(path) has \(keys.nonEmpty ?? "no kind"); expected one kind with its "
                    + "settings in braces, and a dash before each layer", at: node.position)
            return nil
        }
        guard let kind = kind(entry.key, at: entry.position) else { return nil }
        return placed(kind, entry.value, at: entry.position)
    }

    private mutating func placed(
        _ kind: LayerKind, _ body: Node?, at position: Position
    ) -> [PlacedLayer]? {
        if kind == .residual { return residual(body, at: position) }
        return layers(kind, body, at: position)?.map {
            PlacedLayer(description: $0, position: position)
        }
    }

    private mutating func kind(_ word: String, at position: Position) -> LayerKind? {
        if let kind = LayerKind(rawValue: word) { return kind }
        let words = LayerKind.allCases.map(\.rawValue)
        if ["softmax", "log_softmax", "logsoftmax"].contains(word.lowercased()) {
            note(
                "unknown layer '\(word.shown)'; leave it out: the loss cross_entropy has a softmax "
                    + "of its own, and takes the numbers before it", at: position)
            return nil
        }
        let suggestion = Spelling.suggestion(for: word, among: words).nonEmpty
        note(
            "unknown layer '\(word.shown)'"
                + (suggestion ?? "; expected one of \(words.joined(separator: ", "))"),
            at: position)
        return nil
    }

    /// Expands a kind and its settings into layers.
    private mutating func layers(
        _ kind: LayerKind, _ body: Node?, at position: Position
    ) -> [LayerDescription]? {
        let before = mistakes.count
        let name = kind.rawValue
        var settings: [Setting] = []
        var variants: [SettingValue?] = [nil]
        var activation: LayerDescription?
        switch body {
        case nil: break
        case let node? where node.isEmptyScalar: break
        case .mapping?:
            let more = kind.isActivation ? [] : ["activation"]
            guard let body,
                let fields = fields(body, path: name, known: kind.rules.map(\.name) + more)
            else { return nil }
            for rule in kind.rules {
                guard let node = fields[rule.name] else { continue }
                if rule.name == kind.mainSetting {
                    variants = values(node, path: fields.path(rule.name), rule)
                } else if let value = setting(node, path: fields.path(rule.name), rule) {
                    settings.append(Setting(rule.name, value))
                }
            }
            activation = fields["activation"].flatMap { self.activation($0, of: name) }
        default:
            guard let body else { break }
            guard let rule = kind.mainSetting.flatMap(kind.rule) else {
                let known = kind.rules.map(\.name)
                refuse(
                    body, path: name,
                    expected: known.isEmpty
                        ? "nothing: it has no settings" : "a mapping of \(Spelling.list(known))")
                return nil
            }
            variants = values(body, path: name, rule)
        }
        let given = settings.map(\.name) + (variants.contains(nil) ? [] : [kind.mainSetting ?? ""])
        for rule in kind.rules
        where rule.standard == .required && !given.contains(rule.name) && mistakes.count == before {
            note(
                "\(name) has no \(rule.name); expected \(rule.accepted.expectation)", at: position)
        }
        guard mistakes.count == before else { return nil }
        return variants.flatMap { main in
            let own = main.map { [Setting(kind.mainSetting ?? "", $0)] } ?? []
            return [LayerDescription(kind, own + settings)] + (activation.map { [$0] } ?? [])
        }
    }

    /// One value, or a list of them.
    private mutating func values(
        _ node: Node, path: String, _ rule: SettingRule
    ) -> [SettingValue?] {
        guard case .sequence = node else { return [setting(node, path: path, rule)] }
        guard let elements = elements(node, path: path, of: "values") else { return [] }
        if elements.isEmpty {
            note("\(path) is empty; expected a value for each layer", at: node.position)
        }
        guard elements.count <= Self.maximumLayers else {
            note("\(path) has more than \(Self.maximumLayers) values", at: node.position)
            return []
        }
        return elements.enumerated().map {
            setting($0.element, path: "\(path)[\($0.offset + 1)]", rule)
        }
    }

    /// The activation, which follows each layer of a list.
    private mutating func activation(_ node: Node, of owner: String) -> LayerDescription? {
        let path = "\(owner).activation"
        guard let found = layer(node, path: path) else { return nil }
        guard let only = found.first?.description, found.count == 1, only.kind.isActivation else {
            let kinds = LayerKind.allCases.filter(\.isActivation).map(\.rawValue)
            note(
                "\(path) is \(found.first?.description.kind.rawValue ?? "nothing"); expected "
                    + Spelling.list(kinds), at: node.position)
            return nil
        }
        return only
    }
}

extension Node {
    /// Whether nothing is written where a value could be.
    fileprivate var isEmptyScalar: Bool {
        guard case .scalar(let scalar) = self else { return false }
        return scalar.string.isEmpty && scalar.style == .plain
    }
}
