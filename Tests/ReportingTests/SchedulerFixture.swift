import Search
import StudyModel

/// Studies with a scheduler, whose losses follow a formula, run one segment after the other.
struct SchedulerFixture {
    private(set) var record: StudyRecord
    private var scheduler: StudyScheduler
    private var waiting: [Int] = []
    private var clock = 1_795_285_000.0

    /// - Parameter segments: the number of segments to run; by default all.
    init(
        _ kind: SchedulerKind, _ settings: [String: ParameterValue] = [:], trials: Int, epochs: Int,
        segments: Int = .max
    ) throws {
        var job = ReportFixture.job(trials: trials, epochs: epochs)
        job.scheduler = kind.spec(settings.map { Setting($0.key, .literal($0.value)) })
        // Pools aren't drawn here.
        job.space.parameters.removeAll { $0.name == "l2" }
        record = StudyRecord(job: job, incarnation: 1)
        scheduler = try StudyScheduler(job: job)
        for number in 0..<trials {
            add(
                ReportFixture.configuration(number, job.space),
                TrialStart(until: scheduler.firstStop(of: number)))
        }
        var done = 0
        while !waiting.isEmpty, done < segments {
            done += 1
            run(waiting.removeFirst())
            while let decision = scheduler.next() { obey(decision) }
        }
    }

    private mutating func add(_ configuration: Configuration, _ start: TrialStart) {
        let number = record.trials.count
        record.trials.append(
            TrialRecord(trial: Trial(number: number, configuration: configuration, start: start)))
        scheduler.added(number, configuration, until: start.until)
        waiting.append(number)
    }

    /// Four seconds an epoch.
    private mutating func run(_ number: Int) {
        var entry = record.trials[number]
        let (trial, job) = (entry.trial, record.job)
        let end = trial.until ?? job.epochs
        let start = trial.epoch
        let first = entry.intermediateResults.count
        for epoch in start + 1...end {
            let loss = ReportFixture.loss(trial.configuration, epoch: epoch)
            entry.intermediateResults.append(
                IntermediateResult(
                    epoch: epoch, metrics: ["validation_loss": loss, "train_loss": loss * 0.9]))
        }
        entry.attempts.append(
            AttemptRecord(
                number: entry.attempts.count + 1, incarnation: 1,
                worker: WorkerIdentity(name: "node", host: "node"), startedAt: clock,
                endedAt: clock + 4 * Double(end - start),
                outcome: trial.until == nil ? .complete : .reached, until: trial.until))
        clock += 4 * Double(end - start)
        entry.trial.epoch = end
        entry.trial.metrics = entry.intermediateResults.last?.metrics ?? [:]
        entry.trial.state = trial.until == nil ? .complete : .paused
        record.trials[number] = entry
        if trial.until == nil {
            scheduler.ended(number, .complete(metrics: entry.trial.metrics), until: nil)
        } else {
            scheduler.paused(number, at: end, entry.intermediateResults[first...])
        }
    }

    private mutating func obey(_ decision: SchedulerDecision) {
        switch decision {
        case .resume(let number, let until):
            record.trials[number].trial.state = .waiting
            record.trials[number].trial.until = until
            waiting.append(number)
        case .prune(let number, let reason):
            record.trials[number].trial.state = .pruned
            record.trials[number].trial.pruning = reason
        case .branch(let origin, let configuration, let until):
            add(configuration, TrialStart(until: until, origin: origin))
        }
    }
}
