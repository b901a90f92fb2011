import StudyModel

/// The times of a study's attempts.
struct StudyTimes {
    /// The sum over one trial's attempts.
    struct OfTrial {
        var trial: Int
        var seconds: Double
        var attempts: Int
        /// The number of epochs, at most that of the job, whatever was reported.
        var epochs: Int
        /// Nil without a measurement: no epoch, or no time.
        var epochsPerSecond: Double? {
            epochs > 0 && seconds > 0 ? Double(epochs) / seconds : nil
        }
    }

    struct Span {
        var trial: Int
        var attempt: AttemptRecord
        var end: Double
    }

    /// All attempts, sorted by start.
    let spans: [Span]
    /// Trials with a result, sorted by number.
    let finished: [OfTrial]
    /// Seconds since 1970.
    let start: Double
    /// The time during which at least one attempt ran.
    let busySeconds: Double
    /// The sum of the attempts' durations.
    let attemptSeconds: Double
    /// The workers whose attempts may have waited for a slot after they were handed out.
    let queueing: Set<String>

    /// Workers ask for attempts ahead if these take less than this on average.
    private static let shortSeconds = 0.25
    /// On record such an attempt begins when it is handed out: it lasts up to this many times as
    /// long, and no longer than all that were handed out with it take one after another.
    private static let longestQueue = 4

    init(_ report: StudyReport) {
        let record = report.record
        // If no coordinator runs the study, an attempt without an end is assumed to end at the last
        // recorded time.
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
                epochs: Self.epochs(entry.intermediateResults, of: record.job))
        }
        start = spans.first?.attempt.startedAt ?? report.now
        attemptSeconds = spans.reduce(0.0) { $0 + ($1.end - $1.attempt.startedAt) }
        var (busy, reached) = (0.0, -Double.infinity)
        for span in spans where span.end > reached {
            busy += span.end - max(reached, span.attempt.startedAt)
            reached = span.end
        }
        busySeconds = busy
        queueing = Self.queueing(spans)
    }

    /// The workers with attempts that overlap, most of which are short.
    private static func queueing(_ spans: [Span]) -> Set<String> {
        let byWorker = Dictionary(grouping: spans) { $0.attempt.worker.name }
        return Set(
            byWorker.filter { _, spans in
                let most = mostAtOnce(spans)
                let limit = shortSeconds * Double(min(most, longestQueue))
                let short = spans.count { $0.end - $0.attempt.startedAt < limit }
                return 2 * short > spans.count && most > 1
            }.keys)
    }

    /// The highest reported epoch that the job has.
    private static func epochs(_ reports: [IntermediateResult], of job: Job) -> Int {
        reports.reduce(0) { job.hasEpoch($1.epoch) ? max($0, $1.epoch) : $0 }
    }

    /// Epochs of all finished trials.
    var finishedEpochs: Double { finished.reduce(0.0) { $0 + Double($1.epochs) } }

    /// Epochs of finished trials per second of their attempts; trials that failed before the end of
    /// an epoch don't count.
    var epochsPerSecond: Double? {
        let seconds = finished.reduce(0.0) { $0 + ($1.epochs > 0 ? $1.seconds : 0) }
        return finishedEpochs > 0 && seconds > 0 ? finishedEpochs / seconds : nil
    }

    /// The maximum number of attempts that were handed out and not ended at a time.
    var mostAtOnce: Int { Self.mostAtOnce(spans) }

    private static func mostAtOnce(_ spans: [Span]) -> Int {
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
    /// Whether the job has an epoch of this number; a record may hold any number that a worker
    /// sent.
    func hasEpoch(_ number: Int) -> Bool { number >= 1 && number <= max(1, epochs) }
}
