import Search
import StudyModel
import Yams

/// What `repeats` says.
struct Repeats {
    /// Whether a configuration may be drawn twice; nil for the standard.
    var rule: RepeatRule?
    /// The number of runs of each configuration.
    var runs = 1
}

extension JobReader {
    /// `never`, `always`, or a number of runs.
    mutating func repeats(_ fields: JobFields) -> Repeats? {
        guard let node = fields["repeats"] else { return Repeats() }
        if case .int(let runs)? = scalar(node, path: "repeats"), (1...1_000).contains(runs) {
            return Repeats(runs: runs)
        }
        if case .scalar(let text) = node, let rule = RepeatRule(rawValue: text.string) {
            return Repeats(rule: rule)
        }
        let rules = RepeatRule.allCases.map(\.rawValue)
        let expected =
            rules.map { "'\($0)'" }.joined(separator: ", ")
            + " or the number of runs per configuration, in 1...1000"
        refuse(node, path: "repeats", expected: expected)
        return nil
    }

    /// Checks that runs of one configuration don't compete with one another.
    mutating func checkRuns(_ job: Job, _ fields: JobFields) {
        guard job.runs > 1, job.scheduler != .none, let place = fields.values["repeats"]?.position
        else { return }
        note(
            "repeats is \(job.runs), but the \(job.scheduler.type) scheduler compares single "
                + "trials and would compare runs of one configuration; leave one of them out, or "
                + "search first, and run the best configurations again with repeats", at: place)
    }
}
