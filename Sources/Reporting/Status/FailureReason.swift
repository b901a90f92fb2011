package import StudyModel

/// A reason for failed trials.
package struct FailureReason: Sendable, Hashable, Codable {
    package var reason: String
    /// The number of trials that failed for this reason, and the first of them.
    package var count: Int
    package var trial: Int
}

/// Counts the reasons of failed trials, independently of their order.
package struct FailureTally: Sendable {
    /// The maximum number of distinct reasons; each trial of a study may have its own.
    private static let mostReasons = 10_000
    /// The number of reasons to show.
    private static let shown = 5

    private var reasons: [String: FailureReason] = [:]

    package init() {}

    package mutating func add(_ trial: Trial) {
        if trial.state == .failed { add(trial.failure, trial: trial.number) }
    }

    package mutating func add(_ failure: String?, trial: Int) {
        let reason = failure ?? "without a reason"
        guard reasons[reason] != nil || reasons.count < Self.mostReasons else { return }
        var known =
            reasons[reason] ?? FailureReason(reason: reason, count: 0, trial: trial)
        known.count += 1
        known.trial = min(known.trial, trial)
        reasons[reason] = known
    }

    /// The most frequent reasons; ties go to the one with the earlier first trial.
    package var most: [FailureReason] {
        Array(
            reasons.values.sorted {
                $0.count != $1.count ? $0.count > $1.count : $0.trial < $1.trial
            }.prefix(Self.shown))
    }
}
