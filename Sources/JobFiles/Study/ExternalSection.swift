import StudyModel
import Yams

/// The part of a job file whose trials executors outside run: the objective `external`.
struct ExternalSection: ObjectiveSection {
    static let kinds = [ObjectiveSpec.externalKind]
    static let keys = ["metrics"]

    let requirements: ObjectiveRequirements
    let refersToParameters = false
    let spec: ObjectiveSpec?

    init(kind: String, _ fields: JobFields, _ reader: inout JobReader) {
        let names = Self.names(fields, &reader)
        spec = names.map { names in
            ObjectiveSpec(kind: kind, metrics: names.map { .init($0) })
        }
        requirements = ObjectiveRequirements(
            parameters: nil, metrics: names ?? [], hasEpochs: false)
    }

    private static func names(_ fields: JobFields, _ reader: inout JobReader) -> [String]? {
        guard let node = fields["metrics"] else {
            reader.note(
                "'metrics' is missing; expected the names of the metrics that `podium tell` gives, "
                    + "such as [loss]",
                at: fields["objective"]?.position ?? Position(line: 1, column: 1))
            return nil
        }
        if case .mapping = node {
            reader.note(
                "metrics has patterns, which only programs have; expected a list of names",
                at: node.position)
            return nil
        }
        return reader.programMetrics(node, path: "metrics").map { $0.map(\.name) }
    }

    func check(_ job: Job, _ fields: JobFields, space: SearchSpace, _ reader: inout JobReader) {}
}
