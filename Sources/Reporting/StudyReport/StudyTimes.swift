import StudyModel

/// What a study's attempts took.
struct StudyTimes {
    /// One trial's attempts together.
    struct OfTrial {
        var trial: Int
        var seconds: Double
        var attempts: Int
        /// Never more than the job has, whatever was reported.
        var epochs: Int
        /// Nil where nothing was measured: no epoch, or no time.
        var epochsPerSecond: Double? {
            epochs > 0 && seconds > 0 ? Double(epochs) / seconds : nil
        }
    }

    struct Span {
        var trial: Int
        var attempt: AttemptRecord
        var end: Double
    }

    /// All attempts, in the order of their starts.
    let spans: [Span]
    /// Trials with a result, in the order of their numbers.
    let finished: [OfTrial]
    /// Seconds since 1970.
    let start: Double
    /// Time in which at least one attempt ran.
    let busySeconds: Double
    /// The attempts' times added up.
    let attemptSeconds: Double

    init(_ report: StudyReport) {
        let record = report.record
        // An attempt that nobody ended, of a study that nobody runs, is known to have been there
        // until the last thing that was recorded.
        let lastSign = record.trials.flatMap(\.attempts)
            .reduce(0.0) { max($0, $1.endedAt ?? $1.startedAt) }
        let open = report.isLive ? report.now : lastSign
        spans = record.trials.flatMap { entry in
            entry.attempts.map {
                Span(
                    trial: entry.trial.number, attempt: $0,
                    end: max($0.startedAt, $0.endedAt ?? open))
            }
        }.sorted { ($0.attempt.startedAt, $0.trial) < ($1.attempt.startedAt, $1.trial) }
        finished = record.trials.filter { $0.trial.state.isTerminal && !$0.attempts.isEmpty }.map {
            entry in
            OfTrial(
                trial: entry.trial.number,
                seconds: entry.attempts.reduce(0.0) {
                    $0 + max(0, ($1.endedAt ?? $1.startedAt) - $1.startedAt)
                },
                attempts: entry.attempts.count,
                epochs: Self.epochs(entry.reports, of: record.job))
        }
        start = spans.first?.attempt.startedAt ?? report.now
        attemptSeconds = spans.reduce(0.0) { $0 + ($1.end - $1.attempt.startedAt) }
        var (busy, reached) = (0.0, -Double.infinity)
        for span in spans where span.end > reached {
            busy += span.end - max(reached, span.attempt.startedAt)
            reached = span.end
        }
        busySeconds = busy
    }

    /// The last epoch that was reported and that the job has.
    private static func epochs(_ reports: [Report], of job: Job) -> Int {
        reports.reduce(0) { job.hasEpoch($1.epoch) ? max($0, $1.epoch) : $0 }
    }

    /// Epochs of all finished trials.
    var finishedEpochs: Double { finished.reduce(0.0) { $0 + Double($1.epochs) } }

    /// Epochs of finished trials per second of theirs.
    var epochsPerSecond: Double? {
        let seconds = finished.reduce(0.0) { $0 + $1.seconds }
        return finishedEpochs > 0 && seconds > 0 ? finishedEpochs / seconds : nil
    }

    /// The most attempts at a time.
    var mostAtOnce: Int {
        let events =
            spans.flatMap { [($0.attempt.startedAt, 1), ($0.end, -1)] }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        var (now, most) = (0, 0)
        for (_, change) in events {
            now += change
            most = max(most, now)
        }
        return most
    }
}

extension Job {
    /// Whether there is an epoch of the number: a record may hold anything that a worker sent.
    func hasEpoch(_ number: Int) -> Bool { number >= 1 && number <= max(1, epochs) }
}
