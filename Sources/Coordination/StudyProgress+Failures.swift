import StudyModel

/// How failures in a row stop a study (`max_failures`).
///
/// The first run of failures by trial number counts, not the first one in time. Trials after it do
/// not begin, and those that run are taken back. Trials before it still run, because they can
/// complete an earlier run. When they have ended, the study is halted. So the reason and every
/// trial up to the run are the same for any number of workers.
extension StudyProgress {
    /// A run of failures that stops the study.
    struct FailureStop: Sendable {
        /// The last trial of the run.
        var last: Int
        /// As text for a user.
        var reason: String
    }

    /// Looks for the run of failures that a failed trial completes.
    mutating func countFailure(of number: Int) {
        guard let limit = job.maxFailures, end == nil, trials[number].state == .failed,
            number <= failureStop?.last ?? .max
        else { return }
        var first = number
        while first > 0, trials[first - 1].state == .failed, number - first + 1 < limit {
            first -= 1
        }
        let last = first + limit - 1
        guard last < trials.count, trials[number...last].allSatisfy({ $0.state == .failed })
        else { return }
        failureStop = FailureStop(
            last: last,
            reason: FailureRun.message(
                trials: first...last, limit: limit, failure: trials[last].failure))
        waiting.hold(after: last)
        updateCanSuggest()
    }

    /// Why failures in a row halt the study; nil if none do, or if a trial before them can still
    /// change which ones.
    var haltByFailures: String? {
        guard let stop = failureStop else { return nil }
        let isOpen = trials[..<stop.last].contains { $0.state == .running || $0.state == .waiting }
        return isOpen ? nil : stop.reason
    }

    /// What a user does about a halt, as text; the study's command alone does not always help.
    package var haltAdvice: String {
        // The failures are on record: without a retry the next start finds them again.
        failureStop == nil
            ? "Mend the cause, then run the same command again"
            : "Mend the cause, have the failed trials run again (podium retry \(job.study)), then "
                + "run the same command again"
    }

    /// Why the study stops or has stopped, as text for a user; nil if it does not.
    package var stopReason: String? { halt ?? failureStop?.reason }
}

extension CoordinatorMachine {
    /// Takes back what runs after a run of failures, and halts the study when nothing before it is
    /// left to run.
    mutating func obeyFailures(of index: Int, _ effects: inout CoordinatorEffects) {
        guard let stop = studies[index].failureStop else { return }
        if studies[index].runningCount > 0 {
            let study = studies[index].job.study
            let later = leases.all.keys.filter { $0.study == study && $0.trial > stop.last }
            cancel(later, note: "the search stops after trial \(stop.last)", &effects)
        }
        if let reason = studies[index].haltByFailures { halt(index, because: reason, &effects) }
    }

    /// Whether a result comes after the run of failures that stops its study; then it is not
    /// recorded.
    mutating func isAfterStop(
        _ attempt: AttemptID, in index: Int, _ effects: inout CoordinatorEffects
    ) -> Bool {
        guard let stop = studies[index].failureStop, attempt.trial > stop.last else { return false }
        release(
            attempt, as: .returned, note: "the search stops after trial \(stop.last)", &effects)
        return true
    }
}
