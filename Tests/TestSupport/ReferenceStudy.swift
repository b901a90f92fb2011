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

    /// Runs the study to its end.
    package init(_ job: Job) throws {
        self.job = job
        sampler = try StudySampler(job: job)
        scheduler = try StudyScheduler(job: job)
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
                guard sampled < job.trials, sampler.isReady else { return }
                sampled += 1
                let number = records.count
                add(
                    sampler.suggest(trial: number),
                    TrialStart(until: scheduler.firstStop(of: number)),
                    SimulatedTraining(trial: number))
            }
            train(waiting.removeFirst())
            decide()
        }
    }

    private mutating func add(
        _ configuration: Configuration, _ start: TrialStart, _ state: SimulatedTraining
    ) {
        let number = records.count
        records.append(
            TrialRecord(trial: Trial(number: number, configuration: configuration, start: start)))
        training[number] = state
        scheduler.added(number, configuration)
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
        } else {
            records[number].trial.state = .complete
            records[number].trial.epoch = job.epochs
            records[number].trial.metrics = state.results.last!.metrics
            end(number, .complete(metrics: records[number].trial.metrics))
        }
    }

    private mutating func end(_ number: Int, _ outcome: TrialOutcome) {
        scheduler.ended(number, outcome)
        if records[number].trial.origin == nil { sampler.tell(outcome, trial: number) }
    }

    private mutating func decide() {
        while let decision = scheduler.next() {
            switch decision {
            case .resume(let number, let until):
                records[number].trial.state = .waiting
                records[number].trial.until = until
                waiting.append(number)
            case .prune(let number, let reason):
                records[number].trial.state = .pruned
                records[number].trial.pruning = reason
            case .branch(let origin, let configuration, let until):
                let state = paused[origin]!.branched(to: records.count)
                add(configuration, TrialStart(until: until, origin: origin), state)
            }
        }
    }
}
