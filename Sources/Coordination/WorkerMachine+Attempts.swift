import StudyModel

extension WorkerMachine {
    /// The number of attempts to request: one per slot, plus a queue if trials are shorter than the
    /// round trip to the coordinator.
    ///
    /// Long trials are never queued: another worker could run them.
    var credit: Int {
        guard !isLeaving else { return 0 }
        guard let meanSeconds else { return settings.slots }
        let perSlot = settings.queueSeconds / max(meanSeconds, 1e-6)
        guard perSlot >= 1 else { return settings.slots }
        // Powers of two: a drifting mean then causes few `ready` messages.
        var queued = 1
        while queued * 2 <= Int(perSlot), queued * 2 <= settings.largestQueuePerSlot { queued *= 2 }
        return settings.slots * (1 + queued)
    }

    mutating func announceCredit(_ effects: inout [WorkerEffect]) {
        guard isRegistered, credit != announcedCredit else { return }
        announcedCredit = credit
        effects.append(.send(.ready(credit: credit)))
    }

    /// Queues new assignments.
    ///
    /// A duplicate assignment is ignored. A worker that is leaving hands the assignment back.
    mutating func take(_ assignments: [Assignment], _ effects: inout [WorkerEffect]) {
        for assignment in assignments {
            let attempt = assignment.attempt
            let isKnown =
                running[attempt] != nil || outbox.contains(attempt)
                || queue.contains { $0.attempt == attempt }
            guard !isKnown else { continue }
            if isLeaving {
                handBack(assignment, reason: "the worker was interrupted", &effects)
            } else {
                queue.append(assignment)
            }
        }
    }

    mutating func startQueued(at now: Instant, _ effects: inout [WorkerEffect]) {
        while let assignment = queue.first {
            let attempt = assignment.attempt
            let job = jobs[attempt.jobFingerprint]
            let lacks = job?.resources.map(ledger.lacks) ?? []
            // In the order of arrival, so that small attempts don't keep a large one waiting.
            guard job == nil || !lacks.isEmpty || hasRoom(for: job?.resources) else { return }
            queue.removeFirst()
            guard let job else {
                handBack(assignment, reason: "the job did not come with it", &effects)
                // After a new welcome the coordinator sends every job again.
                if isRegistered { greet(&effects) }
                continue
            }
            guard lacks.isEmpty else {
                let reason = "this worker " + lacks.joined(separator: ", ")
                deliver(.attemptFailed(attempt, reason: reason), of: attempt, &effects)
                continue
            }
            running[attempt] = Running(
                startedAt: now, progress: AttemptProgress(attempt: attempt))
            effects.append(
                .start(
                    assignment, job: job,
                    grant: job.resources.map { ledger.take($0, for: attempt) }))
        }
    }

    /// Whether an attempt with these needs can start; nil is a slot and nothing else.
    func hasRoom(for need: ResourceNeed?) -> Bool {
        guard let need else { return plainCount + ledger.usedCPUs < settings.slots }
        return ledger.hasRoom(for: need, beside: plainCount)
    }

    /// The number of running attempts that take a slot and nothing else.
    var plainCount: Int { running.count - ledger.grants.count }

    /// Removes a running attempt, and frees what it took.
    mutating func endRunning(_ attempt: AttemptID) -> Running? {
        ledger.release(attempt)
        return running.removeValue(forKey: attempt)
    }

    /// Hands back an attempt that was not started.
    mutating func handBack(
        _ assignment: Assignment, reason: String, _ effects: inout [WorkerEffect]
    ) {
        // The coordinator has the checkpoint that came with it.
        deliver(
            .handBack(assignment.attempt, reason: reason, checkpoint: nil),
            of: assignment.attempt, &effects)
    }

    /// Stops and drops attempts that the coordinator has cancelled.
    mutating func cancel(_ attempts: [AttemptID], _ effects: inout [WorkerEffect]) {
        for attempt in attempts {
            queue.removeAll { $0.attempt == attempt }
            guard running[attempt]?.isCancelled == false else { continue }
            running[attempt]!.isCancelled = true
            effects.append(.stop(attempt))
        }
    }

    mutating func finish(
        _ result: AttemptResult, at now: Instant, _ effects: inout [WorkerEffect]
    ) {
        guard let ended = endRunning(result.attempt) else { return }
        let seconds = now.seconds(since: ended.startedAt)
        meanSeconds = meanSeconds.map { $0 + (seconds - $0) / 8 } ?? seconds
        // A cancelled attempt that finished first is delivered too: the coordinator decides about
        // it.
        deliver(.results([result]), of: result.attempt, &effects)
    }

    mutating func stopped(
        _ attempt: AttemptID, checkpoint: String?, at now: Instant,
        _ effects: inout [WorkerEffect]
    ) {
        guard let ended = endRunning(attempt), !ended.isCancelled else { return }
        deliver(
            .handBack(attempt, reason: "the worker was interrupted", checkpoint: checkpoint),
            of: attempt, &effects)
    }

    /// The most logs that wait for a connection.
    private static let largestLogCount = 64

    /// Sends what a program printed, or keeps it until there is a connection.
    mutating func log(
        _ text: String, of attempt: AttemptID, _ effects: inout [WorkerEffect]
    ) {
        guard running[attempt]?.isCancelled == false else { return }
        let message = WorkerMessage.log(attempt, text: text)
        if isRegistered { return effects.append(.send(message)) }
        if unsentLogs.count == Self.largestLogCount { unsentLogs.removeFirst() }
        unsentLogs.append(message)
    }

    /// Puts the final message of an attempt in the outbox, where it stays until it is acknowledged.
    mutating func deliver(
        _ message: WorkerMessage, of attempt: AttemptID, _ effects: inout [WorkerEffect]
    ) {
        outbox.add(message, of: attempt)
        if isRegistered { effects.append(.send(message)) }
    }
}

/// Messages that the coordinator has not acknowledged yet, oldest first.
struct Outbox: Sendable {
    private var numbers: [AttemptID: UInt64] = [:]
    private var entries: [UInt64: (attempt: AttemptID, message: WorkerMessage)] = [:]
    private var next: UInt64 = 0

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    /// The number of the oldest message; numbers are never reused.
    var oldest: UInt64? { entries.keys.min() }
    var attempts: [AttemptID] { ordered.map(\.attempt) }
    var messages: [WorkerMessage] { ordered.map(\.message) }

    func contains(_ attempt: AttemptID) -> Bool { numbers[attempt] != nil }

    mutating func add(_ message: WorkerMessage, of attempt: AttemptID) {
        remove(attempt)
        numbers[attempt] = next
        entries[next] = (attempt, message)
        next += 1
    }

    mutating func remove(_ attempt: AttemptID) {
        guard let number = numbers.removeValue(forKey: attempt) else { return }
        entries[number] = nil
    }

    private var ordered: [(attempt: AttemptID, message: WorkerMessage)] {
        entries.sorted { $0.key < $1.key }.map(\.value)
    }
}
