package import Coordination
import StudyModel

/// What happened in a simulation, a line an event, if it is to be recorded.
package final class Transcript {
    package private(set) var lines: [String] = []
    private let isRecording: Bool

    init(isRecording: Bool) { self.isRecording = isRecording }

    package var text: String { lines.joined(separator: "\n") + "\n" }

    func add(_ text: @autoclosure () -> String, at now: Instant) {
        guard isRecording else { return }
        let microseconds = now.nanoseconds / 1000
        let fraction = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
        lines.append("\(microseconds / 1_000_000).\(fraction) \(text())")
    }
}

/// Messages in a few words each.
extension Transcript {
    package static func text(_ message: WorkerMessage) -> String {
        switch message {
        case .hello(let hello):
            "hello, \(hello.slots) slots, credit \(hello.credit), holds \(list(hello.held))"
        case .ready(let credit): "ready \(credit)"
        case .ping(let sequence, let held): "ping \(sequence) \(list(held.map(\.attempt)))"
        case .intermediateResult(let attempt, let intermediate):
            "report \(attempt) epoch \(intermediate.epoch)"
        case .results(let results): "results \(list(results.map(\.attempt)))"
        case .handBack(let attempt, let reason, let checkpoint):
            "hand back \(attempt) \(checkpoint == nil ? "" : "with a checkpoint "): \(reason)"
        case .attemptFailed(let attempt, let reason): "failed \(attempt): \(reason)"
        case .log(let attempt, let text): "log of \(attempt), \(text.utf8.count) bytes"
        case .goodbye: "goodbye"
        case .checkpoint(let attempt, _): "checkpoint of \(attempt)"
        }
    }

    package static func text(_ message: CoordinatorMessage) -> String {
        switch message {
        case .welcome: "welcome"
        case .reject(let text): "reject: \(text)"
        case .assign(let assignments, let jobs):
            "assign \(list(assignments.map(\.attempt))) with \(jobs.count) jobs"
                + (assignments.contains { $0.checkpoint != nil } ? ", from a checkpoint" : "")
        case .acknowledge(let attempts): "acknowledge \(list(attempts))"
        case .cancel(let attempts): "cancel \(list(attempts))"
        case .pong(let sequence): "pong \(sequence)"
        case .whoAreYou: "who are you"
        case .finished: "finished"
        }
    }

    private static func list(_ attempts: [AttemptID]) -> String {
        attempts.isEmpty ? "nothing" : attempts.map(\.description).joined(separator: " ")
    }
}
