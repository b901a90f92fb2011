import StudyModel

extension WorkerMachine {
    /// Stops the process and prints the held attempts if an invariant is broken.
    package func checkInvariants() {
        if let broken = brokenInvariant { preconditionFailure(broken) }
    }

    /// Describes the broken invariant and the held attempts, or nil if all invariants hold.
    ///
    /// An attempt is in one place only: queued, running or in the outbox. No attempt is queued
    /// while a slot is free. A worker that is leaving starts nothing. Time is linear in the number
    /// of held attempts.
    package var brokenInvariant: String? {
        let all = held
        if Set(all).count != all.count { return "an attempt is in two places: \(story)" }
        if running.count > settings.slots { return "more runs than there are slots: \(story)" }
        if !queue.isEmpty, running.count < settings.slots { return "a slot is idle: \(story)" }
        if !queue.isEmpty, isLeaving { return "a leaving worker keeps a queue: \(story)" }
        return nil
    }

    private var story: String {
        "worker \(identity.name), \(settings.slots) slots, "
            + "queued \(queue.map(\.attempt)), running \(sortedRunning), "
            + "in the outbox \(outbox.attempts)"
    }
}
