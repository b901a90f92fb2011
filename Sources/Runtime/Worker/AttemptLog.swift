import Coordination
import Portable
import Reporting
import StudyModel

/// Formats a worker's log about its attempts: one line per start and end if they are few, else one
/// summary line per second with counts.
///
/// A value without a clock. A token bucket limits the lines: `burst`, plus one per second.
struct AttemptLog {
    /// Lines that may be written at once after a quiet time.
    private static let burst = 8.0

    private enum Ending {
        case complete, failed, stopped, broken
    }

    /// Starts and ends since the last written line.
    private struct Unsaid {
        var lines: [String] = []
        var started = 0
        var complete = 0
        var failed = 0
        var stopped = 0
        var broken = 0
        /// The last reason why a trial failed or could not be executed.
        var reason: String?
    }

    private var startedAt: [AttemptID: Instant] = [:]
    private var unsaid = Unsaid()
    private var allowance = burst
    private var allowanceAt: Instant

    init(at now: Instant) { allowanceAt = now }

    mutating func started(_ attempt: AttemptID, resumes: Bool, at now: Instant) {
        startedAt[attempt] = now
        unsaid.started += 1
        say(attempt, resumes ? "starts from a checkpoint" : "starts")
    }

    /// Notes the end of an attempt, if the event is one.
    mutating func note(_ event: WorkerEvent, at now: Instant) {
        switch event {
        case .finished(let result):
            switch result.ending {
            case .outcome(.complete): ended(result.attempt, "is complete", .complete, at: now)
            case .outcome(.failed(let reason)):
                ended(result.attempt, "failed", .failed, reason, at: now)
            case .reached(let epoch, _):
                ended(result.attempt, "paused at epoch \(epoch)", .complete, at: now)
            }
        case .stopped(let attempt, let checkpoint):
            let text = checkpoint == nil ? "stopped" : "stopped, with a checkpoint"
            ended(attempt, text, .stopped, at: now)
        case .broke(let attempt, let reason):
            ended(attempt, "could not be executed", .broken, reason, at: now)
        default: break
        }
    }

    /// The lines to write now; `isLast` flushes the rest.
    mutating func lines(at now: Instant, isLast: Bool = false) -> [String] {
        allowance = min(Self.burst, allowance + max(0, now.seconds(since: allowanceAt)))
        allowanceAt = now
        let count = unsaid.lines.count
        guard count > 0, allowance >= 1 || isLast else { return [] }
        let lines = Double(count) <= allowance ? unsaid.lines : [summary]
        allowance = max(0, allowance - Double(lines.count))
        unsaid = Unsaid()
        return lines
    }

    private mutating func ended(
        _ attempt: AttemptID, _ text: String, _ ending: Ending, _ reason: String? = nil,
        at now: Instant
    ) {
        let seconds = startedAt.removeValue(forKey: attempt).map { now.seconds(since: $0) }
        switch ending {
        case .complete: unsaid.complete += 1
        case .failed: unsaid.failed += 1
        case .stopped: unsaid.stopped += 1
        case .broken: unsaid.broken += 1
        }
        if let reason { unsaid.reason = DisplayWidth.printable(reason) }
        let after = seconds.map { " after " + TimeText.duration($0) } ?? ""
        say(attempt, text + after + (reason.map { ": " + $0 } ?? ""))
    }

    private mutating func say(_ attempt: AttemptID, _ text: String) {
        // More lines than one burst are always summarized.
        guard unsaid.lines.count <= Int(Self.burst) else { return }
        unsaid.lines.append(
            DisplayWidth.printable(
                "\(attempt.study): trial \(attempt.trial), attempt \(attempt.number), \(text)"))
    }

    private var summary: String {
        let counts = [
            (unsaid.started, "started"), (unsaid.complete, "complete"), (unsaid.failed, "failed"),
            (unsaid.stopped, "stopped"), (unsaid.broken, "could not be executed"),
        ]
        let text = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "trials: " + text + (unsaid.reason.map { "; the last reason: \($0)" } ?? "")
    }
}
