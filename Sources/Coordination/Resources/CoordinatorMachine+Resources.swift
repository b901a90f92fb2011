import StudyModel

/// What workers have, and what attempts take of them.
extension CoordinatorMachine {
    /// What an attempt takes beside a slot; nil for nothing.
    func need(of attempt: AttemptID) -> ResourceNeed? {
        study(of: attempt).flatMap { studies[$0].job.resources }
    }

    /// Registers a connection, in place of an earlier hello over it.
    mutating func insert(_ session: Session, at peer: Peer) {
        removeSession(at: peer)
        sessions.insert(session, at: peer)
        for place in session.classes { classes.all[place].workers += 1 }
        offer(peer)
    }

    @discardableResult
    mutating func removeSession(at peer: Peer) -> Session? {
        guard let session = sessions.remove(peer) else { return nil }
        for place in session.classes { classes.all[place].workers -= 1 }
        return session
    }

    /// Notes that a connection may have room for another attempt.
    mutating func offer(_ peer: Peer) {
        guard let session = sessions[peer] else { return }
        for place in session.classes { classes.all[place].offers.add(peer, .slot) }
    }

    /// The number of connections at which dispatch would look for a study; for tests.
    package func offeredCount(ofStudy index: Int) -> Int {
        classes[study: index].offers.slotCount
    }

    /// Whether a connected worker can run the trials of a study, however busy it is.
    func isRunnable(_ index: Int) -> Bool { classes[study: index].workers > 0 }

    /// Tells once of each study that no connected worker can run its trials.
    ///
    /// Of a study that only lacks the permission, each worker is told of when it joins.
    mutating func tellUnrunnable(_ effects: inout CoordinatorEffects) {
        guard !sessions.isEmpty else { return }
        for index in studies.indices where classes[study: index].need != nil {
            guard !studies[index].isOver, !isRunnable(index) else {
                unrunnable.remove(studies[index].job.study)
                continue
            }
            guard unrunnable.insert(studies[index].job.study).inserted,
                let reason = refusal(ofStudy: index)
            else {
                continue
            }
            effects.notices.append(
                .noWorkerFor(study: studies[index].job.study, reason: reason))
            if settings.haltsUnrunnable { halt(index, because: reason, &effects) }
        }
    }

    /// The study that precedes in turn for which a worker keeps the room that a study's attempt
    /// would take; nil if it keeps none.
    func keepsRoom(at peer: Peer, from index: Int, at now: Instant) -> Int? {
        guard let session = sessions[peer] else { return nil }
        let need = classes[study: index].need
        return studies.indices.first { earlier in
            guard earlier != index, precedes(earlier, index),
                let large = classes[study: earlier].need, large != need,
                session.classes.contains(classes.ofStudy[earlier]),
                studies[earlier].handsOut, studies[earlier].hasWork(at: now),
                !hasRoom(.slot, at: peer, for: earlier, now),
                !isPaused(peer, for: earlier, at: now)
            else { return false }
            return !session.ledger.leavesRoom(for: large, need, beside: session.plainCount)
        }
    }

    /// Makes the dispatch class of a study that was added last, with the workers that can run it.
    mutating func addClass(of job: Job) {
        guard let place = classes.add(job) else { return }
        for peer in sessions.inOrder {
            guard classes.possible(for: sessions[peer]!).contains(place) else { continue }
            sessions.update(peer) { $0.classes.append(place) }
            classes.all[place].workers += 1
            classes.all[place].offers.add(peer, .slot)
        }
    }

    /// Offers all room again that is kept for a study.
    mutating func releaseKeptRoom() {
        for index in studies.indices {
            guard var queue = kept[index] else { continue }
            kept[index] = nil
            while let peer = queue.removeFirst() { offer(peer) }
        }
    }

    /// Offers the room again that was kept for studies without work.
    mutating func endKeeping(at now: Instant) {
        guard !kept.isEmpty else { return }
        for index in studies.indices {
            guard var queue = kept[index],
                !studies[index].handsOut || !studies[index].hasWork(at: now)
            else { continue }
            kept[index] = nil
            while let peer = queue.removeFirst() { offer(peer) }
        }
    }
}
