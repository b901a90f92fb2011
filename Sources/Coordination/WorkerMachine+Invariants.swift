import StudyModel

extension WorkerMachine {
    /// Stops the process with what the worker holds if what must always hold does not.
    package func checkInvariants() {
        if let broken = brokenInvariant { preconditionFailure(broken) }
    }

    /// What is wrong with the state, with all that the worker holds, or nil if all is well.
    ///
    /// An attempt is queued, running or in the outbox, never in two places; nothing waits beside a
    /// free slot; a worker that leaves starts nothing. Time in proportion to what it holds.
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
            + "queued \(queue.map(\.assignment.attempt)), running \(sortedRunning), "
            + "in the outbox \(outbox.attempts)"
    }
}
