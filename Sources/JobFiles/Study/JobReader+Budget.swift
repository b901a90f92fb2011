import Search
import StudyModel
import Yams

/// What limits a search beside its number of trials.
extension JobReader {
    /// The budget of a job, as in `budget: { epochs: 2000, time: 2h, target: 0.015, lag: 16 }`.
    mutating func budget(_ fields: JobFields) -> Budget? {
        guard let node = fields["budget"] else { return Budget.none }
        guard let inner = self.fields(node, path: "budget", known: JobKeys.budget) else {
            return nil
        }
        let epochs = optional(inner, "epochs", default: nil as Int?) {
            $0.int($1, path: $2, in: 1...1_000_000_000_000).map { .some($0) }
        }
        let seconds = optional(inner, "time", default: nil as Double?) {
            $0.duration($1, path: $2)
        }
        let target = optional(inner, "target", default: nil as Double?) {
            $0.float($1, path: $2).map { .some($0) }
        }
        let lag = optional(inner, "lag", default: nil as Int?) {
            $0.int($1, path: $2, in: 1...1_000_000).map { .some($0) }
        }
        guard let epochs, let seconds, let target, let lag else { return nil }
        let budget = Budget(epochs: epochs, seconds: seconds, target: target, lag: lag)
        if budget.isEmpty {
            note(
                "budget has no limit; expected at least one of epochs, time and target",
                at: node.position)
            return nil
        }
        if lag != nil, target == nil, let place = inner.values["lag"]?.position {
            note("budget.lag has no meaning without budget.target; leave it out", at: place)
        }
        return budget
    }

    /// Checks a job's budget against its scheduler and its epochs.
    mutating func checkBudget(_ job: Job, _ fields: JobFields) {
        guard let place = fields.values["budget"]?.position else { return }
        if [SchedulerKind.pbt, .schedule].map(\.name).contains(job.scheduler.type),
            job.budget.epochs != nil
        {
            note(
                "a \(job.scheduler.type) study takes a fixed number of epochs, its trials times "
                    + "its epochs; leave budget.epochs out, or lower epochs", at: place)
        }
        if let limit = job.budget.epochs, let scheduler = try? StudyScheduler(job: job),
            case let first = scheduler.firstStop(of: 0) ?? job.epochs, limit < first
        {
            note(
                "budget.epochs is \(limit), but the first trial takes \(first); raise it",
                at: place)
        }
    }

    /// `5min`, or `2 epochs`; nil if the key is missing.
    mutating func checkpointInterval(_ node: Node, path: String) -> CheckpointInterval?? {
        let expected = "a time with its unit, such as 5min, or a number of epochs, such as 2 epochs"
        guard let text = text(node, path: path, expected: expected) else { return nil }
        let parts = text.split(separator: " ")
        if parts.count == 2, ["epoch", "epochs"].contains(parts[1]), let count = Int(parts[0]),
            (1...1_000_000).contains(count)
        {
            return .epochs(count)
        }
        if let seconds = Self.seconds(text) { return .seconds(seconds) }
        note("\(path) is '\(text.shown)'; expected \(expected)", at: node.position)
        return nil
    }
}

extension Budget {
    /// Whether it limits nothing.
    fileprivate var isEmpty: Bool { epochs == nil && seconds == nil && target == nil }
}
