import Coordination
import StudyModel

/// A place where worker processes run, one after the other.
struct WorkerNode {
    /// A running trial.
    struct Execution {
        var assignment: Assignment
        var job: Job
        var training: SimulatedTraining
        var grant: ResourceGrant?
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
            settings: .init(
                slots: schedule.slots, exitsWhenDone: true, resources: schedule.offers[index]),
            at: now)
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
            case .start(let assignment, let job, let grant):
                try start(assignment, job: job, grant, on: index)
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
        _ assignment: Assignment, job: Job, _ grant: ResourceGrant?, on index: Int
    ) throws {
        try checkIssued(assignment, job: job, by: workers[index].name)
        let training = begin(assignment, job)
        log("\(workers[index].name) starts \(assignment.attempt) after epoch \(training.epochs)")
        workers[index].executions[assignment.attempt] = .init(
            assignment: assignment, job: job, training: training, grant: grant)
        try checkRoom(of: index)
        let seconds = workers[index].isBroken ? 0.001 : random.uniform(schedule.epochSeconds)
        after(seconds, .epochEnded(workers[index].process(index), assignment.attempt))
    }

    /// The state in which a segment begins: its checkpoint's, or one trained again if that is lost.
    private mutating func begin(_ assignment: Assignment, _ job: Job) -> SimulatedTraining {
        let number = assignment.attempt.trial
        let isLost = !isHealed && schedule.faultSeconds > 0 && random.chance(0.1)
        if let digest = assignment.checkpoint, !isLost,
            let state = store.checkpoints[job.study]?[digest]
        {
            return state.branched(to: number)
        }
        guard let oldest = assignment.ancestors.first else {
            return SimulatedTraining(trial: number)
        }
        var state = SimulatedTraining(trial: oldest.trial)
        for ancestor in assignment.ancestors {
            state = state.branched(to: ancestor.trial)
            _ = state.train(ancestor.configuration, of: job, until: ancestor.until)
        }
        return state.branched(to: number)
    }

    /// Uploads a checkpoint: its digest, or nil if that fails.
    private mutating func upload(_ state: SimulatedTraining, of study: String) -> String? {
        guard coordinator != nil, isHealed || schedule.faultSeconds == 0 || !random.chance(0.1)
        else { return nil }
        store.write(state, of: study)
        return state.digest
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
        let job = execution.job
        let last = execution.assignment.until ?? job.epochs
        // A checkpoint of the last epoch leaves nothing to train.
        guard execution.training.epochs < last else {
            return try finish(attempt, execution, failure: nil, on: index)
        }
        let step = execution.training.step(execution.assignment.configuration, of: job)
        workers[index].executions[attempt] = execution
        let process = workers[index].process(index)
        if let intermediate = execution.training.results.last {
            try tell(index, .intermediateResult(attempt, intermediate))
        }
        // What it was told may have been the last that it did.
        guard isAlive(process) else { return }
        if case .failed(let reason) = step {
            return try finish(attempt, execution, failure: reason, on: index)
        }
        if random.chance(0.3), let digest = upload(execution.training, of: job.study) {
            try tell(index, .checkpointed(attempt, digest: digest))
            guard isAlive(process) else { return }
        }
        guard execution.training.epochs >= last else {
            return after(
                random.uniform(schedule.epochSeconds),
                .epochEnded(workers[index].process(index), attempt))
        }
        try finish(attempt, execution, failure: nil, on: index)
    }

    private mutating func finish(
        _ attempt: AttemptID, _ execution: WorkerNode.Execution, failure: String?, on index: Int
    ) throws {
        workers[index].executions[attempt] = nil
        workers[index].undelivered.insert(attempt)
        log("\(workers[index].name) has a result of \(attempt)")
        let results = execution.training.results
        let ending: AttemptResult.Ending
        if let failure {
            ending = .outcome(.failed(reason: failure))
        } else if let until = execution.assignment.until, until < execution.job.epochs {
            ending = .reached(
                epoch: until, checkpoint: upload(execution.training, of: execution.job.study))
        } else {
            ending = .outcome(.complete(metrics: results.last?.metrics ?? [:]))
        }
        try tell(
            index,
            .finished(
                AttemptResult(attempt: attempt, ending: ending, intermediateResults: results)))
    }

    mutating func endStopped(_ attempt: AttemptID, on index: Int) throws {
        guard let execution = workers[index].executions.removeValue(forKey: attempt) else { return }
        let checkpoint =
            execution.training.epochs > 0
            ? upload(execution.training, of: execution.job.study) : nil
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
