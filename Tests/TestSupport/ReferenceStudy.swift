import Search
package import StudyModel

/// A study run in the simplest way: one segment after the other, without workers and faults.
package struct ReferenceStudy {
    package private(set) var records: [TrialRecord] = []
    private let job: Job
    private var sampler: StudySampler
    private var scheduler: StudyScheduler
    private var training: [Int: SimulatedTraining] = [:]
    /// States in which trials paused, by trial and epoch.
    private var paused: [TrialOrigin: SimulatedTraining] = [:]
    private var waiting: [Int] = []
    /// The epochs of all segments so far, as planned.
    private var planned = 0
    private let target: ReferenceTarget

    /// Runs the study to its end.
    package init(_ job: Job) throws {
        self.job = job
        sampler = try StudySampler(job: job)
        scheduler = try StudyScheduler(job: job)
        target = try ReferenceTarget(job)
        run()
    }

    /// The epochs that all trials were trained in total.
    package var epochs: Int {
        records.reduce(0) {
            $0 + ($1.intermediateResults.last?.epoch ?? 0) - ($1.trial.origin?.epoch ?? 0)
        }
    }

    private mutating func run() {
        var sampled = 0
        while true {
            if waiting.isEmpty {
                let number = records.count
                guard sampled < job.trials, sampler.isReady,
                    !target.ends(before: number, records)
                else { return }
                let cost = scheduler.firstStop(of: number) ?? job.epochs
                guard planned + cost <= job.budget.epochs ?? .max else { return }
                sampled += 1
                add(
                    sampler.suggest(trial: number),
                    TrialStart(until: scheduler.firstStop(of: number)),
                    SimulatedTraining(trial: number))
            }
            guard continues(waiting[0]) else { return stop() }
            train(waiting.removeFirst())
            decide()
        }
    }

    /// Whether the budget is large enough for a trial's next segment.
    private mutating func continues(_ number: Int) -> Bool {
        let trial = records[number].trial
        planned += (trial.until ?? job.epochs) - trial.epoch
        return planned <= job.budget.epochs ?? .max
    }

    /// The budget is used up: trials that would continue stay paused.
    private mutating func stop() {
        for number in waiting {
            records[number].trial.state = .paused
            records[number].trial.until = records[number].trial.epoch
            records[number].trial.metrics = records[number].intermediateResults.last!.metrics
        }
    }

    private mutating func add(
        _ configuration: Configuration, _ start: TrialStart, _ state: SimulatedTraining
    ) {
        let number = records.count
        records.append(
            TrialRecord(trial: Trial(number: number, configuration: configuration, start: start)))
        training[number] = state
        scheduler.added(number, configuration, until: start.until)
        waiting.append(number)
    }

    private mutating func train(_ number: Int) {
        let trial = records[number].trial
        let failure = training[number]!.train(trial.configuration, of: job, until: trial.until)
        let state = training[number]!
        records[number].intermediateResults = state.results.filter {
            $0.epoch > trial.origin?.epoch ?? 0
        }
        if let failure {
            records[number].trial.state = .failed
            records[number].trial.failure = failure
            end(number, .failed(reason: failure))
        } else if let until = trial.until, until < job.epochs {
            records[number].trial.state = .paused
            records[number].trial.epoch = until
            records[number].trial.metrics = state.results.last!.metrics
            paused[TrialOrigin(parent: number, epoch: until)] = state
            scheduler.paused(number, at: until, records[number].intermediateResults)
            if trial.origin == nil {
                sampler.paused(number, at: until, records[number].trial.metrics)
            }
        } else {
            records[number].trial.state = .complete
            records[number].trial.epoch = job.epochs
            records[number].trial.metrics = state.results.last!.metrics
            end(number, .complete(metrics: records[number].trial.metrics))
        }
    }

    private mutating func end(_ number: Int, _ outcome: TrialOutcome) {
        scheduler.ended(number, outcome, until: records[number].trial.until)
        if records[number].trial.origin == nil { sampler.tell(outcome, trial: number) }
    }

    private mutating func decide() {
        while let decision = scheduler.next() {
            switch decision {
            case .resume(let number, let until):
                records[number].trial.state = .waiting
                records[number].trial.until = until
                records[number].trial.metrics = [:]
                waiting.append(number)
            case .prune(let number, let reason):
                records[number].trial.state = .pruned
                records[number].trial.pruning = reason
                scheduler.pruned(number, until: records[number].trial.until)
                if records[number].trial.origin == nil { sampler.pruned(number) }
            case .branch(let origin, let configuration, let until):
                let state = paused[origin]!.branched(to: records.count)
                add(configuration, TrialStart(until: until, origin: origin), state)
            }
        }
    }
}

/// The rule of a target, in its simplest form.
private struct ReferenceTarget {
    private let job: Job
    private let scheduler: any Scheduler

    init(_ job: Job) throws {
        self.job = job
        scheduler = try SchedulerKind.scheduler(of: job, over: job.space)
    }

    /// Whether a trial that counts has reached the target before a trial begins.
    ///
    /// Those count that lie a lag before the first trial of its cohort, in whole cohorts; a lag is
    /// longer by the ratio of a whole training to a usual one.
    func ends(before number: Int, _ records: [TrialRecord]) -> Bool {
        guard let target = job.budget.target, number % job.runs == 0 else { return false }
        let ratio = Double(job.epochs) / max(1, scheduler.usualEpochs)
        let lag = max(1, Int((Double(job.budget.lag ?? 8) * ratio).rounded(.up)))
        let end = scheduler.cohort(of: number / job.runs).lowerBound - lag + 1
        let counted = end <= 0 ? 0 : scheduler.cohort(of: end).lowerBound
        return (0..<counted).contains { configuration in
            let runs = records[(configuration * job.runs)..<((configuration + 1) * job.runs)]
                .filter { $0.trial.state == .complete }
                .compactMap { $0.trial.metrics[job.metric.name] }
            guard runs.count == job.runs else { return false }
            let value = runs.reduce(0, +) / Double(job.runs)
            return job.metric.direction == .minimize ? value <= target : value >= target
        }
    }
}
