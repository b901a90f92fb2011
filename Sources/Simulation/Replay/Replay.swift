import Coordination
internal import HeapModule
import Portable
package import Search
package import StudyModel

/// A study that is searched on a recorded table, by a simulated cluster in simulated time.
///
/// The coordinator is the real `CoordinatorMachine`, so the order of trials, the waiting and the
/// decisions are those of a real study. Only the workers are simulated: one connection per slot,
/// which answers an assignment with the table's values when its time has passed. A step costs what
/// the machine does for it, and O(log slots) for the queue of events.
///
/// A value that is not finite makes the trial fail in that epoch, as it does in a real study.
/// Messages and checkpoints take no time.
package struct Replay {
    private let table: ReplayTable
    private let job: Job
    /// Finds the row of a configuration; nil if the order of the rows is given.
    private let index: ConfigurationIndex?
    private let cluster: ReplayCluster
    private let seed: UInt64
    private var machine: CoordinatorMachine
    private let peers: [Peer]
    private var workers: [Execution?]
    private var events = Heap<Ending>()
    private var startedCount = 0
    private var now = 0.0
    private var outcome: ReplayOutcome

    /// The instant of every event.
    ///
    /// The machine uses the time for leases and silence only, which the simulation does not have.
    private static let instant = Instant.zero

    /// A segment that a worker executes.
    private struct Execution {
        var assignment: Assignment
        var result: AttemptResult
        var segment: ReplayOutcome.Segment
    }

    /// The end of a worker's execution.
    private struct Ending: Comparable {
        var seconds: Double
        /// Executions that end together end in the order of their starts.
        var order: Int
        var worker: Int

        static func < (a: Ending, b: Ending) -> Bool {
            (a.seconds, a.order) < (b.seconds, b.order)
        }
    }

    /// - Parameters:
    ///   - order: the rows of the trials: trial n has the configuration of row `order[n]`.
    ///   - seed: draws which segments are slow or lost.
    /// - Throws: `SimulationError` if the scheduler can't be replayed, `SearchError` if one of its
    ///   settings is invalid.
    package init(
        _ table: ReplayTable, order: [Int], scheduler: SchedulerSpec, cluster: ReplayCluster,
        seed: UInt64
    ) throws {
        try self.init(
            table, job: Self.job(table, order: order, scheduler: scheduler), order: order,
            index: nil, cluster: cluster, seed: seed)
    }

    /// - Parameters:
    ///   - job: a search of the table's space; its sampler draws, and its seed names the numbers.
    ///   - index: finds the row whose values stand for a configuration.
    /// - Throws: `SimulationError` if the scheduler can't be replayed, `SearchError` if the sampler
    ///   can't search the space.
    package init(
        _ table: ReplayTable, job: Job, index: ConfigurationIndex, cluster: ReplayCluster
    ) throws {
        try self.init(
            table, job: job, order: [], index: index, cluster: cluster, seed: job.seed)
    }

    private init(
        _ table: ReplayTable, job: Job, order: [Int], index: ConfigurationIndex?,
        cluster: ReplayCluster, seed: UInt64
    ) throws {
        try Self.check(job.scheduler)
        self.table = table
        self.job = job
        self.index = index
        self.cluster = cluster
        self.seed = seed
        let study = try StudyProgress(
            record: StudyRecord(job: job, incarnation: 1),
            sampler: StudySampler(job: job), scheduler: StudyScheduler(job: job))
        machine = CoordinatorMachine(studies: [study], at: Self.instant)
        peers = (0..<cluster.slots).map(Self.peer)
        workers = Array(repeating: nil, count: cluster.slots)
        outcome = ReplayOutcome(order: order, slots: cluster.slots)
    }

    /// The order of a table's rows in a study with a seed: a permutation of all rows.
    package static func order(rows: Int, seed: UInt64) -> [Int] {
        SeededGenerator(seed: seed, purpose: .simulation).permutation(count: rows).map(Int.init)
    }

    /// A job whose trial n is named by its number: the grid sampler counts.
    private static func job(
        _ table: ReplayTable, order: [Int], scheduler: SchedulerSpec
    ) -> Job {
        Job(
            study: "replay", objective: .null, epochs: table.curves.epochs,
            metric: table.curves.metric, sampler: SamplerKind.grid.spec(), scheduler: scheduler,
            trials: order.count, columns: [],
            space: SearchSpace([
                Parameter(
                    name: "trial", domain: .int(IntDomain(low: 0, high: order.count - 1)))
            ]))
    }

    private static func check(_ scheduler: SchedulerSpec) throws {
        guard [SchedulerKind.pbt.name, SchedulerKind.schedule.name].contains(scheduler.type) else {
            return
        }
        throw SimulationError.notReplayable(
            scheduler: scheduler.type,
            reason: "it changes hyperparameters while a trial is trained, and a recorded curve "
                + "has the same ones from its beginning to its end")
    }

    /// Runs the study to its end.
    package mutating func run() -> ReplayOutcome {
        for worker in workers.indices { join(worker) }
        tick()
        while let next = events.min {
            let elapsed = next.seconds - now
            let idle = workers.count - events.count
            outcome.idleSlotSeconds += Double(idle) * elapsed
            now = next.seconds
            while let ending = events.min, ending.seconds == now {
                events.removeMin()
                end(ending.worker)
            }
            tick()
        }
        precondition(machine.isFinished, "the replay ended before its study")
        outcome.seconds = now
        return outcome
    }

    /// What happened to each trial, in the order of their numbers.
    package var trials: [Trial] { machine.studies[0].trials }

    // MARK: Workers

    private static func peer(_ worker: Int) -> Peer {
        Peer(withUnsafeBytes(of: UInt32(worker).littleEndian) { Array($0) })
    }

    private static func worker(_ peer: Peer) -> Int {
        peer.routingID.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func join(_ worker: Int) {
        let identity = WorkerIdentity(name: "slot-\(worker)", host: "simulated")
        let hello = Hello(identity: identity, bootNonce: 1, slots: 1, credit: 1, held: [])
        tell(.received(.hello(hello), from: peers[worker]))
    }

    private mutating func tick() {
        let drawn = machine.studies[0].sampledCount
        tell(.tick)
        let isAllDrawn = machine.studies[0].sampledCount == job.trials
        if drawn < job.trials, isAllDrawn {
            outcome.drawingSeconds = now
            outcome.idleSlotSecondsWhileDrawing = outcome.idleSlotSeconds
        }
    }

    private mutating func tell(_ event: CoordinatorEvent) {
        let effects = machine.handle(event, at: Self.instant)
        for item in effects.messages {
            guard case .assign(let assignments, _) = item.message else { continue }
            for assignment in assignments { start(assignment, on: Self.worker(item.peer)) }
        }
    }

    /// The row of a trial, which is looked up when the first segment of it, or of a later trial,
    /// starts.
    private mutating func row(of trial: Int) -> Int {
        while let index, outcome.order.count <= trial {
            let number = outcome.order.count
            let found = index.nearest(to: machine.studies[0].trials[number].configuration)
            outcome.order.append(found.index)
            outcome.distances.append(found.distance)
        }
        return outcome.order[trial]
    }

    /// Starts a segment, whose end is known from its start.
    private mutating func start(_ assignment: Assignment, on worker: Int) {
        let attempt = assignment.attempt
        let row = row(of: attempt.trial)
        // A trial resumes where its last segment ended: checkpoints are never lost.
        let first = machine.studies[0].trials[attempt.trial].epoch
        let until = assignment.until ?? job.epochs
        let results = table.results[row]
        let isDiverging = results.count < until
        let last = isDiverging ? results.count + 1 : until
        let fate = cluster.fate(
            seed: seed, trial: attempt.trial, until: until, attempt: attempt.number)
        var epochs = Double(last - first)
        if let share = fate.lostAfter { epochs *= share }
        let seconds = epochs * table.curves.secondsPerEpoch[row] * fate.slowness
        let ending: AttemptResult.Ending =
            isDiverging
            ? .outcome(.failed(reason: "not finite in epoch \(last)"))
            : assignment.until == nil
                ? .outcome(.complete(metrics: results[job.epochs - 1].metrics))
                : .reached(epoch: until, checkpoint: nil)
        workers[worker] = Execution(
            assignment: assignment,
            result: AttemptResult(
                attempt: attempt, ending: ending,
                intermediateResults: Array(results[first..<min(until, results.count)])),
            segment: ReplayOutcome.Segment(
                trial: attempt.trial, until: until, reached: fate.lostAfter == nil ? last : first,
                epochs: epochs, isLost: fate.lostAfter != nil, isDiverged: isDiverging,
                startedAt: now, endedAt: now + seconds))
        startedCount += 1
        events.insert(Ending(seconds: now + seconds, order: startedCount, worker: worker))
    }

    private mutating func end(_ worker: Int) {
        guard let execution = workers[worker] else { return }
        workers[worker] = nil
        outcome.segments.append(execution.segment)
        let attempt = execution.result.attempt
        let message: WorkerMessage =
            execution.segment.isLost
            ? .handBack(attempt, reason: "the worker was lost", checkpoint: nil)
            : .results([execution.result])
        tell(.received(message, from: peers[worker]))
    }
}
