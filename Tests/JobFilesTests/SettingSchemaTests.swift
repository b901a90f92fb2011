import Foundation
import Models
import StudyModel
import Testing

@testable import JobFiles

/// The schema's layers, trainings and corruptions are the catalogue's.
@Suite struct SettingSchemaTests {
    private typealias Object = [String: Any]
    private let schema: Object

    init() throws {
        let data = try Data(contentsOf: repository.appending(path: "docs/job.schema.json"))
        schema = try #require(JSONSerialization.jsonObject(with: data) as? Object)
    }

    private func at(_ path: String...) throws -> Object {
        try path.reduce(schema) { node, key in
            try #require(node[key] as? Object, "\(path) stops at \(key)")
        }
    }

    /// What a node's reference leads to, or the node itself.
    private func resolved(_ node: Object) throws -> Object {
        guard let reference = node["$ref"] as? String else { return node }
        return try reference.split(separator: "/").dropFirst().reduce(schema) { node, key in
            try #require(node[String(key)] as? Object, "\(reference) stops at \(key)")
        }
    }

    private func options(_ node: Object) throws -> [Object] {
        try #require(node["anyOf"] as? [Object], "\(node)")
    }

    /// Whether a node allows what a rule accepts, and a parameter.
    private func expectSame(_ node: Object, _ rule: SettingRule) throws {
        let options = try options(node)
        let value = options[0]
        #expect(options[1]["$ref"] as? String == "#/$defs/reference", "\(rule.name)")
        switch rule.accepted {
        case .int(let range):
            #expect(value["type"] as? String == "integer", "\(rule.name)")
            #expect(value["minimum"] as? Int == range.lowerBound, "\(rule.name)")
            #expect(value["maximum"] as? Int == range.upperBound, "\(rule.name)")
        case .float(let bounds):
            #expect(value["type"] as? String == "number", "\(rule.name)")
            func bound(_ key: String, _ bound: FloatBounds.Bound?, included: Bool) {
                let expected = bound.flatMap { $0.isIncluded == included ? $0.value : nil }
                #expect(value[key] as? Double == expected, "\(rule.name).\(key)")
            }
            bound("minimum", bounds.low, included: true)
            bound("exclusiveMinimum", bounds.low, included: false)
            bound("maximum", bounds.high, included: true)
            bound("exclusiveMaximum", bounds.high, included: false)
        case .text(let text): #expect(value["enum"] as? [String] == text, "\(rule.name)")
        case .bool: #expect(value["type"] as? String == "boolean", "\(rule.name)")
        case .parameters, .changes: #expect(value["type"] as? String == "array", "\(rule.name)")
        }
        switch rule.standardValue {
        case .text(let word): #expect(node["default"] as? String == word, "\(rule.name)")
        case .bool(let value): #expect(node["default"] as? Bool == value, "\(rule.name)")
        case let value?: #expect(node["default"] as? Double == value.number, "\(rule.name)")
        case nil: #expect(node["default"] == nil, "\(rule.name)")
        }
    }

    @Test("The schema has every layer with its settings", arguments: LayerKind.allCases)
    func layers(kind: LayerKind) throws {
        let kinds = try at("$defs", "layer_with_settings", "properties")
        #expect(Set(kinds.keys) == Set(LayerKind.allCases.map(\.rawValue)))
        let options = try options(try #require(kinds[kind.rawValue] as? Object))
        let properties = try #require(options[0]["properties"] as? Object)
        let inner = kind == .residual ? ["layers"] : []
        #expect(
            Set(properties.keys)
                == Set(
                    kind.rules.map(\.name) + inner + (kind.isActivation ? [] : ["activation"])))
        for rule in kind.rules {
            try expectSame(try #require(properties[rule.name] as? Object), rule)
        }
        let required = kind.rules.filter { $0.standard == .required }.map(\.name) + inner
        #expect(options[0]["required"] as? [String] ?? [] == required)
        let alone = try #require(try self.options(try at("$defs", "layer"))[0]["enum"] as? [String])
        #expect(alone.contains(kind.rawValue) == required.isEmpty)
    }

    /// All settings of a mapping in the schema, by their dotted names.
    private func leaves(_ properties: Object, prefix: String = "") throws -> [String: Object] {
        var found: [String: Object] = [:]
        for (key, value) in properties {
            let node = try resolved(try #require(value as? Object))
            let alternatives = node["anyOf"] as? [Object] ?? []
            let group = ([node] + alternatives).compactMap { $0["properties"] as? Object }.first
            guard let group else {
                found[prefix + key] = node
                continue
            }
            found.merge(try leaves(group, prefix: prefix + key + ".")) { first, _ in first }
        }
        return found
    }

    @Test("The schema has every setting of a training")
    func training() throws {
        let found = try leaves(try at("properties", "training", "properties"))
        var rules: [String: SettingRule] = [:]
        for objective in [NetworkKind.autoencoder, .classifier, .gan] {
            for rule in TrainingDescription.rules(for: objective) { rules[rule.name] = rule }
        }
        // Objectives allow some of these words each.
        rules["loss.kind"]?.accepted = .text(TrainingDescription.losses)
        rules["schedule.kind"]?.accepted = .text(TrainingDescription.schedules)
        #expect(Set(found.keys) == Set(rules.keys))
        for (name, rule) in rules {
            let isOfPart = TrainingDescription.ganParts.contains { name.hasPrefix($0 + ".") }
            var rule = rule
            if isOfPart, let node = found[name] {
                // A part's default is the common one, which the shared definition shows.
                let common = name.split(separator: ".").dropFirst().joined(separator: ".")
                rule.standard = rules[common]?.standard ?? rule.standard
                try expectSame(node, rule)
            } else {
                try expectSame(try #require(found[name], "\(name)"), rule)
            }
        }
    }

    @Test("The schema has every setting of a corruption")
    func corruption() throws {
        let options = try options(try at("properties", "corruption"))
        let found = try #require(options[2]["properties"] as? Object)
        #expect(Set(found.keys) == Set(Corruption.rules.map(\.name)))
        for rule in Corruption.rules {
            try expectSame(try #require(found[rule.name] as? Object), rule)
        }
    }

    @Test("Every layer and setting is documented with its default")
    func documentation() throws {
        let text = try String(
            contentsOf: repository.appending(path: "docs/models.md"), encoding: .utf8)
        let rules =
            LayerKind.allCases.flatMap(\.rules) + Corruption.rules
            + [NetworkKind.autoencoder, .gan].flatMap { TrainingDescription.rules(for: $0) }
        let names = LayerKind.allCases.map(\.rawValue) + rules.map(\.name)
        for name in names {
            let last = name.split(separator: ".").last.map(String.init) ?? name
            #expect(text.contains("`\(last)`"), "\(name) isn't in docs/models.md")
        }
        for word in TrainingDescription.losses + TrainingDescription.schedules
            + TrainingDescription.initialisers + TrainingDescription.optimizers
            + Corruption.Kind.allCases.map(\.rawValue)
        {
            #expect(text.contains("`\(word)`"), "\(word) isn't in docs/models.md")
        }
    }
}
