package import Coordination
package import Files
import Foundation
import Portable
import Storage

/// A study in a coordinator's queue.
package struct QueuedStudy: Codable, Sendable, Hashable {
    package enum State: String, Codable, Sendable {
        case active, paused, finished, halted, cancelled
        /// The coordinator could not open it; `note` says why.
        case broken

        /// Whether a coordinator that starts opens it.
        package var isOpen: Bool { self == .active || self == .paused }
    }

    package var study: String
    package var share: StudyShare
    package var state: State
    /// Whether it was submitted, rather than named when the coordinator started.
    package var isSubmitted: Bool
    /// Seconds since 1970.
    package var submittedAt: Double
    package var endedAt: Double?
    /// Why it is in this state, as text for a user.
    package var note: String?
    /// The trials with an outcome, and all trials if their number is known, when it was closed.
    package var finished: Int?
    package var total: Int?
    /// How many times a coordinator had been started on the study when it was closed.
    package var starts: Int?

    package init(
        study: String, share: StudyShare, isSubmitted: Bool, submittedAt: Double
    ) {
        self.study = study
        self.share = share
        state = share.isPaused ? .paused : .active
        self.isSubmitted = isSubmitted
        self.submittedAt = submittedAt
    }
}

/// The queue of a coordinator: the studies that were submitted to it, in one file below results/.
///
/// The file is replaced as a whole before a command is answered. A queue changes a few times per
/// minute and has some hundred studies, so a database would have no advantage.
package struct StudyQueue: Sendable {
    /// Ended studies beyond this number are forgotten, the oldest first.
    private static let mostEnded = 1000

    private struct Document: Codable {
        var version = 1
        var studies: [QueuedStudy] = []
        /// Workers that get no more trials.
        var drained: [String] = []
    }

    private let results: String
    private let path: String
    private var document = Document()

    /// The directory of the queue's files; it holds no study.
    package static func directory(results: String) -> StudyDirectory {
        StudyDirectory(results: results, study: ".queue")
    }

    /// Reads the queue of a directory of studies; an empty one if there is none.
    package init(results: String) throws {
        self.results = results
        path = Self.directory(results: results).path + "/queue.json"
        guard let data = FileManager.default.contents(atPath: path) else { return }
        do {
            document = try PortableJSON.decode(Document.self, from: Array(data))
        } catch {
            throw StudyError.damagedQueue(path: path, reason: PortableJSON.reason(error))
        }
    }

    package var studies: [QueuedStudy] { document.studies }
    package var drained: [String] { document.drained }

    /// The studies without those that ended and were deleted since.
    package var present: [QueuedStudy] {
        studies.filter { entry in
            entry.state.isOpen || entry.state == .broken
                || StudyDirectory(results: results, study: entry.study).exists
        }
    }

    package subscript(study: String) -> QueuedStudy? {
        document.studies.first { $0.study == study }
    }

    /// Adds or replaces a study, and stores the queue.
    package mutating func put(_ study: QueuedStudy) throws(FileFailure) {
        var next = document
        if let place = next.studies.firstIndex(where: { $0.study == study.study }) {
            next.studies[place] = study
        } else {
            next.studies.append(study)
        }
        var excess = next.studies.count { !$0.state.isOpen } - Self.mostEnded
        next.studies.removeAll {
            guard excess > 0, !$0.state.isOpen else { return false }
            excess -= 1
            return true
        }
        try store(next)
    }

    package mutating func setDrained(_ workers: [String]) throws(FileFailure) {
        var next = document
        next.drained = workers
        try store(next)
    }

    private mutating func store(_ next: Document) throws(FileFailure) {
        let bytes: [UInt8]
        do { bytes = try PortableJSON.encode(next, isRecord: true) } catch {
            throw FileFailure(path: path, action: "write", reason: "\(error)")
        }
        try AtomicFile.write(bytes, to: path)
        document = next
    }
}
