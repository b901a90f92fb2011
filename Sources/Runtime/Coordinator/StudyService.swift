package import Coordination
import Files
import Foundation
package import JobFiles
import Storage
package import Studies
import StudyModel
import Wire

/// What the service of a coordinator needs from its command.
package struct ServiceOptions {
    /// The directory of all studies.
    package var results: String
    /// Reads and checks a job file; called on a thread of its own.
    package var load: @Sendable (_ text: String, _ file: String, JobOverrides) throws -> LoadedJob
    /// Called when a study's search has ended and the study is closed.
    package var concluded: (OpenStudy, StudyProgress) throws -> Void
    /// Called after that, where the study's stages are to run.
    package var runStages: (StudyDirectory) -> Void
    /// Called once the queue is locked, to run the stages that an earlier coordinator did not end.
    package var resumeStages: () -> Void

    package init(
        results: String,
        load: @escaping @Sendable (String, String, JobOverrides) throws -> LoadedJob,
        concluded: @escaping (OpenStudy, StudyProgress) throws -> Void,
        runStages: @escaping (StudyDirectory) -> Void,
        resumeStages: @escaping () -> Void
    ) {
        self.results = results
        self.load = load
        self.concluded = concluded
        self.runStages = runStages
        self.resumeStages = resumeStages
    }
}

/// The queue of submitted studies, with what is under way for its operators.
///
/// The coordinator's thread owns it.
final class StudyService {
    let options: ServiceOptions
    var queue: StudyQueue
    let uploads: UploadedFiles
    /// Whether studies are closed when they end, because others may follow.
    var closesStudies: Bool
    /// Who waits for the answer to a request that is under way.
    private var waiting: [Int: ReplyTarget] = [:]
    private var lastRequest = 0
    /// Answers that are ready to be sent.
    private(set) var replies: [(target: ReplyTarget, answer: Result<[UInt8], Refusal>)] = []
    private let lock: StudyLock
    private let reading = DispatchQueue(label: "submissions")

    /// Where an answer goes.
    enum ReplyTarget {
        case questionSocket(routingID: [UInt8])
        case worker(Peer)
    }

    /// Takes over the queue of a directory of studies.
    ///
    /// - Throws: `StoreError.inUse` if another coordinator has it.
    init(_ options: ServiceOptions, closesStudies: Bool) throws {
        self.options = options
        let directory = StudyQueue.directory(results: options.results).path
        try Directory.make(directory)
        lock = try StudyLock.exclusive(directory: directory, for: .queue)
        queue = try StudyQueue(results: options.results)
        uploads = UploadedFiles(results: options.results)
        self.closesStudies = closesStudies
        options.resumeStages()
    }

    /// A study's entry in the queue; a new one for a study that was not submitted.
    func entry(of study: String, share: StudyShare) -> QueuedStudy {
        queue[study]
            ?? QueuedStudy(
                study: study, share: share, isSubmitted: false, submittedAt: SystemTime.wallClock)
    }

    /// Notes who waits for an answer; its number.
    func await(_ target: ReplyTarget) -> Int {
        lastRequest += 1
        waiting[lastRequest] = target
        return lastRequest
    }

    func reply(_ answer: Result<[UInt8], Refusal>, to request: Int) {
        guard let target = waiting.removeValue(forKey: request) else { return }
        replies.append((target, answer))
    }

    func takeReplies() -> [(target: ReplyTarget, answer: Result<[UInt8], Refusal>)] {
        defer { replies = [] }
        return replies
    }

    /// Reads a submitted job on another thread, because its data may be large.
    func read(
        _ submission: Submission,
        _ done: @escaping @Sendable (Result<LoadedJob, Refusal>) -> Void
    ) {
        let file =
            submission.file
            ?? UploadedFiles.jobFile(submission.study, results: options.results)
        reading.async { [load = options.load] in
            let result: Result<LoadedJob, Refusal>
            do {
                result = .success(try load(submission.text, file, submission.overrides))
            } catch {
                result = .failure(Refusal(of: error))
            }
            done(result)
        }
    }
}
