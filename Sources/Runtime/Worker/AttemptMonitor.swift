import Coordination
import Foundation
import Objectives
import Studies
import StudyModel
import Wire
import ZeroMQ

/// Observes one attempt; called on the training thread, read by the socket thread.
///
/// The state that both threads touch is behind the lock.
final class AttemptMonitor: TrialObserver, @unchecked Sendable {
    /// The first checkpoint interval; the interval doubles each time, up to the longest.
    ///
    /// So an attempt that is lost early has saved some work, and a long attempt has little
    /// overhead.
    private static let firstCheckpointSeconds = 1.0
    private static let longestCheckpointSeconds = 60.0
    /// The largest checkpoint traffic per second and attempt, on average.
    private static let checkpointBytesPerSecond = 1_000_000.0
    private let attempt: AttemptID
    private let timeLimit: Double?
    private let interval: CheckpointInterval?
    private let events: Mailbox<WorkerEvent>
    private let checkpoints: (any CheckpointKeeper)?
    private let clock: ProcessClock
    private let now: () -> Instant
    private let lock = NSLock()
    private var isStopped = false
    private var startedAt: Double?
    private var samples = 0
    private var fraction = 0.0
    private var rate = RateMeter()
    private var checkpointSeconds: Double
    private var nextCheckpoint = Double.infinity

    init(
        _ attempt: AttemptID, job: Job, events: Mailbox<WorkerEvent>,
        checkpoints: (any CheckpointKeeper)? = nil,
        clock: ProcessClock = ProcessClock(),
        now: @escaping () -> Instant = { SystemTime.now }
    ) {
        self.attempt = attempt
        timeLimit = job.trialTimeLimit
        interval = job.checkpointEvery
        checkpointSeconds =
            switch job.checkpointEvery {
            case nil: Self.firstCheckpointSeconds
            case .seconds(let seconds): seconds
            case .epochs: .infinity
            }
        self.events = events
        self.checkpoints = checkpoints
        self.clock = clock
        self.now = now
    }

    func begin() {
        lock.withLock {
            let started = clock.seconds(at: now())
            startedAt = started
            nextCheckpoint = started + checkpointSeconds
            // The first mark, so that the first query already gives a rate.
            _ = rate.perSecond(of: 0, at: SystemTime.now)
        }
    }

    func stop() { lock.withLock { isStopped = true } }

    /// Whether the attempt exceeded its time limit, not counting time in which the process did not
    /// run.
    ///
    /// It does not tell whether `stop` was called.
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
            if interval == nil {
                checkpointSeconds = min(2 * checkpointSeconds, Self.longestCheckpointSeconds)
            }
            let transfer = Double(checkpoint.count) / Self.checkpointBytesPerSecond
            let wait = max(checkpointSeconds, transfer)
            nextCheckpoint = isUsable ? clock.seconds(at: now()) + wait : .infinity
        }
        guard isUsable,
            let digest = checkpoints?.upload(
                checkpoint, of: attempt.study, isUrgent: false, shouldStop: { false })
        else { return }
        events.post(.checkpointed(attempt, digest: digest))
    }

    func advanced(samples: Int, fraction: Double) {
        lock.withLock {
            self.samples += samples
            self.fraction = fraction
        }
    }

    func record(_ intermediate: IntermediateResult) {
        if case .epochs(let count) = interval, intermediate.epoch.isMultiple(of: count) {
            // The session asks again after its next batch.
            lock.withLock { nextCheckpoint = clock.seconds(at: now()) }
        }
        events.post(.intermediateResult(attempt, intermediate))
    }

    func keep(log: String) { events.post(.logged(attempt, text: log)) }

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
