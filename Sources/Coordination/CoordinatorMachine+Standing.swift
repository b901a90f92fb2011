package import StudyModel

/// Queries of the machine's state for display.
extension CoordinatorMachine {
    /// A running trial: a trial with a lease.
    package struct Execution: Sendable, Hashable {
        package var attempt: AttemptID
        /// The progress that the worker last sent; nil before the first message.
        package var progress: AttemptProgress?
    }

    /// A connected worker.
    package struct ConnectedWorker: Sendable, Hashable {
        package var identity: WorkerIdentity
        package var slots: Int
        /// The number of trials it holds, including the queued ones.
        package var held: Int
        /// Training samples per second of all its slots, as last reported.
        package var samplesPerSecond: Double
        package var secondsSinceHeard: Double
        /// What it could not execute, and how long it gets none of it; nil without a problem.
        package var problem: String?
    }

    /// The place of a study in `studies`; nil if none of this name is searched.
    package func index(ofStudy name: String) -> Int? { studyIndex[name] }

    /// How long an attempt is held without a sign of life, in seconds.
    package func leaseSeconds(of attempt: AttemptID) -> Double? { leases[attempt]?.seconds }

    /// The number of running trials of a study.
    package func runningCount(of study: String) -> Int {
        leases.all.keys.reduce(0) { $0 + ($1.study == study ? 1 : 0) }
    }

    /// The running trials of a study, ordered by number.
    ///
    /// Time is linear in the number of current attempts.
    package func executions(of study: String) -> [Execution] {
        leases.all.lazy.filter { $0.key.study == study }.map { attempt, lease in
            let session = lease.peer.flatMap { sessions[$0] }
            return Execution(attempt: attempt, progress: session?.progress[attempt])
        }.sorted { $0.attempt.trial < $1.attempt.trial }
    }

    /// The connected workers, ordered by name, then host, then silence.
    package var connectedWorkers: [ConnectedWorker] {
        sessions.values.map { session in
            ConnectedWorker(
                identity: session.identity, slots: session.slots, held: session.outstanding.count,
                samplesPerSecond: session.progress.values.reduce(0) { $0 + $1.samplesPerSecond },
                secondsSinceHeard: secondsOfSilence(of: session),
                problem: shownProblem(ofWorker: session.identity.name))
        }.sorted {
            ($0.identity.name, $0.identity.host, $0.secondsSinceHeard)
                < ($1.identity.name, $1.identity.host, $1.secondsSinceHeard)
        }
    }

    /// Everything that a user should know of a worker; nil for nothing.
    private func shownProblem(ofWorker name: String) -> String? {
        let namesakes = sessions.namesakes(name)
        let problems = [
            namesakes.isEmpty ? nil : Self.namesakesText(namesakes),
            drained.contains(name) ? Self.drainedText : problem(ofWorker: name),
        ].compactMap { $0 }
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    /// That workers have one name, and what to do.
    package static func namesakesText(_ workers: [WorkerIdentity]) -> String {
        let hosts = Set(workers.map(\.host)).sorted()
        return "\(workers.count) live workers have this name, on "
            + hosts.joined(separator: " and ")
            + "; give each its own (podium worker --name), because drains and failures count per "
            + "name"
    }

    /// Why a worker that was drained gets no trials.
    static let drainedText = "is drained and gets no more trials (podium drain --undo)"

    /// What a worker could not execute and how long it gets none of it, as text for a user; nil if
    /// the last trial of each study could be executed.
    package func problem(ofWorker name: String) -> String? {
        guard let trouble = troubles[name], let worst = trouble.worst else { return nil }
        let others = trouble.errors.count - 1
        return text(of: worst.errors, study: worst.study)
            + (others > 0 ? "; nor the last ones of \(others) more of its studies" : "")
    }

    /// The same for one study, if the worker gets none of its trials now.
    func pause(ofWorker name: String, study: String) -> String? {
        guard let trouble = troubles[name], trouble.isPaused(for: study, at: clock.now),
            let errors = trouble.errors[study]
        else { return nil }
        return text(of: errors, study: study)
    }

    private func text(of errors: WorkerTrouble.Errors, study: String) -> String {
        let trials = errors.count == 1 ? "the last trial" : "the last \(errors.count) trials"
        let left = errors.pausedUntil.seconds(since: clock.now)
        let next =
            left > 0
            ? "it gets none of \(study) for \(Int(left.rounded(.up))) s"
            : "it may get the next one"
        return "could not execute \(trials) of \(study): \(errors.reason); \(next)"
    }

    /// Why no connected worker may run the trials of a study, as text for a user; nil if one may,
    /// if none is connected, or if the search is over.
    package func refusal(ofStudy index: Int) -> String? {
        let job = studies[index].job
        guard !studies[index].isOver else { return nil }
        guard !job.objective.isExternal else {
            return "its trials are run outside: `podium ask \(job.study)` hands them out"
        }
        guard !sessions.isEmpty, !isRunnable(index) else { return nil }
        let isPermitted =
            !job.objective.runsPrograms || sessions.values.contains { $0.allowsCommands }
        guard let need = job.resources, isPermitted else {
            return "its trials run programs, and no connected worker allows that; start a worker "
                + "with --allow-commands"
        }
        let shown = 3
        let workers = sessions.inOrder.prefix(shown).map { peer in
            "worker \(sessions[peer]!.identity.name) \(sessions[peer]!.refusal(of: job) ?? "")"
        }
        let more = sessions.count > shown ? "; and \(sessions.count - shown) more" : ""
        return "its trials need \(need.text), and no connected worker can give them that: "
            + workers.joined(separator: "; ") + more
    }

    /// The total number of slots of all connected workers.
    package var slotCount: Int { sessions.values.reduce(0) { $0 + $1.slots } }
}

extension StudyProgress {
    /// The number of trials per state, given the number of running ones.
    package func counts(running: Int) -> [Trial.State: Int] {
        [
            .complete: finishedCount - failedCount - prunedCount, .failed: failedCount,
            .pruned: prunedCount, .paused: pausedCount, .running: running,
            .waiting: max(0, trials.count - finishedCount - pausedCount - running),
        ].filter { $0.value > 0 }
    }
}
