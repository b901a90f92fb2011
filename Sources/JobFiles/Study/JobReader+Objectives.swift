import Search
import StudyModel
import Yams

/// What a study optimises: one metric, or several objectives.
extension JobReader {
    /// The objectives of a job, from `objectives` or `metric`; nil if there are mistakes.
    mutating func objectives(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?
    ) -> Metric? {
        guard let node = fields["objectives"] else { return metric(fields, requirements) }
        let before = mistakes.count
        if let other = fields.values["metric"] {
            note(
                "objectives and metric (line \(other.position.line)) both say what is optimised; "
                    + "keep one of them", at: node.position)
        }
        guard let elements = elements(node, path: "objectives", of: "objectives") else {
            return nil
        }
        guard (1...Metric.mostObjectives).contains(elements.count) else {
            note(
                "objectives has \(elements.count) of them; expected 1 to \(Metric.mostObjectives)",
                at: node.position)
            return nil
        }
        var objectives: [Metric.Objective] = []
        var lines: [String: Int] = [:]
        for (index, element) in elements.enumerated() {
            let path = "objectives[\(index + 1)]"
            guard let objective = objective(element, path: path, requirements) else { continue }
            if let line = lines[objective.name] {
                note(
                    "\(path) is \(objective.name.shown) like the one on line \(line); expected "
                        + "another metric", at: element.position)
            }
            lines[objective.name] = element.position.line
            objectives.append(objective)
        }
        guard mistakes.count == before, let first = objectives.first else { return nil }
        return Metric(
            name: first.name, direction: first.direction, others: Array(objectives.dropFirst()))
    }

    /// `{ metric: parameters, direction: minimize }`.
    private mutating func objective(
        _ node: Node, path: String, _ requirements: ObjectiveRequirements?
    ) -> Metric.Objective? {
        guard let fields = fields(node, path: path, known: JobKeys.objective) else { return nil }
        let direction: Metric.Direction? = optional(fields, "direction", default: .minimize) {
            $0.word($1, path: $2)
        }
        let name = required(fields, "metric", expected: "the name of a metric") {
            reader, node, path in
            reader.metricName(node, path: path, requirements)
        }
        guard let name, let direction else { return nil }
        warnAboutDirection(of: name, fields, "metric")
        return Metric.Objective(name: name, direction: direction)
    }

    /// Warns of a metric that is usually maximised, if the job does not say so or otherwise.
    mutating func warnAboutDirection(of metric: String, _ fields: JobFields, _ key: String) {
        guard fields["direction"] == nil, let place = fields[key]?.position else { return }
        let words = metric.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard words.contains(where: { Self.maximisedWords.contains(String($0)) }) else { return }
        warn(
            "the lowest \(metric.shown) is best, because no direction is given; write direction: "
                + "maximize if the highest is best", at: .file(file, place))
    }

    /// Words in the names of metrics whose highest value is best.
    private static let maximisedWords: Set = [
        "accuracy", "acc", "r2", "auc", "auroc", "f1", "precision", "recall", "iou", "dice", "bleu",
        "rouge", "reward",
    ]

    /// Warns of what looks at the first of several objectives only.
    mutating func warnAboutObjectives(_ job: Job, _ fields: JobFields) {
        guard job.metric.hasSeveralObjectives else { return }
        if let place = fields.values["scheduler"]?.position,
            ![SchedulerSpec.none.type, SchedulerKind.schedule.name].contains(job.scheduler.type)
        {
            warn(
                "the \(job.scheduler.type) scheduler compares trials by the first objective, "
                    + "\(job.metric.name), alone", at: .file(file, place))
        }
        if job.budget.target != nil, let place = fields.values["budget"]?.position {
            warn(
                "budget.target is of the first objective, \(job.metric.name)",
                at: .file(file, place))
        }
    }
}
