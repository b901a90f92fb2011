/// Why trials of a study run or don't: for programs, and as text for people.
package struct StudyReason: Sendable, Hashable, Codable {
    /// The kind of a reason; the names are part of `podium why --json`.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        // Of a study.
        case running, finished, stopped, stopping, storage, silent, busy, sampler, scheduler, budget
        case held
        case budgetEnded = "budget-ended"
        case noCoordinator = "no-coordinator"
        case noWorker = "no-worker"
        case noneCanRun = "none-can-run"
        case earlierStudy = "earlier-study"
        // Of a worker.
        case lacks, trouble, leaving, alone, refused, runs, free
        case mayNot = "may-not"
        case keepsRoom = "keeps-room"
        // Of a trial.
        case waiting, retried, suspect, paused, absent, ended
        case notBegun = "not-begun"
    }

    package var kind: Kind
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
