package import StudyModel

/// What those who ask are told about the machine's state.
extension CoordinatorMachine {
    /// A trial that a worker has the lease of.
    package struct Execution: Sendable, Hashable {
        package var attempt: AttemptID
        /// How far it is, as the worker last said; nil before it said anything.
        package var progress: AttemptProgress?
    }

    /// A connected worker.
    package struct ConnectedWorker: Sendable, Hashable {
        package var identity: WorkerIdentity
        package var slots: Int
        /// How many trials it has, those that wait in it included.
        package var held: Int
        /// Training samples per second of all its slots, as it last said.
        package var samplesPerSecond: Double
        package var secondsSinceHeard: Double
        /// Why it gets no trials, and until when, where that is so.
        package var problem: String?
    }

    /// How many trials of a study run.
    package func runningCount(of study: String) -> Int {
        leases.all.keys.reduce(0) { $0 + ($1.study == study ? 1 : 0) }
    }

    /// The trials of a study that run, in the order of their numbers.
    ///
    /// Time in proportion to how many attempts are out.
    package func executions(of study: String) -> [Execution] {
        leases.all.lazy.filter { $0.key.study == study }.map { attempt, lease in
            let session = lease.peer.flatMap { sessions[$0] }
            return Execution(attempt: attempt, progress: session?.progress[attempt])
        }.sorted { $0.attempt.trial < $1.attempt.trial }
    }

    /// The connected workers by name; those of one name in a fixed order.
    package var connectedWorkers: [ConnectedWorker] {
        sessions.values.map { session in
            ConnectedWorker(
                identity: session.identity, slots: session.slots, held: session.outstanding.count,
                samplesPerSecond: session.progress.values.reduce(0) { $0 + $1.samplesPerSecond },
                secondsSinceHeard: secondsOfSilence(of: session),
                problem: problem(ofWorker: session.identity.name))
        }.sorted {
            ($0.identity.name, $0.identity.host, $0.secondsSinceHeard)
                < ($1.identity.name, $1.identity.host, $1.secondsSinceHeard)
        }
    }

    /// Why a worker gets no trials at the moment, in words for a user, or nil if it may get some.
    package func problem(ofWorker name: String) -> String? {
        guard let trouble = troubles[name] else { return nil }
        let errors = trouble.errors == 1 ? "the last trial" : "the last \(trouble.errors) trials"
        let pause = pauseSeconds(ofWorker: name).map {
            "; it gets none for \(Int($0.rounded(.up))) s"
        }
        return "could not execute \(errors): \(trouble.reason)" + (pause ?? "")
    }

    /// The slots of all connected workers.
    package var slotCount: Int { sessions.values.reduce(0) { $0 + $1.slots } }
}

extension StudyProgress {
    /// How many trials are in each state, where so many run.
    package func counts(running: Int) -> [Trial.State: Int] {
        [
            .complete: finishedCount - failedCount, .failed: failedCount, .running: running,
            .waiting: max(0, trials.count - finishedCount - running),
        ].filter { $0.value > 0 }
    }
}
