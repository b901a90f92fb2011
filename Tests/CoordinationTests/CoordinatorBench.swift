import Coordination
import Search
import StudyModel
import TestSupport

/// A coordinator's machine with its store, whose invariants are checked after every step.
struct CoordinatorBench {
    private(set) var machine: CoordinatorMachine
    private(set) var store: SimulatedStore
    private(set) var now = Instant.zero
    /// All notices since the start.
    private(set) var notices: [CoordinatorNotice] = []
    let jobs: [Job]
    /// Used from the next restart on.
    var makeSampler: (Job) throws -> StudySampler = { try StudySampler(job: $0) }
    private let settings: CoordinatorMachine.Settings
    private let memoryNeed: @Sendable (Configuration) -> String?

    init(
        trials: [Int] = [4], settings: CoordinatorMachine.Settings = .init(leaseSeconds: 40),
        maxFailures: Int? = nil, budget: Budget = .none, programs: Set<Int> = [],
        needs: [Int: ResourceNeed] = [:],
        memoryNeed: @escaping @Sendable (Configuration) -> String? = { _ in nil },
        change: (inout Job) -> Void = { _ in }
    ) throws {
        jobs = trials.enumerated().map {
            var job = Schedule.job(study: "study-\($0)", seed: 5, trials: $1)
            job.maxFailures = maxFailures
            job.budget = budget
            // The trials of these studies run programs.
            if programs.contains($0) { job.objective.kind = ObjectiveSpec.commandKind }
            job.resources = needs[$0]
            change(&job)
            return job
        }
        self.memoryNeed = memoryNeed
        self.settings = settings
        store = SimulatedStore(jobs: jobs)
        machine = CoordinatorMachine(studies: [], at: .zero)
        try restart()
    }

    /// Starts the coordinator anew on what is committed.
    mutating func restart() throws {
        store.open()
        let studies = try jobs.enumerated().map { index, job in
            try StudyProgress(
                record: store.committed[job.study]!, sampler: makeSampler(job),
                scheduler: StudyScheduler(job: job),
                // An earlier study goes first, as those that a coordinator was started with.
                share: StudyShare(priority: jobs.count - 1 - index),
                memoryNeed: memoryNeed)
        }
        machine = CoordinatorMachine(studies: studies, settings: settings, at: now)
        machine.checkInvariants()
    }

    mutating func remove(study: String) { machine.remove(study: study) }

    /// Opens a study again and admits it.
    mutating func admit(study index: Int) throws {
        store.open(jobs[index].study)
        let progress = try StudyProgress(
            record: store.committed[jobs[index].study]!, sampler: StudySampler(job: jobs[index]),
            scheduler: StudyScheduler(job: jobs[index]))
        machine.admit(progress, at: now)
        machine.checkInvariants()
    }

    @discardableResult
    mutating func handle(_ event: CoordinatorEvent) throws -> CoordinatorEffects {
        let effects = machine.handle(event, at: now)
        machine.checkInvariants()
        for item in effects.changes { store.stage(item.change, of: item.study) }
        try store.commit()
        notices += effects.notices
        return effects
    }

    @discardableResult
    mutating func hear(
        _ message: WorkerMessage, from peer: String
    ) throws -> CoordinatorEffects {
        try handle(.received(message, from: Peer(peer)))
    }

    /// Lets time pass, with ticks as a running coordinator has them, and ticks at its end.
    @discardableResult
    mutating func tick(after seconds: Double = 0) throws -> CoordinatorEffects {
        let end = now + seconds
        var effects = CoordinatorEffects()
        while now + 0.5 < end {
            now = now + 0.5
            effects.append(try handle(.tick))
        }
        now = end
        effects.append(try handle(.tick))
        return effects
    }

    /// Lets time pass in which the coordinator does not run, then ticks.
    @discardableResult
    mutating func tick(afterStall seconds: Double) throws -> CoordinatorEffects {
        now = now + seconds
        return try handle(.tick)
    }

    /// A worker says hello; its connection and its nonce are named like it unless said otherwise.
    @discardableResult
    mutating func join(
        _ name: String, over peer: String? = nil, nonce: UInt64 = 1, slots: Int = 1,
        credit: Int? = nil, held: [AttemptID] = [], allowsCommands: Bool = false,
        resources: WorkerResources? = nil
    ) throws -> CoordinatorEffects {
        let hello = Hello(
            identity: WorkerIdentity(name: name, host: "host"), bootNonce: nonce, slots: slots,
            credit: credit ?? slots, held: held, allowsCommands: allowsCommands,
            resources: resources)
        return try hear(.hello(hello), from: peer ?? name)
    }

    /// The result that an attempt's trial has.
    func result(of attempt: AttemptID) -> AttemptResult {
        let configuration = store.committed[attempt.study]!.trials[attempt.trial].trial
            .configuration
        return AttemptResult(
            attempt: attempt, outcome: SimulatedObjective.outcome(of: configuration),
            intermediateResults: SimulatedObjective.reports(of: configuration))
    }

    func trial(_ number: Int, of study: Int = 0) -> TrialRecord {
        store.committed[jobs[study].study]!.trials[number]
    }

    /// The number of trials of the first study.
    var trialCount: Int { store.committed[jobs[0].study]!.trials.count }

    /// Why the search of the first study ended, as recorded.
    var end: String? { store.committed[jobs[0].study]!.end }

    func outcomes(of trial: Int) -> [AttemptOutcome] { self.trial(trial).attempts.map(\.outcome) }
}

/// Texts in the form of a digest.
func digest(_ number: Int) -> String {
    String(repeating: "\(number % 10)", count: 64)
}

extension AttemptResult.Ending {
    var outcome: TrialOutcome? {
        if case .outcome(let outcome) = self { outcome } else { nil }
    }
}

extension Peer {
    init(_ name: String) { self.init(Array(name.utf8)) }
}

extension CoordinatorEffects {
    func messages(to peer: String) -> [CoordinatorMessage] {
        messages.filter { $0.peer == Peer(peer) }.map(\.message)
    }

    func assigned(to peer: String) -> [AttemptID] {
        messages(to: peer).flatMap { message -> [AttemptID] in
            guard case .assign(let assignments, _) = message else { return [] }
            return assignments.map(\.attempt)
        }
    }
}
