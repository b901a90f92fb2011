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
        root[Node("space")] = Node(values)
        return try Yams.serialize(node: .mapping(root), width: 100, allowUnicode: true)
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
