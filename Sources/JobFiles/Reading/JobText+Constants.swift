package import StudyModel
import Yams

extension JobText {
    /// A job file with one configuration of the space: every parameter is a constant.
    ///
    /// Comments are lost. The sampler is the grid, which has only this configuration.
    ///
    /// - Parameters:
    ///   - study: the name of the new study.
    ///   - schedule: how the values change during the training; without it there is no scheduler.
    /// - Throws: Yams's error if the text isn't YAML, or can't be written.
    package func withConstants(
        _ configuration: Configuration, study: String, schedule: ParameterSchedule? = nil
    ) throws -> String {
        guard var root = try Yams.compose(yaml: text + "\n", .basic)?.mapping else {
            throw JobFileError([
                JobMistake(place: .wholeFile("the study's job"), message: "is no mapping of keys")
            ])
        }
        let values = configuration.entries.map { (Node($0.name), Self.node($0.value)) }
        root[Node("study")] = Self.node(.text(study))
        root[Node("sampler")] = Node("grid")
        // There is nothing to compare a single configuration with.
        root[Node("scheduler")] = schedule.map(Self.node)
        for key in JobKeys.aboutSeveralTrials { root[Node(key)] = nil }
        let inactive = Set(root[Node("space")]?.mapping?.keys.compactMap(\.scalar?.string) ?? [])
            .subtracting(configuration.entries.map(\.name))
        root[Node("space")] = Node(values)
        let job = Self.withoutReferences(
            to: Set(inactive.map { "$" + $0 }), in: .mapping(root))
        return try Yams.serialize(node: job, width: 100, allowUnicode: true)
    }

    /// The job without settings that refer to inactive parameters: they have their defaults.
    private static func withoutReferences(to references: Set<String>, in node: Node) -> Node {
        func isInactive(_ node: Node) -> Bool {
            node.scalar.map { references.contains($0.string) } ?? false
        }
        switch node {
        case .mapping(var mapping):
            for (key, value) in mapping {
                mapping[key] =
                    isInactive(value) ? nil : withoutReferences(to: references, in: value)
            }
            return .mapping(mapping)
        case .sequence(var sequence):
            for index in sequence.indices {
                // A layer with one setting: `dropout: $rate`.
                if let layer = sequence[index].mapping, layer.count == 1, let only = layer.first,
                    isInactive(only.value)
                {
                    sequence[index] = only.key
                } else {
                    sequence[index] = withoutReferences(to: references, in: sequence[index])
                }
            }
            return .sequence(sequence)
        case .scalar, .alias: return node
        }
    }

    /// The scheduler that makes the changes; parameters in the order of the configuration.
    private static func node(_ schedule: ParameterSchedule) -> Node {
        let changes = schedule.changes.map { change in
            Node(
                [(Node("epoch"), Node("\(change.epoch)"))]
                    + change.values.map { (Node($0.name), node($0.value)) }, .implicit, .flow)
        }
        return Node([(Node("type"), Node("schedule")), (Node("changes"), Node(changes))])
    }

    /// A constant that is read as a value of the same kind.
    private static func node(_ value: ParameterValue) -> Node {
        if case .text(let text) = value, ScalarValue(plain: text) != .text(text) {
            return Node(text, Tag(.str), .singleQuoted)
        }
        // A value alone can't be null, a choice can.
        if value == .null { return Node([Node("null")], .implicit, .flow) }
        return Node(value.description)
    }
}
