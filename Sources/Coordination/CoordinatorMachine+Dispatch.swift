import StudyModel

extension CoordinatorMachine {
    /// How many assignments one message carries at most; more go in further messages.
    private static let assignmentsPerMessage = 256

    /// Hands waiting trials to workers with credit: slots are filled first, on every worker, then
    /// the queues of those that asked for more than they have slots.
    mutating func dispatch(at now: Instant, _ effects: inout CoordinatorEffects) {
        guard isDispatching else { return }
        var batches: [Peer: [Assignment]] = [:]
        let peers = sortedPeers
        for fillsQueues in [false, true] {
            var open = peers
            while !open.isEmpty {
                // One each in turn, so that few trials are spread over many workers.
                open = open.filter { peer in
                    let session = sessions[peer]!
                    let limit = fillsQueues ? session.credit : min(session.slots, session.credit)
                    guard session.outstanding.count < limit else { return false }
                    return assign(to: peer, at: now, &batches, &effects)
                }
            }
        }
        for peer in peers {
            guard let batch = batches[peer] else { continue }
            send(batch, to: peer, &effects)
        }
    }

    /// Issues one attempt to a worker, if a trial waits.
    private mutating func assign(
        to peer: Peer, at now: Instant, _ batches: inout [Peer: [Assignment]],
        _ effects: inout CoordinatorEffects
    ) -> Bool {
        for index in studies.indices {
            guard let number = takeTrial(of: index, &effects) else { continue }
            let worker = sessions[peer]!.identity
            studies[index].attempts[number].issues.append(
                .init(worker: worker.name, epoch: studies[index].epoch))
            let attempt = AttemptID(
                study: studies[index].job.study, trial: number,
                number: studies[index].attempts[number].issues.count,
                epoch: studies[index].epoch, jobFingerprint: studies[index].fingerprint)
            studies[index].attempts[number].current = attempt
            studies[index].trials[number].state = .running
            leases[attempt] = Lease(
                worker: worker.name, peer: peer, deadline: now + settings.leaseSeconds)
            sessions[peer]!.outstanding.insert(attempt)
            effects.write(attempt.study, .attemptStarted(attempt, worker: worker))
            batches[peer, default: []].append(
                Assignment(
                    attempt: attempt, configuration: studies[index].trials[number].configuration))
            return true
        }
        return false
    }

    /// The next trial to run: one that waits again, else a new one if the sampler can draw it yet,
    /// else one that keeps losing workers.
    private mutating func takeTrial(of index: Int, _ effects: inout CoordinatorEffects) -> Int? {
        while let number = studies[index].waiting.removeUsual() {
            if studies[index].trials[number].state == .waiting { return number }
        }
        let next = studies[index].trials.count
        if next < studies[index].job.trials, studies[index].sampler.isReady {
            let configuration = studies[index].sampler.configuration(trial: next)
            studies[index].trials.append(Trial(number: next, configuration: configuration))
            studies[index].attempts.append(StudyProgress.Attempts())
            effects.write(
                studies[index].job.study,
                .trialAdded(number: next, configuration: configuration))
            return next
        }
        while let number = studies[index].waiting.removeSuspect() {
            if studies[index].trials[number].state == .waiting { return number }
        }
        return nil
    }

    private mutating func send(
        _ batch: [Assignment], to peer: Peer, _ effects: inout CoordinatorEffects
    ) {
        // A checkpoint travels beside a message of its own.
        let (resumed, fresh) = batch.reduce(into: ([Assignment](), [Assignment]())) {
            let index = study(of: $1.attempt)!
            if studies[index].attempts[$1.attempt.trial].hasCheckpoint {
                $0.0.append($1)
            } else {
                $0.1.append($1)
            }
        }
        for start in stride(from: 0, to: fresh.count, by: Self.assignmentsPerMessage) {
            let part = Array(fresh[start..<min(start + Self.assignmentsPerMessage, fresh.count)])
            effects.send(
                .assign(part, jobs: unsentJobs(for: part, to: peer), resumesFromCheckpoint: false),
                to: peer)
        }
        for assignment in resumed {
            effects.send(
                .assign(
                    [assignment], jobs: unsentJobs(for: [assignment], to: peer),
                    resumesFromCheckpoint: true),
                to: peer)
        }
    }

    private mutating func unsentJobs(for batch: [Assignment], to peer: Peer) -> [Job] {
        var jobs: [Job] = []
        for assignment in batch
        where sessions[peer]!.jobs.insert(assignment.attempt.jobFingerprint).inserted {
            jobs.append(studies[study(of: assignment.attempt)!].job)
        }
        return jobs
    }
}
