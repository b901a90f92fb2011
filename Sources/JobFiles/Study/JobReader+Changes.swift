import StudyModel
import Yams

/// The changes of the `schedule` scheduler: a list of `{ epoch: 5, learning_rate: 0.001 }`.
extension JobReader {
    /// The setting of a schedule; nil if it is invalid.
    mutating func changes(_ node: Node, path: String) -> ParameterValue? {
        guard let elements = elements(node, path: path, of: "changes") else { return nil }
        if elements.isEmpty {
            note("\(path) is empty; expected at least one change", at: node.position)
        }
        let before = mistakes.count - (elements.isEmpty ? 1 : 0)
        var changes: [ParameterSchedule.Change] = []
        for (index, element) in elements.enumerated() {
            let place = "\(path)[\(index + 1)]"
            guard let change = change(element, path: place) else { continue }
            if let last = changes.last, change.epoch <= last.epoch {
                note(
                    "\(place).epoch is \(change.epoch); expected an epoch after \(last.epoch), "
                        + "that of the change before",
                    at: settingPositions["\(place).epoch"] ?? element.position)
            }
            changes.append(change)
        }
        return mistakes.count == before ? ParameterSchedule(changes).setting : nil
    }

    private mutating func change(_ node: Node, path: String) -> ParameterSchedule.Change? {
        let names = node.mapping?.keys.compactMap(\.scalar?.string) ?? []
        let parameters = names.filter { Self.isParameterName($0) && $0 != "epoch" }
        guard let fields = fields(node, path: path, known: ["epoch"] + parameters),
            let epoch = required(
                fields, "epoch", expected: "the last epoch with the values before",
                read: { $0.int($1, path: $2, in: 1...Job.largestCount) })
        else { return nil }
        settingPositions[path + ".epoch"] = fields["epoch"]?.position
        var values: [Configuration.Entry] = []
        for name in parameters {
            guard let node = fields[name] else { continue }
            guard let value = scalar(node, path: path)?.parameterValue else {
                refuse(node, path: fields.path(name), expected: "a value of the parameter")
                return nil
            }
            settingPositions["\(path).\(name)"] = fields.values[name]?.position
            settingPositions["\(path).\(name):"] = node.position
            values.append(.init(name, value))
        }
        return ParameterSchedule.Change(epoch: epoch, values: values)
    }

    /// Checks a schedule against the job's epochs, trials, space and objective.
    mutating func checkChanges(
        _ job: Job, _ requirements: ObjectiveRequirements?, at place: Position
    ) {
        guard let schedule = ParameterSchedule(job.scheduler["changes"]) else { return }
        if job.trials != 1 {
            note(
                "the \(job.scheduler.type) scheduler trains one trial; trials is \(job.trials)",
                at: place)
        }
        for (index, change) in schedule.changes.enumerated() {
            let path = "scheduler.changes[\(index + 1)]"
            if change.epoch >= job.epochs {
                note(
                    "\(path) is after epoch \(change.epoch); expected a change before the last "
                        + "epoch, which is \(job.epochs)",
                    at: settingPositions[path + ".epoch"] ?? place)
            }
            for entry in change.values {
                check(entry, path: path, job, requirements, at: place)
            }
        }
    }

    /// Checks one value of a change.
    private mutating func check(
        _ entry: Configuration.Entry, path: String, _ job: Job,
        _ requirements: ObjectiveRequirements?, at place: Position
    ) {
        let position = settingPositions["\(path).\(entry.name)"] ?? place
        guard let old = job.space[entry.name] else {
            let names = job.space.parameters.map(\.name)
            note(
                "\(path) names '\(entry.name)', which is no parameter"
                    + Spelling.suggestion(for: entry.name, among: names), at: position)
            return
        }
        let isParent = job.space.parameters.contains { parameter in
            parameter.condition?.clauses.contains { $0.parameter == old.name } ?? false
        }
        if isParent || old.condition != nil {
            note(
                "\(path) changes \(old.name), which "
                    + (isParent ? "decides whether others are active" : "is not always active")
                    + "; expected another parameter", at: position)
        }
        let value = entry.value.replacing(old.domain.example)
        if let requirement = requirements?.parameters?.first(where: { $0.name == entry.name }),
            !requirement.accepts(value)
        {
            note(
                "\(path).\(entry.name) is \(Self.shown(entry.value)); expected "
                    + requirement.expectation + requirement.suggestion(for: entry.value),
                at: settingPositions["\(path).\(entry.name):"] ?? position)
        }
    }
}

extension Domain {
    /// Some value of the kind that the domain has.
    var example: ParameterValue? {
        switch self {
        case .float(let domain): .float(domain.low)
        case .int(let domain): .int(domain.low)
        case .categorical(let choices): choices.first
        case .pool(let pool):
            switch pool.source {
            case .float(let domain): .float(domain.low)
            case .int(let domain): .int(domain.low)
            }
        }
    }
}
