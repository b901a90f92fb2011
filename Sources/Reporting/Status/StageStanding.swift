/// How the stages of a study stand that are not done.
package struct StageStanding: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable {
        /// A process runs one of them.
        case running
        /// They are to run after those of other studies.
        case waiting
        /// One failed; those after it did not run.
        case failed
        /// The process that ran them has ended, or was stopped.
        case interrupted
    }

    package var state: State
    /// The number of the stage, from 1; nil if none has begun.
    package var number: Int?
    /// The number of all stages.
    package var count: Int?
    /// The stage as a command.
    package var command: String?
    /// Why it failed.
    package var reason: String?
    /// The command that runs those that are not done.
    package var again: String?

    package init(
        _ state: State, number: Int? = nil, count: Int? = nil, command: String? = nil,
        reason: String? = nil, again: String? = nil
    ) {
        self.state = state
        self.number = number
        self.count = count
        self.command = command
        self.reason = reason
        self.again = again
    }

    /// `stage 2 of 3 failed: podium latent …: REASON; `podium run …` runs what is left`.
    package var text: String {
        let subject =
            number.map { number in "stage \(number)" + (count.map { " of \($0)" } ?? "") }
            ?? "stages"
        let command = command.map { ": \($0)" } ?? ""
        let next = again.map { "; `\($0)` runs what is left" } ?? ""
        switch state {
        case .running: return number == nil ? "stages run" : subject + " runs" + command
        case .waiting:
            return "stages wait: a coordinator runs them after those of other studies" + next
        case .failed: return subject + " failed" + command + (reason.map { ": \($0)" } ?? "") + next
        case .interrupted:
            return subject + (number == nil ? " were" : " was") + " interrupted" + command + next
        }
    }
}
