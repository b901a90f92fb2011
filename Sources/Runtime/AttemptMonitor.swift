import Coordination
import Foundation
import Objectives
import Studies
import StudyModel
import Wire
import ZeroMQ

/// Watches one attempt for its worker: called on the thread that trains, read by the socket thread.
///
/// What both touch is behind the lock.
final class AttemptMonitor: TrialObserver, @unchecked Sendable {
    /// Checkpoints come after this time at first, and after twice as long each time, up to the
    /// longest: an attempt that is lost early has gained something, a long one costs little.
    private static let firstCheckpointSeconds = 1.0
    private static let longestCheckpointSeconds = 60.0
    /// What goes over a link each second at most, on average over an attempt.
    private static let checkpointBytesPerSecond = 1_000_000.0
    private let attempt: AttemptID
    private let timeLimit: Double?
    private let events: Mailbox<WorkerEvent>
    private let clock: ProcessClock
    private let now: () -> Instant
    private let lock = NSLock()
    private var isStopped = false
    private var startedAt: Double?
    private var samples = 0
    private var fraction = 0.0
    private var rate = RateMeter()
    private var checkpointSeconds = firstCheckpointSeconds
    private var nextCheckpoint = Double.infinity

    init(
        _ attempt: AttemptID, job: Job, events: Mailbox<WorkerEvent>,
        clock: ProcessClock = ProcessClock(),
        now: @escaping () -> Instant = { SystemTime.now }
    ) {
        self.attempt = attempt
        timeLimit = job.trialTimeLimit
        self.events = events
        self.clock = clock
        self.now = now
    }

    func begin() {
        lock.withLock {
            let started = clock.seconds(at: now())
            startedAt = started
            nextCheckpoint = started + checkpointSeconds
            // The first mark, so that the rate is known from the first look on.
            _ = rate.perSecond(of: 0, at: SystemTime.now)
        }
    }

    func stop() { lock.withLock { isStopped = true } }

    /// Whether the attempt has used up its time, not counting time in which the process did not
    /// run.
    ///
    /// It says nothing about being stopped otherwise.
    var isOverTime: Bool {
        guard let timeLimit else { return false }
        return lock.withLock {
            startedAt.map { clock.seconds(at: now()) - $0 > timeLimit } ?? false
        }
    }

    var shouldStop: Bool { lock.withLock { isStopped } || isOverTime }

    var wantsCheckpoint: Bool { lock.withLock { clock.seconds(at: now()) >= nextCheckpoint } }

    func keep(checkpoint: [UInt8]) {
        let isUsable = checkpoint.count <= WireLimits.largestCheckpoint
        lock.withLock {
            checkpointSeconds = min(2 * checkpointSeconds, Self.longestCheckpointSeconds)
            let transfer = Double(checkpoint.count) / Self.checkpointBytesPerSecond
            let wait = max(checkpointSeconds, transfer)
            nextCheckpoint = isUsable ? clock.seconds(at: now()) + wait : .infinity
        }
        if isUsable { events.post(.checkpointed(attempt, checkpoint)) }
    }

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
