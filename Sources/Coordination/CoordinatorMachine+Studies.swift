import StudyModel

/// Studies that come and go while the coordinator runs, and how they share the workers.
extension CoordinatorMachine {
    /// Adds a study, after the others.
    ///
    /// - Precondition: no study of its name is searched.
    package mutating func admit(_ study: StudyProgress, at now: Instant) {
        precondition(studyIndex[study.job.study] == nil, "\(study.job.study) is searched already")
        clock.advance(to: now)
        studyIndex[study.job.study] = studies.count
        studies.append(study)
        addClass(of: study.job)
        admitted(studies.count - 1, at: now)
        announcedFinish = false
    }

    /// Notes the start of a study's search, and leaves the workers of its running attempts a full
    /// lease to reconnect.
    mutating func admitted(_ index: Int, at now: Instant) {
        hasServed = true
        studies[index].timeStart = now
        if studies[index].share.isPaused { studies[index].pausedSince = now }
        for number in studies[index].trials.indices {
            guard let attempt = studies[index].current(of: number),
                let worker = studies[index].record(of: attempt)?.worker
            else { continue }
            let seconds =
                Asker.isNamed(worker.name) ? Asker.restartLeaseSeconds : settings.leaseSeconds
            leases.issue(
                attempt, to: worker.name, over: nil, until: clock.now + seconds,
                seconds: seconds)
        }
    }

    /// Removes a study that was withdrawn, or whose search has ended.
    ///
    /// - Precondition: none of its attempts has a lease.
    package mutating func remove(study name: String) {
        guard let index = studyIndex[name] else { return }
        precondition(!leases.all.keys.contains { $0.study == name }, "\(name) is running")
        releaseKeptRoom()
        forgetErrors(of: name)
        unrunnable.remove(name)
        classes.remove(study: index)
        studies.remove(at: index)
        studyIndex = Dictionary(
            uniqueKeysWithValues: studies.enumerated().map { ($1.job.study, $0) })
    }

    /// Changes how a study shares the workers.
    mutating func share(_ share: StudyShare, of name: String, at now: Instant) {
        guard let index = studyIndex[name] else { return }
        // The budget's time does not pass while a study is paused.
        if let since = studies[index].pausedSince, !share.isPaused {
            studies[index].timeStart = studies[index].timeStart + now.seconds(since: since)
        }
        if share.isPaused {
            studies[index].pausedSince = studies[index].pausedSince ?? now
        } else {
            studies[index].pausedSince = nil
        }
        studies[index].share = share
        // Another study may come first now.
        releaseKeptRoom()
    }

    /// Takes back the running attempts of a study and hands out no more of its trials.
    mutating func withdraw(_ name: String, _ effects: inout CoordinatorEffects) {
        guard let index = studyIndex[name] else { return }
        studies[index].isWithdrawn = true
        cancel(
            leases.all.keys.filter { $0.study == name }, note: "the study was cancelled", &effects)
    }

    /// Takes running attempts back.
    mutating func cancel(
        _ attempts: [AttemptID], note: String, _ effects: inout CoordinatorEffects
    ) {
        var cancelled: [Peer: [AttemptID]] = [:]
        for attempt in sorted(attempts) {
            if let peer = leases[attempt]?.peer { cancelled[peer, default: []].append(attempt) }
            release(attempt, as: .returned, note: note, &effects)
        }
        for peer in sessions.inOrder {
            if let attempts = cancelled[peer] { effects.send(.cancel(attempts), to: peer) }
        }
    }

    /// Gives a worker no more trials, or gives it trials again.
    mutating func drain(worker name: String, _ isDrained: Bool) {
        guard isDrained else {
            drained.remove(name)
            for peer in sessions.named(name) { offer(peer) }
            return
        }
        drained.insert(name)
    }
}
