import Coordination
import StudyModel

/// A place where worker processes run, one after the other.
struct WorkerNode {
    /// A running trial.
    struct Execution {
        var assignment: Assignment
        var epochsDone: Int
    }

    let baseName: String
    /// Whether it can execute nothing.
    var isBroken = false
    var name = ""
    var incarnation = 0
    var machine: WorkerMachine?
    var executions: [AttemptID: Execution] = [:]
    /// Results that were not acknowledged yet.
    var undelivered: Set<AttemptID> = []
    var connection: Int?
    /// How often the shell was asked to connect anew.
    var generation = 0
    /// Messages that wait for a connection.
    var unsent: [WorkerMessage] = []
    var exit: WorkerExit?
    var tickAt: Instant?
    var stalledUntil = Instant.zero
    var upCutUntil = Instant.zero
    var downCutUntil = Instant.zero

    init(baseName: String) { self.baseName = baseName }

    func process(_ index: Int) -> WorkerProcess {
        WorkerProcess(worker: index, incarnation: incarnation)
    }
}

extension SimulatedCluster {
    func isAlive(_ process: WorkerProcess) -> Bool {
        workers[process.worker].incarnation == process.incarnation
            && workers[process.worker].machine != nil
    }

    mutating func startWorker(_ index: Int) throws {
        guard workers[index].machine == nil, workers[index].exit != .finished else { return }
        workers[index].incarnation += 1
        workers[index].exit = nil
        let incarnation = workers[index].incarnation
        let base = workers[index].baseName
        workers[index].name = schedule.keepsNames ? base : "\(base).\(incarnation)"
        var machine = WorkerMachine(
            identity: WorkerIdentity(name: workers[index].name, host: "host-\(index)"),
            bootNonce: random.word(),
            settings: .init(slots: schedule.slots, exitsWhenDone: true), at: now)
        let effects = machine.start(at: now)
        workers[index].machine = machine
        log("\(workers[index].name) starts")
        try perform(effects, for: index)
    }

    func isStalled(_ index: Int) -> Bool { now < workers[index].stalledUntil }

    mutating func tick(_ index: Int) throws {
        guard let due = workers[index].tickAt, due <= now else { return }
        workers[index].tickAt = nil
        try tell(index, .tick)
    }

    /// Hands the machine of a worker an event and does what it wants done.
    mutating func tell(_ index: Int, _ event: WorkerEvent) throws {
        guard workers[index].machine != nil else { return }
        let effects = workers[index].machine!.handle(event, at: now)
        if let broken = workers[index].machine!.brokenInvariant { throw SimulationFailure(broken) }
        try perform(effects, for: index)
    }

    private mutating func perform(_ effects: [WorkerEffect], for index: Int) throws {
        for effect in effects {
            switch effect {
            case .reconnect: reconnect(index)
            case .send(let message):
                if let message = mutated(message) { send(message, from: index) }
            case .start(let assignment, let job, let checkpoint):
                try start(assignment, job: job, checkpoint: checkpoint, on: index)
            case .stop(let attempt):
                log("\(workers[index].name) stops \(attempt)")
                after(
                    random.uniform(0.001...schedule.epochSeconds.upperBound),
                    .stopped(workers[index].process(index), attempt))
            case .notice: break
            case .exit(let exit):
                try end(index, as: exit)
                return
            }
        }
        guard let deadline = workers[index].machine?.nextDeadline,
            workers[index].tickAt.map({ deadline < $0 }) ?? true
        else { return }
        workers[index].tickAt = max(deadline, now)
        at(workers[index].tickAt!, .workerTick(workers[index].process(index)))
    }

    private mutating func reconnect(_ index: Int) {
        if let old = workers[index].connection { close(old, isNoticed: true) }
        workers[index].connection = nil
        workers[index].unsent = []
        workers[index].generation += 1
        after(
            0.001, .connect(workers[index].process(index), generation: workers[index].generation))
    }

    private mutating func start(
        _ assignment: Assignment, job: Job, checkpoint: [UInt8]?, on index: Int
    ) throws {
        try checkIssued(assignment, job: job, by: workers[index].name)
        let done = checkpoint.map { Int($0[0]) } ?? 0
        log("\(workers[index].name) starts \(assignment.attempt) after epoch \(done)")
        workers[index].executions[assignment.attempt] = .init(
            assignment: assignment, epochsDone: done)
        let seconds = workers[index].isBroken ? 0.001 : random.uniform(schedule.epochSeconds)
        after(seconds, .epochEnded(workers[index].process(index), assignment.attempt))
    }

    mutating func endEpoch(of attempt: AttemptID, on index: Int) throws {
        guard var execution = workers[index].executions[attempt] else { return }
        let trial = "\(attempt.study)/\(attempt.trial)"
        if workers[index].isBroken {
            workers[index].executions[attempt] = nil
            return try tell(index, .broke(attempt, reason: "its cache can't be written"))
        }
        if !isHealed, schedule.faultSeconds > 0, random.chance(0.01),
            brokenExecutions[trial, default: 0] < 2
        {
            brokenExecutions[trial, default: 0] += 1
            workers[index].executions[attempt] = nil
            return try tell(index, .broke(attempt, reason: "the disk is full"))
        }
        let configuration = execution.assignment.configuration
        // A checkpoint of the last epoch leaves nothing to train.
        guard execution.epochsDone < SimulatedObjective.epochs else {
            return try finish(attempt, configuration, on: index)
        }
        execution.epochsDone += 1
        workers[index].executions[attempt] = execution
        let intermediate = SimulatedObjective.report(epoch: execution.epochsDone, of: configuration)
        let process = workers[index].process(index)
        try tell(index, .intermediateResult(attempt, intermediate))
        // What it was told may have been the last that it did.
        guard isAlive(process) else { return }
        if random.chance(0.3) {
            try tell(index, .checkpointed(attempt, [UInt8(execution.epochsDone)]))
            guard isAlive(process) else { return }
        }
        guard execution.epochsDone >= SimulatedObjective.epochs else {
            return after(
                random.uniform(schedule.epochSeconds),
                .epochEnded(workers[index].process(index), attempt))
        }
        try finish(attempt, configuration, on: index)
    }

    private mutating func finish(
        _ attempt: AttemptID, _ configuration: Configuration, on index: Int
    ) throws {
        workers[index].executions[attempt] = nil
        workers[index].undelivered.insert(attempt)
        log("\(workers[index].name) has a result of \(attempt)")
        try tell(
            index,
            .finished(
                AttemptResult(
                    attempt: attempt, outcome: SimulatedObjective.outcome(of: configuration),
                    intermediateResults: SimulatedObjective.reports(of: configuration))))
    }

    mutating func endStopped(_ attempt: AttemptID, on index: Int) throws {
        guard let execution = workers[index].executions.removeValue(forKey: attempt) else { return }
        let checkpoint = execution.epochsDone > 0 ? [UInt8(execution.epochsDone)] : nil
        try tell(index, .stopped(attempt, checkpoint: checkpoint))
    }

    private mutating func end(_ index: Int, as exit: WorkerExit) throws {
        log("\(workers[index].name) exits: \(exit)")
        try check(exit, of: index)
        workers[index].exit = exit
        kill(index, isNoticed: true)
        if exit != .finished {
            after(isHealed ? 0.1 : random.uniform(0.1...20), .startWorker(index))
        }
    }

    /// The process is gone: with its sockets closed, or with a machine that says nothing any more.
    mutating func kill(_ index: Int, isNoticed: Bool) {
        workers[index].machine = nil
        workers[index].executions = [:]
        workers[index].undelivered = []
        workers[index].unsent = []
        workers[index].tickAt = nil
        workers[index].stalledUntil = now
        workers[index].generation += 1
        if let connection = workers[index].connection { close(connection, isNoticed: isNoticed) }
        workers[index].connection = nil
    }
}
