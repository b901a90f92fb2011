import StudyModel

extension WorkerMachine {
    /// Stops the process and prints the held attempts if an invariant is broken.
    package func checkInvariants() {
        if let broken = brokenInvariant { preconditionFailure(broken) }
    }

    /// Describes the broken invariant and the held attempts, or nil if all invariants hold.
    ///
    /// An attempt is in one place only: queued, running or in the outbox. No attempt is queued
    /// first while there is room for it, and running ones take no more than there is. A worker that
    /// is leaving starts nothing. Time is linear in the number of held attempts.
    package var brokenInvariant: String? {
        let all = held
        if Set(all).count != all.count { return "an attempt is in two places: \(story)" }
        if let excess = ledger.excess(beside: plainCount) {
            return "more runs than there is room for, \(excess): \(story)"
        }
        if let first = queue.first?.attempt,
            hasRoom(for: jobs[first.jobFingerprint]?.resources)
        {
            return "the room for \(first) is idle: \(story)"
        }
        if !queue.isEmpty, isLeaving { return "a leaving worker keeps a queue: \(story)" }
        return nil
    }

    private var story: String {
        "worker \(identity.name), \(settings.slots) slots, "
            + "queued \(queue.map(\.attempt)), running \(sortedRunning), "
            + "in the outbox \(outbox.attempts)"
    }
}
