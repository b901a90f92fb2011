import Coordination
import Foundation
import Objectives
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
        var checkpoint: [UInt8]?
        var monitor: AttemptMonitor
    }

    /// The time that this process has run; time limits use it.
    let clock = ProcessClock()
    private let condition = NSCondition()
    private var work: [Work] = []
    private var monitors: [AttemptID: AttemptMonitor] = [:]
    private let events: Mailbox<WorkerEvent>
    private let objective: @Sendable (Job) throws -> any Objective

    /// - Parameter objective: gives the objective of a job; called by the slots' threads.
    init(
        slots: Int, events: Mailbox<WorkerEvent>,
        objective: @escaping @Sendable (Job) throws -> any Objective
    ) {
        self.events = events
        self.objective = objective
        for slot in 0..<slots {
            let thread = Thread { [self] in serve() }
            thread.name = "slot \(slot)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    func start(_ assignment: Assignment, job: Job, checkpoint: [UInt8]?) {
        let monitor = AttemptMonitor(
            assignment.attempt, job: job, events: events, clock: clock)
        condition.withLock {
            monitors[assignment.attempt] = monitor
            work.append(
                Work(assignment: assignment, job: job, checkpoint: checkpoint, monitor: monitor))
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
            let request = TrialRequest(
                job: work.job, trial: attempt.trial, configuration: work.assignment.configuration,
                checkpoint: work.checkpoint)
            switch try objective.run(request, observer: work.monitor) {
            case .finished(let outcome, let intermediateResults):
                return .finished(
                    AttemptResult(
                        attempt: attempt, outcome: outcome, intermediateResults: intermediateResults
                    ))
            case .stopped(let checkpoint):
                if let seconds = work.job.trialTimeLimit, work.monitor.isOverTime {
                    let reason = "took longer than its time limit of \(seconds) s"
                    return .finished(
                        AttemptResult(
                            attempt: attempt, outcome: .failed(reason: reason),
                            intermediateResults: []))
                }
                return .stopped(attempt, checkpoint: checkpoint)
            }
        } catch {
            return .broke(attempt, reason: "\(error)")
        }
    }
}
