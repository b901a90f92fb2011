package import Coordination
internal import HeapModule
import StudyModel

/// A coordinator, its workers, their store and the network between them, in simulated time.
///
/// The state machines are the real ones; everything around them is drawn from a seed. A connection
/// keeps order as TCP does; what is under way is lost when it breaks; a new one has a new routing
/// id. There is a phase with faults and a healed one in which everything must come to its end.
package struct SimulatedCluster {
    package let schedule: Schedule
    package let transcript: Transcript
    package internal(set) var store: SimulatedStore
    package internal(set) var now = Instant.zero

    var random: ScheduleGenerator
    var coordinator: CoordinatorNode?
    var coordinatorIncarnation = 0
    var coordinatorStartedAt = Instant.zero
    var nextCrash: CrashPoint?
    /// Where in the current round the coordinator is killed.
    var crash: CrashPoint?
    var workers: [WorkerNode] = []
    var connections: [Connection] = []
    var isHealed = false
    var faultsLeft = 24
    /// Executions that broke through no fault of the trial; fewer than would fail it.
    var brokenExecutions: [String: Int] = [:]
    /// When an attempt's lease was last renewed by a message that reached the coordinator.
    var renewals: [AttemptID: Instant] = [:]
    /// When the coordinator did not run.
    var stalls: [(from: Instant, until: Instant)] = []
    var hostile = ScheduleGenerator(seed: 0, stream: 5)
    var hostileMessagesLeft = 40
    var operators: ScheduleGenerator
    /// A bug that the simulation must find.
    let mutation: Mutation?
    var mutatedResults = 0
    private var events = Heap<Scheduled>()
    private var scheduledCount = 0

    package init(
        _ schedule: Schedule, recordsTranscript: Bool = false, mutation: Mutation? = nil
    ) {
        self.schedule = schedule
        self.mutation = mutation
        transcript = Transcript(isRecording: recordsTranscript)
        random = ScheduleGenerator(seed: schedule.seed, stream: 2)
        operators = ScheduleGenerator(seed: schedule.seed, stream: 9)
        store = SimulatedStore(jobs: schedule.jobs)
        hostile = ScheduleGenerator(seed: schedule.seed, stream: 5)
    }

    /// Runs the schedule to its end.
    /// - Throws: `SimulationFailure` at the first thing that must not be.
    package mutating func run() throws {
        try startCoordinator()
        for index in 0..<schedule.workers {
            let isClone = schedule.hasClone && index == 1
            workers.append(WorkerNode(baseName: "worker-\(isClone ? 0 : index)"))
            workers[index].isBroken = index == schedule.brokenWorker
            after(random.uniform(0...1), .startWorker(index))
        }
        if schedule.faultSeconds > 0 {
            after(random.uniform(0...schedule.faultIntervalSeconds * 2), .fault)
            if schedule.hasHostilePeer { after(0.1, .hostile) }
            if schedule.hasOperators {
                after(operators.uniform(0...3 * schedule.faultIntervalSeconds), .operate)
            }
        }
        try play(until: Instant.zero + schedule.faultSeconds)
        try heal()
        let patience = now + patienceSeconds
        while !isDone {
            guard now < patience else {
                throw SimulationFailure("I7: not done \(patienceSeconds) s after healing: \(rest)")
            }
            guard try playOne() else { throw SimulationFailure("I7: nothing happens: \(rest)") }
        }
        try checkEnd()
    }

    /// What everything that is left can take at most.
    private var patienceSeconds: Double {
        // A lost checkpoint costs the epochs before it once more.
        let epochs = schedule.jobs.reduce(0) {
            $0 + $1.trials * $1.epochs * ($1.scheduler == .none ? 1 : 8)
        }
        return 200 + 4 * schedule.leaseSeconds
            + 2 * Double(epochs) * schedule.epochSeconds.upperBound
    }

    /// Every study is finished and every worker has heard so and left.
    var isDone: Bool { workers.allSatisfy { $0.exit == .finished } }

    private var rest: String {
        let waiting = store.committed.values.flatMap(\.trials).filter { !$0.trial.state.isTerminal }
        return "\(waiting.count) trials have no outcome; "
            + workers.map { "\($0.name) holds \($0.machine?.held ?? []), exit \($0.exit as Any)" }
            .joined(separator: "; ")
    }

    private mutating func play(until end: Instant) throws {
        while let next = events.min, next.at <= end { _ = try playOne() }
        now = max(now, end)
    }

    private mutating func playOne() throws -> Bool {
        guard let next = events.popMin() else { return false }
        now = max(now, next.at)
        try play(next.action)
        return true
    }

    mutating func after(_ seconds: Double, _ action: Action) { at(now + seconds, action) }

    mutating func at(_ instant: Instant, _ action: Action) {
        scheduledCount += 1
        events.insert(Scheduled(at: instant, order: scheduledCount, action: action))
    }

    private mutating func play(_ action: Action) throws {
        if let worker = worker(of: action), now < workers[worker].stalledUntil {
            return at(workers[worker].stalledUntil, action)
        }
        switch action {
        case .toCoordinator(let connection, let message):
            arriveAtCoordinator(message, over: connection)
        case .toWorker(let connection, let message):
            try arriveAtWorker(message, over: connection)
        case .coordinatorTurn(let incarnation):
            if incarnation == coordinatorIncarnation { try takeTurn() }
        case .workerTick(let process):
            if isAlive(process) { try tick(process.worker) }
        case .connect(let process, let generation):
            if isAlive(process) { connect(process.worker, generation: generation) }
        case .brokenAtCoordinator(let connection):
            connections[connection].isOpenAtCoordinator = false
        case .brokenAtWorker(let connection): breakAtWorker(connection)
        case .epochEnded(let process, let attempt):
            if isAlive(process) { try endEpoch(of: attempt, on: process.worker) }
        case .stopped(let process, let attempt):
            if isAlive(process) { try endStopped(attempt, on: process.worker) }
        case .workerEnded(let name):
            if let node = coordinator, now < node.stalledUntil {
                return at(node.stalledUntil, action)
            }
            try tellCoordinator(.workerEnded(name: name, .signal(9)))
        case .hostile: speakHostile()
        case .operate: try operate()
        case .fault: try strike()
        case .startCoordinator: try startCoordinator()
        case .startWorker(let worker): try startWorker(worker)
        }
    }

    /// The worker process that an action needs awake, if it needs one.
    private func worker(of action: Action) -> Int? {
        switch action {
        case .toWorker(let connection, _): connections[connection].process.worker
        case .workerTick(let process), .connect(let process, _), .epochEnded(let process, _),
            .stopped(let process, _):
            process.worker
        default: nil
        }
    }

    func log(_ text: @autoclosure () -> String) { transcript.add(text(), at: now) }
}

/// One start of a worker.
struct WorkerProcess: Hashable {
    var worker: Int
    var incarnation: Int
}

/// Something that will happen.
enum Action {
    case toCoordinator(Int, WorkerMessage)
    case toWorker(Int, CoordinatorMessage)
    case coordinatorTurn(incarnation: Int)
    case workerTick(WorkerProcess)
    case connect(WorkerProcess, generation: Int)
    case brokenAtCoordinator(Int)
    case brokenAtWorker(Int)
    case epochEnded(WorkerProcess, AttemptID)
    case stopped(WorkerProcess, AttemptID)
    case workerEnded(name: String)
    case hostile
    case operate
    case fault
    case startCoordinator
    case startWorker(Int)
}

private struct Scheduled: Comparable {
    var at: Instant
    var order: Int
    var action: Action

    static func < (a: Scheduled, b: Scheduled) -> Bool { (a.at, a.order) < (b.at, b.order) }
    static func == (a: Scheduled, b: Scheduled) -> Bool { a.order == b.order }
}
