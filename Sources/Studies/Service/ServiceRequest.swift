package import Coordination
package import JobFiles
package import Reporting
package import StudyModel

/// A command to the service of a coordinator.
///
/// Each is idempotent: a command that is sent again changes nothing more. The one exception is
/// `ask`, whose lease ends if nobody uses the trial.
package enum ServiceRequest: Codable, Sendable, Hashable {
    case submit(Submission)
    /// A piece of a file of a job that is about to be submitted.
    case upload(UploadedPiece)
    case list
    case change(study: String, ShareChange)
    case cancel(study: String)
    case workers
    case drain(worker: String, isDrained: Bool)
    /// Values of parameters, as a user writes them, for the next trial.
    case enqueue(study: String, values: [String: String])
    case ask(study: String, by: String, leaseSeconds: Double)
    case tell(study: String, trial: Int, ToldResult)
    /// Hands a trial back that could not be delivered to who asked for it.
    case giveBack(study: String, trial: Int)

    /// The study that it is about; nil for all.
    package var study: String? {
        switch self {
        case .submit(let submission): submission.study
        case .upload(let piece): piece.study
        case .change(let study, _), .cancel(let study), .ask(let study, _, _),
            .enqueue(let study, _),
            .tell(let study, _, _), .giveBack(let study, _):
            study
        case .list, .workers, .drain: nil
        }
    }
}

/// A job that is submitted to a coordinator.
package struct Submission: Codable, Sendable, Hashable {
    package var study: String
    /// The job file's text, unchanged.
    package var text: String
    /// The job file's absolute path, where the coordinator runs on the same machine.
    ///
    /// With nil, the files that the job names were uploaded.
    package var file: String?
    package var overrides: JobOverrides
    package var change: ShareChange

    package init(
        study: String, text: String, file: String?, overrides: JobOverrides, change: ShareChange
    ) {
        self.study = study
        self.text = text
        self.file = file
        self.overrides = overrides
        self.change = change
    }
}

/// What an operator changes of how a study shares the workers; nil leaves it as it is.
package struct ShareChange: Codable, Sendable, Hashable {
    package var priority: Int?
    /// The most trials at a time; 0 for no limit.
    package var slots: Int?
    package var isPaused: Bool?

    package init(priority: Int? = nil, slots: Int? = nil, isPaused: Bool? = nil) {
        self.priority = priority
        self.slots = slots
        self.isPaused = isPaused
    }

    package func applied(to share: StudyShare) -> StudyShare {
        StudyShare(
            priority: priority ?? share.priority,
            slotLimit: slots.map { $0 == 0 ? nil : $0 } ?? share.slotLimit,
            isPaused: isPaused ?? share.isPaused)
    }

    /// What is wrong with it, as text for a user; nil if nothing is.
    package var problem: String? {
        if let priority, !StudyShare.priorities.contains(priority) {
            return "the priority is \(priority); expected a number from "
                + "\(StudyShare.priorities.lowerBound) to \(StudyShare.priorities.upperBound)"
        }
        if let slots, !(0...1_000_000).contains(slots) {
            return "the slots are \(slots); expected a number from 0 (no limit) to 1000000"
        }
        return nil
    }
}

/// A piece of a file that a job names.
package struct UploadedPiece: Codable, Sendable, Hashable {
    package static let largest = 512 << 10

    package var study: String
    /// The path relative to the job file's directory.
    package var path: String
    package var sha256: String
    package var byteCount: Int
    package var offset: Int
    /// In base64.
    package var bytes: String
    /// Whether the file may be executed; nil from programs that did not say so.
    package var isExecutable: Bool?

    package init(
        study: String, path: String, sha256: String, byteCount: Int, offset: Int, bytes: String,
        isExecutable: Bool? = nil
    ) {
        self.study = study
        self.path = path
        self.sha256 = sha256
        self.byteCount = byteCount
        self.offset = offset
        self.bytes = bytes
        self.isExecutable = isExecutable
    }
}

// MARK: - Replies

/// The answer to `upload`.
package struct UploadedOffset: Codable, Sendable, Hashable {
    /// Where the next piece begins: the file's size once it is complete.
    package var offset: Int

    package init(offset: Int) { self.offset = offset }
}

/// The answer to `submit`.
package struct SubmitReply: Codable, Sendable, Hashable {
    package var study: String
    /// Whether the study was not in the queue before.
    package var isNew: Bool
    package var state: QueuedStudy.State

    package init(study: String, isNew: Bool, state: QueuedStudy.State) {
        self.study = study
        self.isNew = isNew
        self.state = state
    }
}

/// A line of `podium list`.
package struct ListedStudy: Codable, Sendable, Hashable {
    package var entry: QueuedStudy
    package var finished: Int?
    /// The number of trials in total; nil if it is not known.
    package var total: Int?
    package var running: Int?
    /// How the stages stand that are not done; nil if there are none.
    package var stages: StageStanding?

    /// An open study, which has not come to its stages.
    package init(open entry: QueuedStudy, finished: Int, total: Int?, running: Int) {
        self.entry = entry
        self.finished = finished
        self.total = total ?? entry.total
        self.running = running
    }

    /// The lines of studies that no coordinator has open.
    ///
    /// - Parameter results: the directory of all studies.
    package static func closed(_ entries: [QueuedStudy], results: String) -> [ListedStudy] {
        let pending = Set(PendingStages.stored(results: results))
        return entries.map { ListedStudy($0, results: results, pending) }
    }

    private init(_ entry: QueuedStudy, results: String, _ pending: Set<String>) {
        self.entry = entry
        finished = entry.finished
        total = entry.total
        if !entry.state.isOpen {
            stages = StudyDirectory(results: results, study: entry.study)
                .stages(isPending: pending.contains(entry.study))
        }
    }
}

/// The answer to `ask`.
package struct AskReply: Codable, Sendable, Hashable {
    package struct Trial: Codable, Sendable, Hashable {
        package var number: Int
        package var configuration: Configuration
        package var seed: UInt64
        /// The epoch at which to tell a result and stop; nil for the last one.
        package var untilEpoch: Int?
        package var leaseSeconds: Double

        package init(
            number: Int, configuration: Configuration, seed: UInt64, untilEpoch: Int?,
            leaseSeconds: Double
        ) {
            self.number = number
            self.configuration = configuration
            self.seed = seed
            self.untilEpoch = untilEpoch
            self.leaseSeconds = leaseSeconds
        }
    }

    package var trial: Trial?
    /// Why there is no trial.
    package var reason: String?
    /// Whether there will be none any more.
    package var isOver: Bool

    package init(trial: Trial? = nil, reason: String? = nil, isOver: Bool = false) {
        self.trial = trial
        self.reason = reason
        self.isOver = isOver
    }
}

/// The answer to `tell`.
package struct TellReply: Codable, Sendable, Hashable {
    /// Whether the trial has its outcome; if not, it continues, or a scheduler decides about it.
    package var isOver: Bool

    package init(isOver: Bool) { self.isOver = isOver }
}

/// The answer to commands that only change something.
package struct DoneReply: Codable, Sendable, Hashable {
    /// What is now the case, as text for a user.
    package var text: String

    package init(_ text: String) { self.text = text }
}
