import Portable
package import StudyModel

/// Why trials of a study run or don't, as `podium why` tells it.
extension CoordinatorMachine {
    /// A connected worker, and why it gets trials of a study or none.
    package struct WorkerReasons: Sendable, Hashable {
        package var identity: WorkerIdentity
        package var reasons: [StudyReason]
    }

    /// The most attempts that a text names.
    private static let shownAttempts = 5

    /// The reasons of a study as a whole.
    package func reasons(ofStudy index: Int) -> [StudyReason] {
        let study = studies[index]
        let hold = hold(ofStudy: index)
        if let hold, hold.kind == .finished { return [hold] }
        var reasons: [StudyReason] = []
        if study.runningCount > 0 {
            reasons.append(
                StudyReason(.running, "\(study.runningCount, "trial") running now"))
        }
        if let hold { return reasons + [hold] }
        if let limit = study.limit {
            reasons.append(
                StudyReason(.budgetEnded, limit.reason + "; no further trial begins"))
        }
        if study.handsOut, study.waitingCount > 0 || study.canSuggest {
            reasons += reasonsWithWork(index)
        } else {
            reasons += study.reasonsWithoutWork
        }
        return reasons
    }

    /// What keeps a study from beginning trials, whatever its workers and its sampler do; nil if
    /// nothing does.
    func hold(ofStudy index: Int) -> StudyReason? {
        let study = studies[index]
        if study.isFinished {
            return StudyReason(.finished, study.end ?? "every trial has its outcome")
        }
        if let halt = study.halt { return StudyReason(.stopped, "the search stops: \(halt)") }
        if let stop = study.failureStop {
            return StudyReason(
                .stopped,
                "the search stops when the trials before \(stop.last) have ended: \(stop.reason)")
        }
        if !isDispatching {
            return StudyReason(
                .stopping, "the coordinator is ending and hands out no more trials")
        }
        if study.share.isPaused {
            return StudyReason(
                .held, "the study is paused; `podium resume \(study.job.study)` continues it")
        }
        guard let most = study.share.slotLimit, study.runningCount >= most else { return nil }
        return StudyReason(
            .held, "it runs as many trials at a time as it may: \(most) (podium submit --slots)")
    }

    /// Why trials wait that could be handed out.
    private func reasonsWithWork(_ index: Int) -> [StudyReason] {
        if let refusal = refusal(ofStudy: index) { return [StudyReason(.noneCanRun, refusal)] }
        guard !sessions.isEmpty else {
            let absent = absentWorkers
            let names = absent.prefix(Self.shownAttempts).joined(separator: ", ")
            return [
                StudyReason(
                    .noWorker,
                    "no worker is connected"
                        + (absent.isEmpty
                            ? "; start one with `podium worker`"
                            : "; \(names) held trials and may return until their leases end"))
            ]
        }
        let able = sessions.values.filter { $0.classes.contains(classes.ofStudy[index]) }
        let silence = able.lazy.map(secondsOfSilence).min() ?? 0
        if silence > silenceLimit {
            return [
                StudyReason(
                    .silent,
                    "no worker that can run its trials has given a sign of life for "
                        + "\(Self.seconds(silence))")
            ]
        }
        let name = studies[index].job.study
        let others = Set(able.lazy.flatMap(\.outstanding).map(\.study)).subtracting([name])
        let earlier = studies.indices.filter { $0 != index && precedes($0, index) }
            .map { studies[$0].job.study }.filter(others.contains)
        let busy = StudyReason(
            .busy, "trials wait, and each worker that can run them is busy or paused")
        return earlier.isEmpty
            ? [busy]
            : [
                busy,
                StudyReason(
                    .earlierStudy,
                    "\(earlier.joined(separator: ", ")) comes first, and has trials at them"),
            ]
    }

    /// After how long a silence a worker may be gone, in seconds.
    private var silenceLimit: Double { 3 * settings.pingSeconds + 1 }

    /// The connected workers in the order of their names, a part of them, each with the reasons why
    /// it gets trials of a study or none.
    ///
    /// - Parameter trial: a trial for which reasons of its own are looked for.
    package func workerReasons(
        ofStudy index: Int, trial: Int?, limit: Int
    ) -> (workers: [WorkerReasons], more: Int) {
        let peers = sessions.inOrder.sorted {
            sessions[$0]!.identity.name < sessions[$1]!.identity.name
        }
        let shown = peers.prefix(limit).map { peer in
            WorkerReasons(
                identity: sessions[peer]!.identity,
                reasons: reasons(of: sessions[peer]!, at: peer, ofStudy: index, trial: trial))
        }
        return (shown, peers.count - shown.count)
    }

    private func reasons(
        of session: Session, at peer: Peer, ofStudy index: Int, trial: Int?
    ) -> [StudyReason] {
        let job = studies[index].job
        if let refusal = session.refusal(of: job) {
            let isPermitted = session.allowsCommands || !job.objective.runsPrograms
            return [StudyReason(isPermitted ? .lacks : .mayNot, refusal)]
        }
        if job.objective.isExternal {
            return [StudyReason(.mayNot, "runs no trials of an external objective")]
        }
        var reasons: [StudyReason] = []
        let own = sorted(session.outstanding).filter { $0.study == job.study }
        if !own.isEmpty {
            reasons.append(
                StudyReason(.runs, "has \(Self.listed(own.map { "trial \($0.trial)" }))"))
        }
        let silence = secondsOfSilence(of: session)
        if silence > silenceLimit {
            reasons.append(
                StudyReason(
                    .silent,
                    "gave no sign of life for \(Self.seconds(silence)); after "
                        + "\(Self.seconds(settings.leaseSeconds)) its trials go to others"))
        }
        if let trial, let refusal = refusal(of: trial, by: session.identity, in: index) {
            reasons.append(refusal)
        }
        if drained.contains(session.identity.name) {
            reasons.append(
                StudyReason(.leaving, Self.drainedText))
        } else if let problem = pause(ofWorker: session.identity.name, study: job.study) {
            reasons.append(StudyReason(.trouble, problem))
        } else if session.credit == 0 {
            reasons.append(StudyReason(.leaving, "asks for no trials: it is leaving"))
        } else if session.runsAlone {
            reasons.append(
                StudyReason(.alone, "has a trial that runs alone, as it ended workers before"))
        } else {
            reasons.append(roomReason(of: session, at: peer, index))
        }
        return reasons
    }

    /// Whether a worker has room, and for whom.
    private func roomReason(of session: Session, at peer: Peer, _ index: Int) -> StudyReason {
        let need = studies[index].job.resources
        let isFull = session.usedSlots + (need?.cpus ?? 1) > min(session.slots, session.credit)
        let short = need.map { session.ledger.shortages(of: $0, beside: session.plainCount) } ?? []
        if isFull || !short.isEmpty {
            let held = sorted(session.outstanding).map { "\($0.study)/\($0.trial)" }
            let shown =
                short.isEmpty
                ? [
                    session.slots == 1
                        ? "its slot is taken" : "its \(session.slots) slots are taken"
                ]
                : short
            return StudyReason(
                .busy,
                (held.isEmpty ? "" : "busy with \(Self.listed(held)): ")
                    + shown.joined(separator: ", "))
        }
        if let earlier = keepsRoom(at: peer, from: index, at: clock.now) {
            return StudyReason(
                .keepsRoom,
                "keeps its free room for \(studies[earlier].job.study), which comes first")
        }
        return StudyReason(.free, "has room for a trial")
    }

    private func refusal(
        of trial: Int, by worker: WorkerIdentity, in index: Int
    ) -> StudyReason? {
        guard studies[index].trials.indices.contains(trial),
            let attempt = studies[index].attempts[trial].last(where: {
                $0.outcome == .failed && $0.worker == worker
            })
        else { return nil }
        return StudyReason(
            .refused, "could not execute trial \(trial) before: \(attempt.note)")
    }

    /// What a trial waits for, or what runs it.
    package func reasons(ofTrial number: Int, in index: Int) -> [StudyReason] {
        let study = studies[index]
        guard study.trials.indices.contains(number) else {
            return [
                StudyReason(
                    .notBegun,
                    "it has not begun; trials begin in the order of their numbers, and "
                        + "\(study.trials.count, "trial") began")
            ]
        }
        let trial = study.trials[number]
        switch trial.state {
        case .running: return [runningReason(number, in: index)]
        case .paused:
            let why = study.limit.map { "; \($0.reason)" } ?? ""
            return [
                StudyReason(
                    .paused,
                    "paused after epoch \(trial.epoch), until the trials that it is compared with "
                        + "have come as far" + why)
            ]
        case .waiting: return [waitingReason(number, in: index)]
        case .complete: return [StudyReason(.ended, "it is complete")]
        case .failed: return [StudyReason(.ended, "it failed: \(trial.failure ?? "")")]
        case .pruned: return [StudyReason(.ended, "it was stopped: \(trial.pruning ?? "")")]
        }
    }

    private func runningReason(_ number: Int, in index: Int) -> StudyReason {
        guard let attempt = studies[index].current(of: number), let lease = leases[attempt] else {
            return StudyReason(.running, "it runs")
        }
        let left = Self.seconds(max(0, lease.deadline.seconds(since: clock.now)))
        if lease.isAsked {
            return StudyReason(
                .running,
                "attempt \(attempt.number) was handed out to \(lease.worker); unless a result is "
                    + "told within \(left), the trial waits again")
        }
        guard let session = lease.peer.flatMap({ sessions[$0] }) else {
            return StudyReason(
                .absent,
                "attempt \(attempt.number) was with worker \(lease.worker), which is not "
                    + "connected; unless it returns, the trial waits again in \(left)")
        }
        return StudyReason(
            .running,
            "attempt \(attempt.number) is with worker \(lease.worker), heard "
                + "\(Self.seconds(secondsOfSilence(of: session))) ago")
    }

    private func waitingReason(_ number: Int, in index: Int) -> StudyReason {
        let study = studies[index]
        if study.errors(of: number) > 0 {
            let names = Set(
                study.attempts[number].filter { $0.outcome == .failed }.map(\.worker.name)
            ).sorted()
            let wait = study.waiting.refused.first { $0.trial == number }.map {
                max(0, $0.from.seconds(since: clock.now))
            }
            let again =
                wait.map { $0 > 0 ? ", or again for one of these after \(Self.seconds($0))" : "" }
                ?? ""
            return StudyReason(
                .retried,
                "it waits for a worker that has not tried it; \(Self.listed(names)) could not "
                    + "execute it" + again)
        }
        if study.runsAlone(number) {
            return StudyReason(
                .alone,
                "it waits for a worker without other trials, because it ended "
                    + "\(study[notes: number].kills, "worker")")
        }
        let losses = study.losses(of: number)
        if losses >= WaitingTrials.suspectLosses {
            return StudyReason(
                .suspect, "it runs after all others, because it lost its worker \(losses) times")
        }
        return StudyReason(.waiting, "it waits for a worker with room")
    }

    // MARK: Words

    private static func listed(_ words: [String]) -> String {
        let more = words.count - shownAttempts
        return words.prefix(shownAttempts).joined(separator: ", ")
            + (more > 0 ? " and \(more) more" : "")
    }

    private static func seconds(_ value: Double) -> String { "\(Int(value.rounded(.up))) s" }
}

extension StudyProgress {
    /// The number of trials that wait for a worker.
    var waitingCount: Int { max(0, trials.count - finishedCount - pausedCount - runningCount) }

    /// Why a study without waiting trials begins no new ones.
    var reasonsWithoutWork: [StudyReason] {
        var reasons: [StudyReason] = []
        if limit?.stopsSegments == true { return reasons }
        let begins = sampledCount < job.trials && limit == nil
        if begins, startVerdict == .open {
            reasons.append(
                StudyReason(
                    .budget,
                    "the next trial waits for results that say whether the budget allows it"))
        } else if begins, startVerdict == .admitted {
            reasons.append(
                StudyReason(
                    .sampler,
                    "the next trial waits for results of earlier ones, from which the "
                        + "\(job.sampler.type) sampler draws it (its lag)"))
        }
        if pausedCount > 0 {
            reasons.append(
                StudyReason(
                    .scheduler,
                    "\(pausedCount, "trial") paused until the trials "
                        + "that the \(job.scheduler.type) scheduler compares have come as far"))
        }
        if reasons.isEmpty, limit == nil {
            reasons.append(
                StudyReason(.running, "every trial has begun, and the last ones are running"))
        }
        return reasons
    }
}
