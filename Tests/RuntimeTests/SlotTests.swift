import Coordination
import Datasets
import Files
import Foundation
import Models
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

@Suite("Slots")
struct SlotTests {
    private func attempt(_ trial: Int = 0) -> AttemptID {
        AttemptID(study: "plain", trial: trial, number: 1, incarnation: 1, jobFingerprint: 1)
    }

    /// Events as they come, until there are as many as are waited for.
    private func collect(_ count: Int, from events: Mailbox<WorkerEvent>) throws -> [WorkerEvent] {
        var collected: [WorkerEvent] = []
        var poller = Poller()
        poller.add(descriptor: events.descriptor)
        while collected.count < count {
            guard try !poller.poll(timeoutMilliseconds: 60_000).isEmpty else { break }
            collected += events.drain()
        }
        return collected
    }

    private func pool(
        slots: Int, fetch: @escaping @Sendable (NeededData) throws -> Void = { _ in }
    ) throws -> (SlotPool, Mailbox<WorkerEvent>) {
        let events = try Mailbox<WorkerEvent>()
        let cache = DatasetCache(directory: "/nowhere")
        return (
            SlotPool(
                slots: slots, events: events,
                objective: ObjectiveLibrary(cache: cache, fetch: fetch).objective,
                checkpoints: MemoryKeeper()), events
        )
    }

    @Test("execute every trial once, whatever their number")
    func all() throws {
        let (pool, events) = try pool(slots: 3)
        let job = try StudyFixtures.job(trials: 40).job
        for trial in 0..<40 {
            pool.start(
                Assignment(
                    attempt: attempt(trial),
                    configuration: StudyFixtures.configuration(Double(trial) / 64)),
                job: job)
        }
        let collected = try collect(80, from: events)
        var finished: [Int: TrialOutcome] = [:]
        var reported: Set<Int> = []
        for event in collected {
            switch event {
            case .finished(let result):
                #expect(finished[result.attempt.trial] == nil)
                // The report came before the end.
                #expect(reported.contains(result.attempt.trial))
                guard case .outcome(let outcome) = result.ending else { break }
                finished[result.attempt.trial] = outcome
            case .intermediateResult(let attempt, _): reported.insert(attempt.trial)
            default: Issue.record("\(event)")
            }
        }
        #expect(finished.count == 40)
        #expect(pool.progress().isEmpty)
    }

    @Test("tell why an execution broke, which is not the trial's fault")
    func broke() throws {
        let (pool, events) = try pool(slots: 1) { _ in throw Refusal("no such shelf") }
        let job = NetworkJob(
            try StudyFixtures.job().job, training: .autoencoder, NetworkSettings())
        pool.start(
            Assignment(attempt: attempt(), configuration: StudyFixtures.configuration(0.5)),
            job: job.job)
        let collected = try collect(1, from: events)
        guard case .broke(let broken, let reason)? = collected.first else {
            Issue.record("\(collected)")
            return
        }
        #expect(broken == attempt())
        #expect(reason.contains("no such shelf"))
    }

    @Test("are asked to stop by their worker, or by the job's time limit")
    func monitors() throws {
        var job = try StudyFixtures.job().job
        let events = try Mailbox<WorkerEvent>()
        let free = AttemptMonitor(attempt(), job: job, events: events)
        free.begin()
        #expect(!free.shouldStop && !free.isOverTime)
        free.stop()
        #expect(free.shouldStop && !free.isOverTime)

        job.trialTimeLimit = 0
        let limited = AttemptMonitor(attempt(), job: job, events: events)
        #expect(!limited.isOverTime)
        limited.begin()
        while !limited.isOverTime {}
        #expect(limited.shouldStop)
    }

    @Test("count the time that the process ran, not what it slept")
    func stopped() throws {
        var job = try StudyFixtures.job().job
        job.trialTimeLimit = 1.5
        let clock = ProcessClock(at: .zero)
        let monitor = AttemptMonitor(
            attempt(), job: job, events: try Mailbox(), clock: clock, now: { .zero })
        monitor.begin()
        clock.advance(to: .zero + 100)
        #expect(clock.seconds(at: .zero + 100) == 1, "a gap counts for a second at most")
        clock.advance(to: .zero + 100.25)
        #expect(clock.seconds(at: .zero + 100.25) == 1.25)
    }

    @Test("offer checkpoints of a running trial, at growing intervals")
    func checkpoints() throws {
        let events = try Mailbox<WorkerEvent>()
        let clock = ProcessClock(at: .zero)
        var seconds = 0.0
        let monitor = AttemptMonitor(
            attempt(), job: try StudyFixtures.job().job, events: events,
            checkpoints: MemoryKeeper(), clock: clock, now: { .zero + seconds })
        monitor.begin()
        var times: [Double] = []
        while seconds < 200 {
            seconds += 0.25
            if monitor.wantsCheckpoint {
                times.append(seconds)
                monitor.keep(checkpoint: [7])
            }
        }
        #expect(times == [1, 3, 7, 15, 31, 63, 123, 183])
        #expect(events.drain().count == times.count)
    }

    @Test("offer checkpoints as often as the job asks for")
    func checkpointIntervals() throws {
        var job = try StudyFixtures.job().job
        for interval in [CheckpointInterval.seconds(50), .epochs(3)] {
            job.checkpointEvery = interval
            var seconds = 0.0
            let monitor = AttemptMonitor(
                attempt(), job: job, events: try Mailbox(), checkpoints: MemoryKeeper(),
                clock: ProcessClock(at: .zero), now: { .zero + seconds })
            monitor.begin()
            var times: [Double] = []
            while seconds < 200 {
                seconds += 1
                // An epoch takes ten seconds.
                if seconds.truncatingRemainder(dividingBy: 10) == 0 {
                    monitor.record(IntermediateResult(epoch: Int(seconds) / 10, metrics: [:]))
                }
                if monitor.wantsCheckpoint {
                    times.append(seconds)
                    monitor.keep(checkpoint: [7])
                }
            }
            let expected: [Double] =
                interval == .epochs(3) ? [30, 60, 90, 120, 150, 180] : [50, 100, 150, 200]
            #expect(times == expected)
        }
    }

    @Test("tell how far they are")
    func progress() throws {
        let job = try StudyFixtures.job().job
        let monitor = AttemptMonitor(attempt(), job: job, events: try Mailbox())
        monitor.begin()
        monitor.advanced(samples: 64, fraction: 0.25)
        monitor.advanced(samples: 64, fraction: 0.5)
        #expect(monitor.progress.fraction == 0.5)
        #expect(monitor.progress.attempt == attempt())
        #expect(monitor.progress.samplesPerSecond >= 0)
    }
}

/// Keeps checkpoints in memory, as if the coordinator had them.
///
/// The state that several threads touch is behind the lock.
final class MemoryKeeper: CheckpointKeeper, @unchecked Sendable {
    private let lock = NSLock()
    private var kept: [String: [UInt8]] = [:]

    func upload(
        _ bytes: [UInt8], of study: String, isUrgent: Bool, shouldStop: () -> Bool
    ) -> String? {
        let digest = SHA256.hexadecimal(bytes)
        lock.withLock { kept[digest] = bytes }
        return digest
    }

    func fetch(_ digest: String, of study: String) -> [UInt8]? { lock.withLock { kept[digest] } }
}
