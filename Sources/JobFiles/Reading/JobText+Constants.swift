package import StudyModel
import Yams

extension JobText {
    /// A job file with one configuration of the space: every parameter is a constant.
    ///
    /// Comments are lost. The sampler is the grid, which has only this configuration; there is no
    /// scheduler.
    ///
    /// - Parameter study: the name of the new study.
    /// - Throws: Yams's error if the text isn't YAML, or can't be written.
    package func withConstants(
        _ configuration: Configuration, study: String
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
        root[Node("scheduler")] = nil
        root[Node("trials")] = nil
        root[Node("space")] = Node(values)
        return try Yams.serialize(node: .mapping(root), width: 100, allowUnicode: true)
    }

    /// A constant that is read as a value of the same kind.
    private static func node(_ value: ParameterValue) -> Node {
        if case .text(let text) = value, ScalarValue(plain: text) != .text(text) {
            return Node(text, Tag(.str), .singleQuoted)
        }
        return Node(value.description)
    }
}
