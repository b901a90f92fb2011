import Coordination
import Foundation
import Objectives
import StudyModel
import ZeroMQ

/// Watches one attempt for its worker: called on the thread that trains, read by the socket thread.
///
/// What both touch is behind the lock.
final class AttemptMonitor: TrialObserver, @unchecked Sendable {
    private let attempt: AttemptID
    private let timeLimit: Double?
    private let events: Mailbox<WorkerEvent>
    private let lock = NSLock()
    private var isStopped = false
    private var startedAt: Instant?
    private var samples = 0
    private var fraction = 0.0
    private var rate = RateMeter()

    init(_ attempt: AttemptID, job: Job, events: Mailbox<WorkerEvent>) {
        self.attempt = attempt
        timeLimit = job.trialTimeLimit
        self.events = events
    }

    func begin() {
        lock.withLock {
            let now = SystemTime.now
            startedAt = now
            // The first mark, so that the rate is known from the first look on.
            _ = rate.perSecond(of: 0, at: now)
        }
    }

    func stop() { lock.withLock { isStopped = true } }

    /// Whether the attempt has used up its time.
    ///
    /// It says nothing about being stopped otherwise.
    var isOverTime: Bool {
        guard let timeLimit else { return false }
        return lock.withLock {
            startedAt.map { SystemTime.now.seconds(since: $0) > timeLimit } ?? false
        }
    }

    var shouldStop: Bool { lock.withLock { isStopped } || isOverTime }

    func advanced(samples: Int, fraction: Double) {
        lock.withLock {
            self.samples += samples
            self.fraction = fraction
        }
    }

    func report(_ report: Report) { events.post(.reported(attempt, report)) }

    var progress: AttemptProgress {
        lock.withLock {
            AttemptProgress(
                attempt: attempt, fraction: fraction,
                samplesPerSecond: rate.perSecond(of: samples, at: SystemTime.now))
        }
    }
}

/// Turns a growing count into a rate over the last few seconds.
struct RateMeter {
    private static let windowSeconds = 4.0
    private var marks: [(at: Instant, count: Int)] = []

    mutating func perSecond(of count: Int, at now: Instant) -> Double {
        marks.append((now, count))
        while marks.count > 2, now.seconds(since: marks[1].at) > Self.windowSeconds {
            marks.removeFirst()
        }
        let seconds = now.seconds(since: marks[0].at)
        return seconds > 0 ? Double(count - marks[0].count) / seconds : 0
    }
}
