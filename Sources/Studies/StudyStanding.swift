package import Reporting
package import StudyModel

/// A summary of a study's state, whose size does not grow with the number of trials.
package struct StudyStanding: Sendable, Codable {
    /// The part that only a live coordinator knows.
    package struct Live: Sendable, Codable {
        package var elapsedSeconds: Double
        /// An estimate; nil if there is none yet.
        package var secondsLeft: Double?
        package var samplesPerSecond: Double
        package var running: Int
        package var workers: Int
        package var slots: Int
        /// Why the study is paused: by an operator, or because nothing can be stored; nil if it is
        /// not.
        package var problem: String?
        /// Why no worker runs its trials, although it is not paused.
        package var notice: String?

        package init(
            elapsedSeconds: Double, secondsLeft: Double?, samplesPerSecond: Double, running: Int,
            workers: Int, slots: Int, problem: String?, notice: String? = nil
        ) {
            self.elapsedSeconds = elapsedSeconds
            self.secondsLeft = secondsLeft
            self.samplesPerSecond = samplesPerSecond
            self.running = running
            self.workers = workers
            self.slots = slots
            self.problem = problem
            self.notice = notice
        }
    }

    package var job: Job
    /// How many times a coordinator was started on the study.
    package var starts: Int
    package var counts: [Trial.State: Int]
    /// The best trial; with several objectives the best by the first one.
    package var best: Trial?
    /// The number of trials on the first Pareto front; nil with one objective.
    package var front: Int?
    package var conflicts: Int
    /// Why trials failed, the most frequent reasons first.
    package var failures: [FailureReason]
    /// Why the search stopped before its budget was used up; nil if it did not.
    package var halt: String?
    /// Why the search ended because its budget is used up; nil if it did not.
    package var end: String?
    /// Whether an operator cancelled it; nil from a coordinator that runs it.
    package var isCancelled: Bool?
    /// Why the coordinator that served it gave it up, where its record does not say it; nil if none
    /// did.
    package var givenUp: String?
    /// Nil if no coordinator runs the study.
    package var live: Live?
    /// The trials at the scheduler's stops; nil without a scheduler.
    package var rungs: RungCounts?
    /// That the study's directory has another name than the study; nil if it has not, and from a
    /// coordinator.
    package var misplaced: String?
    /// How the stages stand that are not done; nil if there are none, and from a coordinator.
    package var stages: StageStanding?

    package init(
        job: Job, starts: Int, counts: [Trial.State: Int], best: Trial?,
        front: Int? = nil, conflicts: Int, failures: [FailureReason], halt: String?,
        end: String?, isCancelled: Bool? = nil, givenUp: String? = nil, live: Live? = nil,
        rungs: RungCounts? = nil
    ) {
        self.job = job
        self.starts = starts
        self.counts = counts
        self.best = best
        self.front = front
        self.conflicts = conflicts
        self.failures = failures
        self.halt = halt
        self.end = end
        self.isCancelled = isCancelled
        self.givenUp = givenUp
        self.live = live
        self.rungs = rungs
    }

    /// The number of trials that have begun.
    package var trials: Int { counts.values.reduce(0, +) }

    private var finished: Int {
        counts.reduce(0) { $0 + ($1.key.isTerminal ? $1.value : 0) }
    }

    package var activity: StudyActivity {
        if let live { return live.problem == nil ? .running : .paused }
        if end != nil { return .done }
        if halt != nil { return .stopped }
        if finished >= max(job.trials, trials) { return .done }
        if givenUp != nil { return .stopped }
        return isCancelled == true ? .cancelled : .interrupted
    }
}

extension StudyStanding {
    /// The standing as `podium status` shows it.
    package func summary(running: [RunningTrial], workers: [WorkerStatus]) -> StudySummary {
        var summary = StudySummary(
            job: job, counts: counts, best: best, running: running,
            samplesPerSecond: live.flatMap { $0.samplesPerSecond > 0 ? $0.samplesPerSecond : nil },
            elapsedSeconds: live?.elapsedSeconds,
            secondsLeft: live?.secondsLeft, workers: live?.workers, conflicts: conflicts)
        summary.activity = activity
        summary.front = front
        summary.moreRunning = max(0, (live?.running ?? 0) - running.count)
        summary.connected = workers
        summary.end = end
        summary.failures = failures
        summary.rungs = rungs
        summary.stages = stages
        if let halt = halt ?? givenUp {
            summary.alarms.append((live == nil ? "stopped: " : "the search stops: ") + halt)
        }
        if let misplaced { summary.alarms.append(misplaced) }
        if let problem = live?.problem { summary.alarms.append("paused: \(problem)") }
        if let notice = live?.notice { summary.alarms.append(notice) }
        return summary
    }

    /// The standing as `podium status --json` writes it, before the trials.
    package func document(running: [RunningTrial], workers: [WorkerStatus]) -> StudyDocument {
        var document = StudyDocument(
            job: job, counts: counts, best: best?.number, conflicts: conflicts, starts: starts,
            activity: activity)
        if let live {
            document.workers = live.workers
            document.slots = live.slots
            document.elapsedSeconds = live.elapsedSeconds
            document.problem = live.problem ?? live.notice
        }
        document.front = front
        if let rungs { document.add(rungs) }
        document.connected = workers
        document.end = end
        document.stages = stages
        document.running = running.map {
            StudyDocument.Running(
                trial: $0.number, worker: $0.worker.name, fraction: $0.fraction,
                samplesPerSecond: $0.samplesPerSecond ?? 0)
        }
        return document
    }
}
