package import Coordination
import Search
package import StudyModel

/// All that a simulation draws before it starts: how large the cluster is, how long things take and
/// which faults there are.
///
/// A pure function of the seed.
package struct Schedule: Sendable {
    package enum Link: Sendable {
        /// As TCP is: in order, whole, or the connection breaks.
        case connections
        /// Also loses, repeats and reorders messages within a connection, which no transport here
        /// does.
        case hostile
    }

    package var seed: UInt64
    package var link: Link
    package var jobs: [Job]
    package var workers: Int
    package var slots: Int
    /// What each worker offers beside slots; nil for an older release.
    package var offers: [WorkerResources?]
    /// Two workers have one name, as copied machines do.
    package var hasClone: Bool
    /// The worker that can execute nothing, whatever it is given, if one is so.
    package var brokenWorker: Int?
    /// Somebody with the key states what can't be.
    package var hasHostilePeer: Bool
    /// Operators pause, share, cancel and submit the studies while they are searched.
    package var hasOperators: Bool
    /// A restarted worker keeps its name, instead of having a new one.
    package var keepsNames: Bool
    /// Messages sent before a connection is up wait for it, instead of being dropped.
    package var queuesWhileConnecting: Bool
    package var leaseSeconds: Double
    /// How long an epoch of a trial takes.
    package var epochSeconds: ClosedRange<Double>
    package var faultSeconds: Double
    /// The mean time between faults.
    package var faultIntervalSeconds: Double

    package init(seed: UInt64, faults: Bool = true) {
        var random = ScheduleGenerator(seed: seed, stream: 1)
        self.seed = seed
        link = random.chance(0.25) ? .hostile : .connections
        var samplers = ScheduleGenerator(seed: seed, stream: 4)
        jobs = (0..<(random.chance(0.2) ? 2 : 1)).map {
            var job = Self.job(study: "study-\($0)", seed: seed, trials: random.int(1...10))
            if samplers.chance(0.4) {
                job.sampler =
                    TPESettings(
                        startup: samplers.int(0...2), candidates: 4, lag: samplers.int(1...3)
                    ).spec
            }
            return job
        }
        var schedulers = ScheduleGenerator(seed: seed, stream: 7)
        for index in jobs.indices where jobs[index].sampler.lag == nil && schedulers.chance(0.7) {
            jobs[index] = Self.scheduled(jobs[index], &schedulers)
        }
        var budgets = ScheduleGenerator(seed: seed, stream: 8)
        for index in jobs.indices { Self.limit(&jobs[index], &budgets) }
        var objectives = ScheduleGenerator(seed: seed, stream: 10)
        for index in jobs.indices where objectives.chance(0.2) {
            jobs[index].metric.others = [.init(name: "cost")]
            // A generation has 4 trials at least.
            jobs[index].trials += objectives.int(0...8)
            if jobs[index].scheduler == .none {
                jobs[index].sampler =
                    NSGA2Settings(population: 4, lag: objectives.int(1...3)).spec
            }
        }
        var runs = ScheduleGenerator(seed: seed, stream: 11)
        for index in jobs.indices where jobs[index].scheduler == .none && runs.chance(0.3) {
            jobs[index].runs = runs.int(2...3)
            jobs[index].trials *= jobs[index].runs
        }
        workers = random.int(1...4)
        slots = random.int(1...3)
        offers = Array(repeating: nil, count: workers)
        hasClone = random.chance(0.1) && workers > 1
        keepsNames = random.chance(0.5)
        queuesWhileConnecting = random.chance(0.5)
        leaseSeconds = random.element(of: [2, 5, 12, 40])
        let epoch = random.element(of: [0.0005, 0.02, 0.5, 4])
        epochSeconds = epoch * 0.5...epoch * 2
        faultSeconds = faults ? random.element(of: [5.0, 20, 60]) : 0
        // Faults come while there is work, and a few after it.
        let epochs = jobs.reduce(0) { $0 + $1.trials * $1.epochs }
        let work = Double(epochs) * epoch / Double(workers * slots)
        faultIntervalSeconds = min(faultSeconds, 1 + 2 * work) / Double(random.int(2...16))
        var others = ScheduleGenerator(seed: seed, stream: 6)
        brokenWorker = workers > 1 && others.chance(0.25) ? workers - 1 : nil
        hasHostilePeer = others.chance(0.2)
        var operators = ScheduleGenerator(seed: seed, stream: 9)
        // What a coordinator was told is told again in every sixteenth schedule, without operators.
        hasOperators = operators.chance(0.4) && seed % 16 != 0
        addNeeds()
        if !faults {
            link = .connections
            brokenWorker = nil
            hasHostilePeer = false
            hasOperators = false
        }
    }

    /// Gives the jobs of some schedules needs, and the workers different resources.
    private mutating func addNeeds() {
        var random = ScheduleGenerator(seed: seed, stream: 9)
        guard random.chance(0.4) else { return }
        for index in jobs.indices where random.chance(0.8) {
            jobs[index].resources = ResourceNeed(
                cpus: random.int(1...slots), gpus: random.element(of: [0, 0, 0.3, 0.5, 1, 2]),
                memory: random.element(of: [nil, 4, 8]),
                others: random.chance(0.3) ? [ResourceAmount("licence", random.int(1...2))] : [])
        }
        for worker in offers.indices where worker == 0 || random.chance(0.8) {
            // The first one, which is sound, can run everything.
            let isFull = worker == 0
            let devices = isFull ? 2 : random.int(0...2)
            offers[worker] = WorkerResources(
                devices: (0..<devices).map { .init(index: $0, name: "device") },
                memory: isFull ? 10 : random.int(0...10),
                others: isFull || random.chance(0.5) ? [ResourceAmount("licence", 2)] : [])
        }
    }

    /// The job with a scheduler and more epochs.
    private static func scheduled(_ job: Job, _ random: inout ScheduleGenerator) -> Job {
        var job = job
        job.sampler = .random
        job.epochs = random.int(4...12)
        func spec(_ kind: SchedulerKind, _ settings: [(String, ParameterValue)]) -> SchedulerSpec {
            kind.spec(settings.map { Setting($0.0, .literal($0.1)) })
        }
        let cohort = ParameterValue.int(random.int(1...4))
        let reduction = ParameterValue.int(random.int(2...3))
        switch random.int(0...7) {
        case 0, 1: job.scheduler = spec(.asha, [("cohort", cohort), ("reduction", reduction)])
        case 2: job.scheduler = spec(.successiveHalving, [("reduction", reduction)])
        case 3: job.scheduler = spec(.hyperband, [("reduction", reduction)])
        case 4:
            job.scheduler = spec(
                .median, [("cohort", cohort), ("startup", .int(2)), ("every", reduction)])
        case 5: job.scheduler = spec(.patience, [("patience", .int(2)), ("min_epochs", .int(2))])
        case 6: job.scheduler = spec(.threshold, [("value", .float(100)), ("epoch", .int(3))])
        default:
            job.trials = random.int(2...6)
            job.scheduler = spec(
                .pbt,
                [("interval", reduction), ("quantile", .float(0.5)), ("resample", .float(0.3))])
        }
        return job
    }

    /// Gives some jobs a budget, and some that have a scheduler a sampler that learns.
    private static func limit(_ job: inout Job, _ random: inout ScheduleGenerator) {
        if job.scheduler != .none, random.chance(0.3) {
            job.sampler =
                TPESettings(startup: random.int(0...3), candidates: 4, lag: random.int(1...6)).spec
        }
        if job.scheduler.type != SchedulerKind.pbt.name, random.chance(0.3) {
            job.budget.epochs = random.int(1...job.trials * job.epochs)
        }
        if random.chance(0.2) {
            job.budget.target = Double(random.int(0...99))
            job.budget.lag = random.int(1...4)
        }
    }

    package static func job(study: String, seed: UInt64, trials: Int) -> Job {
        Job(
            study: study, objective: .null, epochs: 3, metric: Metric(name: "loss"),
            trials: trials, seed: seed, columns: [],
            space: SearchSpace([
                Parameter(name: "x", domain: .float(FloatDomain(low: 0, high: 1))),
                Parameter(name: "n", domain: .int(IntDomain(low: 0, high: 999))),
            ]))
    }
}

/// What a trial without a scheduler comes to.
package enum SimulatedObjective {
    package static let epochs = 3

    package static func outcome(of configuration: Configuration) -> TrialOutcome {
        var training = SimulatedTraining(trial: 0)
        let job = Schedule.job(study: "", seed: 0, trials: 1)
        if let reason = training.train(configuration, of: job, until: nil) {
            return .failed(reason: reason)
        }
        return .complete(metrics: training.results.last?.metrics ?? [:])
    }

    package static func report(epoch: Int, of configuration: Configuration) -> IntermediateResult {
        reports(of: configuration)[epoch - 1]
    }

    package static func reports(of configuration: Configuration) -> [IntermediateResult] {
        var training = SimulatedTraining(trial: 0)
        let job = Schedule.job(study: "", seed: 0, trials: 1)
        _ = training.train(configuration, of: job, until: nil)
        return training.results
    }
}
