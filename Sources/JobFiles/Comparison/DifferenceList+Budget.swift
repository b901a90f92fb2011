import Portable
import StudyModel

extension DifferenceList {
    /// A budget may only grow: the recorded trials are those that a larger one has, too.
    mutating func addBudget(_ old: Budget, _ new: Budget, of metric: Metric) {
        let epochsGrow = old.epochs.map { old in new.epochs.map { $0 > old } ?? true } ?? false
        add("budget.epochs", old.epochs, new.epochs, epochsGrow ? .trialsGrow : .refused) {
            $0.map { "\($0)" } ?? "none"
        }
        // Time decides only when the search stops.
        add("budget.time", old.seconds, new.seconds, .trialsGrow) {
            $0.map { "\($0) s" } ?? "none"
        }
        let targetGrows =
            old.target.map { old in
                new.target.map { metric.ranks($0, before: old) } ?? true
            } ?? false
        add("budget.target", old.target, new.target, targetGrows ? .trialsGrow : .refused) {
            $0.map { "\($0)" } ?? "none"
        }
        add("budget.lag", old.lag, new.lag) { $0.map { "\($0)" } ?? "the standard" }
    }
}

extension CheckpointInterval {
    /// As a job file states it.
    var text: String {
        switch self {
        case .seconds(let seconds): "\(seconds)s"
        case .epochs(let count): "\(count, "epoch")"
        }
    }
}
