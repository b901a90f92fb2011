import Coordination
import Foundation
import Objectives
import Portable
import ProcessControl
import Studies
import StudyModel
import ZeroMQ

/// The training threads: one per slot, each with one attempt at a time.
///
/// Plain threads instead of Swift's cooperative pool: training never suspends and would starve it.
/// All shared state is behind the condition's lock.
final class SlotPool: @unchecked Sendable {
    private struct Work {
        var assignment: Assignment
        var job: Job
        var monitor: AttemptMonitor
        var placement: TrialPlacement
    }

    /// The time that this process has run; time limits use it.
    let clock = ProcessClock()
    private let condition = NSCondition()
    private var work: [Work] = []
    private var monitors: [AttemptID: AttemptMonitor] = [:]
    private let events: Mailbox<WorkerEvent>
    private let objective: @Sendable (Job) throws -> any Objective
    private let checkpoints: any CheckpointKeeper

    /// - Parameter objective: gives the objective of a job; called by the slots' threads.
    init(
        slots: Int, events: Mailbox<WorkerEvent>,
        objective: @escaping @Sendable (Job) throws -> any Objective,
        checkpoints: any CheckpointKeeper
    ) {
        self.events = events
        self.objective = objective
        self.checkpoints = checkpoints
        for slot in 0..<slots {
            SystemThread.start("slot \(slot)", stackSize: 4 << 20) { [self] in serve() }
        }
    }

    func start(_ assignment: Assignment, job: Job, at placement: TrialPlacement = .anywhere) {
        let monitor = AttemptMonitor(
            assignment.attempt, job: job, events: events, checkpoints: checkpoints, clock: clock)
        condition.withLock {
            monitors[assignment.attempt] = monitor
            work.append(
                Work(
                    assignment: assignment, job: job, monitor: monitor, placement: placement))
            condition.signal()
        }
    }

    func stop(_ attempt: AttemptID) {
        condition.withLock { monitors[attempt] }?.stop()
    }

    func progress() -> [AttemptProgress] {
        condition.withLock { Array(monitors.values) }.map(\.progress)
    }

    private func serve() {
        while true {
            condition.lock()
            while work.isEmpty { condition.wait() }
            let next = work.removeFirst()
            condition.unlock()
            let event = execute(next)
            condition.withLock { monitors[next.assignment.attempt] = nil }
            events.post(event)
        }
    }

    private func execute(_ work: Work) -> WorkerEvent {
        let attempt = work.assignment.attempt
        do {
            work.monitor.begin()
            let objective = try objective(work.job)
            let end = try run(work, objective)
            switch end {
            case .finished(let outcome, let intermediateResults):
                return .finished(
                    AttemptResult(
                        attempt: attempt, outcome: outcome, intermediateResults: intermediateResults
                    ))
            case .reached(let epoch, let checkpoint, let intermediateResults):
                return .finished(
                    AttemptResult(
                        attempt: attempt,
                        ending: .reached(
                            epoch: epoch, checkpoint: keep(checkpoint, work, isUrgent: true)),
                        intermediateResults: intermediateResults))
            case .stopped(let checkpoint):
                if work.monitor.isOverTime, let reason = work.job.overTimeReason {
                    return .finished(
                        AttemptResult(
                            attempt: attempt, outcome: .failed(reason: reason),
                            intermediateResults: []))
                }
                return .stopped(
                    attempt, checkpoint: keep(checkpoint, work, isUrgent: false))
            }
        } catch {
            return .broke(attempt, reason: PortableJSON.reason(error))
        }
    }

    /// Runs a segment: from its checkpoint, from the trials that it branched off if the checkpoint
    /// is lost, or from the beginning.
    private func run(_ work: Work, _ objective: any Objective) throws -> ExecutionEnd {
        let assignment = work.assignment
        var checkpoint = assignment.checkpoint.flatMap {
            checkpoints.fetch($0, of: work.job.study)
        }
        for ancestor in checkpoint == nil ? assignment.ancestors : [] {
            let request = TrialRequest(
                job: work.job, trial: ancestor.trial, configuration: ancestor.configuration,
                checkpoint: checkpoint, until: ancestor.until, isBranch: checkpoint != nil,
                placement: work.placement)
            // The ancestor's results are on record.
            let end = try objective.run(request, observer: QuietObserver(work.monitor))
            guard case .reached(_, let reached, _) = end else { return end }
            checkpoint = reached
        }
        let request = TrialRequest(
            job: work.job, trial: assignment.attempt.trial,
            configuration: assignment.configuration, checkpoint: checkpoint,
            until: assignment.until, isBranch: !assignment.ancestors.isEmpty,
            placement: work.placement)
        return try objective.run(request, observer: work.monitor)
    }

    /// Uploads the checkpoint that an execution left.
    private func keep(_ checkpoint: [UInt8]?, _ work: Work, isUrgent: Bool) -> String? {
        checkpoint.flatMap {
            checkpoints.upload($0, of: work.job.study, isUrgent: isUrgent) {
                isUrgent && work.monitor.shouldStop
            }
        }
    }
}

/// Passes on only whether to stop.
private final class QuietObserver: TrialObserver {
    private let observer: any TrialObserver

    init(_ observer: any TrialObserver) { self.observer = observer }

    var shouldStop: Bool { observer.shouldStop }
    func advanced(samples: Int, fraction: Double) {}
    func record(_ intermediate: IntermediateResult) {}
}
