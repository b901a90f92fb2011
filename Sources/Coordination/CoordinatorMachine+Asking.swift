import Portable
import Search
import StudyModel

/// Trials that executors outside ask for and tell the results of, under leases like any attempt.
extension CoordinatorMachine {
    /// Issues the next trial of a study to an executor outside.
    mutating func ask(
        _ study: String, by name: String, leaseSeconds: Double, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) -> ExecutorReply.Content {
        guard let index = studyIndex[study] else { return .unknown(study) }
        let identity = Asker.identity(name)
        let session = Session(
            Hello(
                identity: identity, bootNonce: 0, slots: 1, credit: 1, held: [],
                allowsCommands: true), at: now)
        guard isDispatching, studies[index].handsOut,
            let number = takeTrial(of: index, for: session, at: now, &effects)
        else {
            return .nothing(
                reason: reasonForNothing(ofStudy: index), isOver: studies[index].isOver)
        }
        let attempt = studies[index].nextAttempt(of: number)
        commit(.attemptStarted(attempt, worker: identity), in: index, &effects)
        leases.issue(
            attempt, to: identity.name, over: nil, until: now + leaseSeconds,
            seconds: leaseSeconds)
        return .assigned(studies[index].assignment(of: attempt))
    }

    /// Makes a given configuration the next trial of a study.
    ///
    /// The trial is one of the job's trials. From then on it is on record, so that a study has the
    /// same trials whenever it is resumed.
    mutating func enqueue(
        _ given: Configuration, in study: String, _ effects: inout CoordinatorEffects
    ) -> ExecutorReply.Content {
        guard let index = studyIndex[study] else { return .unknown(study) }
        if let obstacle = obstacleToEnqueue(in: index) {
            return .refused(reason: "no further trial can begin: \(obstacle)")
        }
        guard let configuration = studies[index].sampler.completed(given) else {
            return .mistaken(
                reason: "no configuration has these values: a constraint excludes them, or a "
                    + "parameter is inactive with them")
        }
        // The newest configuration's runs come first.
        while studies[index].sampler.repeatsNewest {
            let (newest, start) = studies[index].suggest()
            add(newest, start, to: index, &effects)
        }
        let number = studies[index].trials.count
        for _ in 0..<studies[index].job.runs {
            let start = studies[index].startGiven(configuration)
            add(configuration, start, to: index, &effects)
        }
        return .enqueued(trial: number)
    }

    /// Adds a trial that waits for a worker.
    private mutating func add(
        _ configuration: Configuration, _ start: TrialStart, to index: Int,
        _ effects: inout CoordinatorEffects
    ) {
        let number = studies[index].trials.count
        commit(
            .trialAdded(number: number, configuration: configuration, start: start), in: index,
            &effects)
        studies[index].enqueue(number)
    }

    /// Records what an executor outside tells about a trial that it asked for.
    mutating func tell(
        _ told: ToldResult, about number: Int, of study: String, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) -> ExecutorReply.Content {
        guard let index = studyIndex[study] else { return .unknown(study) }
        guard studies[index].trials.indices.contains(number) else {
            return .mistaken(
                reason: "\(study) has no trial \(number); "
                    + "`podium ask \(study)` hands out the next one")
        }
        if let problem = unknownMetric(in: told, of: studies[index].job) {
            return .mistaken(reason: problem)
        }
        let trial = studies[index].trials[number]
        let end = trial.until ?? max(1, studies[index].job.epochs)
        let epoch = told.epoch ?? end
        let isEnd = told.failure != nil || epoch >= end
        guard let attempt = attempt(toldOf: number, isEnd: isEnd, in: index) else {
            return unheld(told, of: trial, in: index)
        }
        leases.update(attempt) { $0.deadline = now + $0.seconds }
        let intermediate = IntermediateResult(epoch: epoch, metrics: told.metrics)
        if !isEnd {
            if let problem = WorkerLimits.problem(with: intermediate, of: studies[index].job) {
                return .mistaken(reason: "trial \(number): \(problem)")
            }
            let last = studies[index].told.lastEpoch(of: number)
            guard epoch > last else {
                guard let first = studies[index].told[number, epoch] else {
                    return .refused(
                        reason: "epoch \(epoch) of trial \(number) comes after epoch \(last), "
                            + "which has a result; tell the epochs in their order")
                }
                guard first == told.metrics else {
                    return .refused(
                        reason: "epoch \(epoch) of trial \(number) has another result already; "
                            + "the first one counts")
                }
                return .recorded(isOver: false)
            }
            commit(.intermediateResult(trial: number, intermediate), in: index, &effects)
            return .recorded(isOver: false)
        }
        let result = told.result(of: attempt, intermediate, until: trial.until)
        let problem =
            WorkerLimits.problem(with: result, of: studies[index].job)
            ?? WorkerLimits.gap(in: result, of: studies[index].job)
            ?? (epoch > end ? "epoch \(epoch) is after the end of its segment, \(end)" : nil)
        if let problem { return .mistaken(reason: "trial \(number): \(problem)") }
        studies[index].hasResults = true
        accept(result, in: index, &effects)
        return .recorded(isOver: studies[index].trials[number].state.isTerminal)
    }

    /// Takes a trial back that an executor outside asked for.
    mutating func giveBack(
        _ number: Int, of study: String, _ effects: inout CoordinatorEffects
    ) -> ExecutorReply.Content {
        guard let index = studyIndex[study] else { return .unknown(study) }
        guard studies[index].trials.indices.contains(number),
            let attempt = studies[index].current(of: number), leases[attempt]?.isAsked == true
        else {
            return .refused(
                reason: "nobody who asked for trial \(number) of \(study) holds it")
        }
        release(attempt, as: .returned, note: "handed back by who asked for it", &effects)
        return .recorded(isOver: false)
    }

    /// The attempt that an executor outside tells about, or nil.
    ///
    /// It is the current one, or one that lost its lease or was taken back while nobody else got
    /// the trial: a worker's late result counts, too.
    private func attempt(toldOf number: Int, isEnd: Bool, in index: Int) -> AttemptID? {
        let study = studies[index]
        if let current = study.current(of: number) {
            return leases[current]?.isAsked == true ? current : nil
        }
        guard isEnd, study.trials[number].state == .waiting, study.isAsked(number),
            let last = study.attempts[number].last,
            last.outcome == .lost || last.outcome == .returned,
            last.until == study.trials[number].until
        else { return nil }
        return AttemptID(
            study: study.job.study, trial: number, number: last.number,
            incarnation: last.incarnation, jobFingerprint: study.fingerprint)
    }

    /// The answer to a result of a trial that no executor outside holds: the same one again is
    /// recorded already.
    private func unheld(
        _ told: ToldResult, of trial: Trial, in index: Int
    ) -> ExecutorReply.Content {
        let study = studies[index].job.study
        let isRepeated =
            told.failure == nil
            && studies[index].told[trial.number, told.epoch ?? trial.epoch] == told.metrics
        switch trial.state {
        case .complete, .failed, .pruned:
            guard told.isOutcome(of: trial) else {
                return .refused(
                    reason: "trial \(trial.number) of \(study) has another result already; "
                        + "the first one counts")
            }
            return .recorded(isOver: true)
        case .paused where isRepeated, .waiting where isRepeated:
            return .recorded(isOver: false)
        case .paused:
            return .refused(
                reason: "trial \(trial.number) of \(study) is paused after epoch "
                    + "\(trial.epoch) with the result that was told; `podium ask \(study)` "
                    + "hands it out again if it continues")
        case .running:
            let worker = studies[index].current(of: trial.number).flatMap {
                studies[index].record(of: $0)?.worker.name
            }
            return .refused(
                reason: "trial \(trial.number) of \(study) runs on worker \(worker ?? "unknown")")
        case .waiting:
            let last = studies[index].attempts[trial.number].last
            let reason =
                switch last?.outcome {
                case .lost: "its lease has ended"
                case .reached: "it has its result of epoch \(trial.epoch) and waits to continue"
                default: "it was taken back" + (last.map { ": " + $0.note } ?? "")
                }
            return .refused(
                reason: "trial \(trial.number) of \(study) is not held: \(reason); "
                    + "`podium ask \(study)` hands it out again")
        }
    }

    /// Why an executor's metrics are not those of a job that no worker runs; nil if they are.
    private func unknownMetric(in told: ToldResult, of job: Job) -> String? {
        let known = job.objective.metrics.map(\.name)
        guard job.objective.isExternal, !known.isEmpty,
            let name = told.metrics.keys.sorted().first(where: { !known.contains($0) })
        else { return nil }
        return "'\(ForeignText.shown(name))' is no metric of \(job.study); expected "
            + known.joined(separator: ", ")
    }
}

extension ExecutorReply.Content {
    fileprivate static func unknown(_ study: String) -> Self {
        .mistaken(reason: "no study \(study) is open here")
    }
}

extension ToldResult {
    fileprivate func result(
        of attempt: AttemptID, _ last: IntermediateResult, until: Int?
    ) -> AttemptResult {
        if let failure {
            return AttemptResult(
                attempt: attempt, outcome: .failed(reason: failure), intermediateResults: [])
        }
        if let invalid = metrics.sorted(by: { $0.key < $1.key }).first(where: { !$0.value.isFinite }
        ) {
            return AttemptResult(
                attempt: attempt, outcome: .failed(reason: "\(invalid.key) is \(invalid.value)"),
                intermediateResults: [])
        }
        guard let until else {
            return AttemptResult(
                attempt: attempt, outcome: .complete(metrics: metrics),
                intermediateResults: [last])
        }
        return AttemptResult(
            attempt: attempt, ending: .reached(epoch: until, checkpoint: nil),
            intermediateResults: [last])
    }
}

extension CoordinatorMachine {
    /// Why no trial can be added to a study, as text for a user; nil if one can.
    private func obstacleToEnqueue(in index: Int) -> String? {
        if studies[index].stopReason != nil || studies[index].isOver || studies[index].isWithdrawn {
            return reasonForNothing(ofStudy: index)
        }
        return studies[index].obstacleToEnqueue
    }

    /// Why no trial can be handed out at the moment, as text for a user.
    private func reasonForNothing(ofStudy index: Int) -> String {
        if let hold = hold(ofStudy: index) { return hold.text }
        if let limit = studies[index].limit { return limit.reason }
        let reasons = studies[index].reasonsWithoutWork.map(\.text).joined(separator: "; ")
        return reasons.isEmpty ? "no trial is ready" : reasons
    }
}

extension StudyProgress {
    /// Why an open study can't have another trial, as text for a user; nil if it can.
    fileprivate var obstacleToEnqueue: String? {
        if SamplerKind.named(job.sampler.type)?.isExhaustive == true {
            return "the \(job.sampler.type) sampler tries every configuration anyway"
        }
        if job.runs(with: sampledCount + job.runs - 1).lowerBound >= job.trials {
            return
                "the last of \(job.trials, "trial") has begun; cancel the study, and submit the "
                + "job again with more --trials"
        }
        if let limit { return limit.reason }
        return startVerdict == .admitted ? nil : "the budget waits for results"
    }
}
