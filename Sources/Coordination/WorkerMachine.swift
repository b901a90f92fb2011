package import StudyModel

/// The worker's state machine: events in, effects out.
///
/// It is a value without I/O, clock or threads.
///
/// It holds assignments (queued or running) and an outbox of messages that the coordinator has not
/// acknowledged. A lost connection changes only the connection state. Training continues. After the
/// reconnection the worker sends a hello that lists all attempts it holds.
package struct WorkerMachine: Sendable {
    package struct Settings: Sendable, Hashable {
        package var slots: Int
        /// Exit when every study is done, instead of waiting for the next coordinator.
        package var exitsWhenDone: Bool
        /// Whether it runs the programs of jobs.
        package var allowsCommands: Bool
        /// What it offers beside slots; nil for a worker that states nothing.
        package var resources: WorkerResources?
        /// The amount of queued work per slot, in seconds, which hides the round trip to the
        /// coordinator.
        package var queueSeconds = 0.25
        package var largestQueuePerSlot = 256
        /// The number of unanswered pings before the worker reconnects.
        package var liveness = 4
        /// How long a worker without trials waits for a message of the coordinator, in seconds; nil
        /// for ever.
        package var coordinatorTimeout: Double?
        /// How long an interrupted worker tries to deliver its outbox, in seconds.
        package var farewellSeconds = 10.0

        package init(
            slots: Int, exitsWhenDone: Bool = false, allowsCommands: Bool = false,
            resources: WorkerResources? = nil
        ) {
            self.slots = slots
            self.exitsWhenDone = exitsWhenDone
            self.allowsCommands = allowsCommands
            self.resources = resources
        }
    }

    enum Connection: Sendable, Hashable {
        /// The hello is sent; no answer has arrived yet.
        case greeting
        case registered
    }

    struct Running: Sendable, Hashable {
        var startedAt: Instant
        var progress: AttemptProgress
        /// The coordinator cancelled the attempt; it has been asked to stop.
        var isCancelled = false
    }

    package let settings: Settings
    let identity: WorkerIdentity
    let bootNonce: UInt64
    var connection = Connection.greeting
    var jobs: [UInt64: Job] = [:]
    var queue: [Assignment] = []
    var running: [AttemptID: Running] = [:]
    /// What the running attempts take of this worker.
    package internal(set) var ledger: ResourceLedger
    /// Messages that are not acknowledged yet, oldest first.
    var outbox = Outbox()
    /// Logs that came while there was no connection, oldest first.
    var unsentLogs: [WorkerMessage] = []
    var meanSeconds: Double?
    var announcedCredit: Int
    var isLeaving = false
    /// Whether the coordinator has sent `finished`.
    var hasHeardFinished = false
    private var pingSeconds = 2.0
    private var sequence: UInt64 = 0
    private var unanswered = 0
    /// The oldest message in the outbox, and the number of pings since it became the oldest.
    private var unacknowledged: (number: UInt64?, pings: Int) = (nil, 0)
    private var backOffSeconds = 1.0
    private var nextPing: Instant
    private var leaveBy: Instant?
    /// Since when it has neither heard of the coordinator nor trained.
    private var idleSince: Instant

    package init(identity: WorkerIdentity, bootNonce: UInt64, settings: Settings, at now: Instant) {
        self.identity = identity
        self.bootNonce = bootNonce
        self.settings = settings
        ledger = ResourceLedger(slots: settings.slots, offer: settings.resources)
        announcedCredit = settings.slots
        nextPing = now
        idleSince = now
    }

    package var nextDeadline: Instant {
        [leaveBy, giveUpAt].compactMap(\.self).reduce(nextPing, min)
    }

    /// When it ends for want of a coordinator; nil while it trains, or if it waits for ever.
    private var giveUpAt: Instant? {
        guard queue.isEmpty, running.isEmpty else { return nil }
        return settings.coordinatorTimeout.map { idleSince + $0 }
    }

    /// All attempts that the worker holds, in a deterministic order.
    package var held: [AttemptID] {
        queue.map(\.attempt) + sortedRunning + outbox.attempts
    }

    package var isRegistered: Bool { connection == .registered }

    /// Whether attempts wait for a slot.
    package var hasQueue: Bool { !queue.isEmpty }

    var sortedRunning: [AttemptID] {
        running.keys.sorted { ($0.study, $0.trial, $0.number) < ($1.study, $1.trial, $1.number) }
    }

    /// Returns the first effects: connect and send hello.
    package mutating func start(at now: Instant) -> [WorkerEffect] {
        nextPing = now + pingSeconds
        return [.reconnect, .send(hello)]
    }

    package mutating func handle(_ event: WorkerEvent, at now: Instant) -> [WorkerEffect] {
        var effects: [WorkerEffect] = []
        if !running.isEmpty { idleSince = now }
        switch event {
        case .linked:
            // The peer does not know this worker on the new connection yet.
            connection = .greeting
            effects.append(.send(hello))
        case .received(let message):
            unanswered = 0
            backOffSeconds = 1
            idleSince = now
            receive(message, at: now, &effects)
        case .intermediateResult(let attempt, let intermediate):
            if connection == .registered, running[attempt]?.isCancelled == false {
                effects.append(.send(.intermediateResult(attempt, intermediate)))
            }
        case .checkpointed(let attempt, let digest):
            if connection == .registered, running[attempt]?.isCancelled == false {
                effects.append(.send(.checkpoint(attempt, digest: digest)))
            }
        case .logged(let attempt, let text):
            log(text, of: attempt, &effects)
        case .finished(let result):
            finish(result, at: now, &effects)
        case .stopped(let attempt, let checkpoint):
            stopped(attempt, checkpoint: checkpoint, at: now, &effects)
        case .broke(let attempt, let reason):
            guard endRunning(attempt)?.isCancelled == false else { break }
            deliver(.attemptFailed(attempt, reason: reason), of: attempt, &effects)
        case .progressed(let progress):
            for item in progress { running[item.attempt]?.progress = item }
        case .tick:
            keepAlive(at: now, &effects)
        case .interrupted:
            leave(at: now, &effects)
        }
        startQueued(at: now, &effects)
        announceCredit(&effects)
        endIfDone(at: now, &effects)
        return effects
    }

    private mutating func receive(
        _ message: CoordinatorMessage, at now: Instant, _ effects: inout [WorkerEffect]
    ) {
        switch message {
        case .welcome(_, let seconds):
            pingSeconds = min(max(0.05, seconds), 60)
            // A finished coordinator sends `finished` after `welcome`.
            hasHeardFinished = false
            nextPing = now + pingSeconds
            if connection != .registered { effects.append(.notice(.connected)) }
            connection = .registered
            unacknowledged = (nil, 0)
            // A log comes before the end of its attempt.
            effects += (unsentLogs + outbox.messages).map { .send($0) }
            unsentLogs = []
            announcedCredit = credit
            effects.append(.send(.ready(credit: credit)))
        case .reject(let reason):
            effects.append(.exit(.rejected(reason: reason)))
        case .assign(let assignments, let newJobs):
            for job in newJobs { jobs[job.fingerprint] = job }
            hasHeardFinished = false
            take(assignments, &effects)
        case .acknowledge(let attempts):
            for attempt in attempts { outbox.remove(attempt) }
        case .cancel(let attempts):
            cancel(attempts, &effects)
        case .pong:
            break
        case .whoAreYou:
            // While a hello is in flight, that hello is the answer.
            if isRegistered { greet(&effects) }
        case .finished:
            hasHeardFinished = true
        }
    }

    /// Sends a hello: the worker's identity and the attempts it holds.
    mutating func greet(_ effects: inout [WorkerEffect]) {
        connection = .greeting
        effects.append(.send(hello))
    }

    /// Sends a ping, and reconnects if the coordinator does not answer.
    private mutating func keepAlive(at now: Instant, _ effects: inout [WorkerEffect]) {
        guard now >= nextPing else { return }
        if unanswered >= settings.liveness {
            connection = .greeting
            unanswered = 0
            effects.append(.notice(.reconnecting(afterSeconds: backOffSeconds)))
            effects += [.reconnect, .send(hello)]
            nextPing = now + backOffSeconds
            backOffSeconds = min(backOffSeconds * 2, 32)
            return
        }
        unanswered += 1
        nextPing = now + pingSeconds
        let oldest = outbox.oldest
        let isStuck = oldest != nil && oldest == unacknowledged.number
        unacknowledged = (oldest, isStuck ? unacknowledged.pings + 1 : 0)
        // Pings are answered, but this message is not acknowledged: it was lost. A new hello leads
        // to a welcome, after which the whole outbox is sent again.
        if unacknowledged.pings >= settings.liveness {
            unacknowledged = (nil, 0)
            connection = .greeting
        }
        guard connection == .registered else {
            effects.append(.send(hello))
            return
        }
        sequence += 1
        let waiting = queue.map { AttemptProgress(attempt: $0.attempt) }
        let delivering = outbox.attempts.map { AttemptProgress(attempt: $0, fraction: 1) }
        let active = sortedRunning.map { running[$0]!.progress }
        effects.append(.send(.ping(sequence: sequence, held: active + waiting + delivering)))
    }

    private mutating func leave(at now: Instant, _ effects: inout [WorkerEffect]) {
        guard !isLeaving else { return }
        isLeaving = true
        leaveBy = now + settings.farewellSeconds
        effects.append(.notice(.leaving(handingBack: queue.count + running.count)))
        for assignment in queue {
            handBack(assignment, reason: "the worker was interrupted", &effects)
        }
        queue = []
        for attempt in sortedRunning where !running[attempt]!.isCancelled {
            effects.append(.stop(attempt))
        }
    }

    private mutating func endIfDone(at now: Instant, _ effects: inout [WorkerEffect]) {
        let isIdle = queue.isEmpty && running.isEmpty && outbox.isEmpty
        if isLeaving, isIdle || leaveBy.map({ now >= $0 }) == true {
            if connection == .registered { effects.append(.send(.goodbye)) }
            effects.append(.exit(.interrupted(undelivered: outbox.count + running.count)))
        } else if settings.exitsWhenDone, hasHeardFinished, isIdle {
            effects.append(.send(.goodbye))
            effects.append(.exit(.finished))
        } else if let giveUpAt, now >= giveUpAt {
            effects.append(
                .exit(
                    .unanswered(
                        seconds: now.seconds(since: idleSince), undelivered: outbox.count)))
        }
    }

    private var hello: WorkerMessage {
        .hello(
            Hello(
                identity: identity, bootNonce: bootNonce, slots: settings.slots,
                credit: isLeaving ? 0 : credit, held: held,
                allowsCommands: settings.allowsCommands, resources: settings.resources,
                leavesWhenFinished: settings.exitsWhenDone))
    }
}
