import Coordination
import Search
import StudyModel

/// What operators do while studies are searched.
extension SimulatedCluster {
    /// One command of an operator, and the time of the next.
    mutating func operate() throws {
        guard !isHealed, !isDone else { return }
        after(operators.uniform(0...3 * schedule.faultIntervalSeconds), .operate)
        guard let node = coordinator, now >= node.stalledUntil else { return }
        let study = operators.element(of: schedule.jobs).study
        switch operators.int(0...5) {
        case 0, 1: try share(study, StudyShare(isPaused: true))
        case 2: try share(study, StudyShare())
        case 3:
            try share(
                study,
                StudyShare(
                    priority: operators.int(-1...1), slotLimit: operators.int(1...3),
                    isPaused: false))
        case 4:
            let worker = operators.element(of: workers.indices.map { $0 })
            let isDrained = operators.chance(0.5)
            log("operator \(isDrained ? "drains" : "uses") \(workers[worker].name)")
            try tellCoordinator(.drain(worker: workers[worker].name, isDrained))
        default: try submitAgain(study)
        }
    }

    /// Ends all that operators have changed.
    mutating func endOperations() throws {
        for job in schedule.jobs { try share(job.study, StudyShare()) }
        for worker in coordinator?.machine.drained.sorted() ?? [] {
            try tellCoordinator(.drain(worker: worker, false))
        }
    }

    private mutating func share(_ study: String, _ share: StudyShare) throws {
        log("operator sets \(study) to \(share)")
        try tellCoordinator(.share(study: study, share))
    }

    /// Cancels a study and submits it again.
    private mutating func submitAgain(_ study: String) throws {
        log("operator cancels \(study) and submits it again")
        try tellCoordinator(.withdraw(study: study))
        guard coordinator != nil else { return }
        let job = schedule.jobs.first { $0.study == study }!
        store.open(study)
        let progress = try StudyProgress(
            record: store.committed[study]!, sampler: StudySampler(job: job),
            scheduler: StudyScheduler(job: job))
        let instant = now
        coordinator!.loop.update {
            $0.replace(with: progress, at: instant)
        }
        try checkCoordinator()
        scheduleTurn(at: now)
    }
}
