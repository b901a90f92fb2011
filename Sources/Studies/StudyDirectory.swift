import Coordination
import Files
import Foundation
import ProcessControl
package import Storage
package import StudyModel

/// The files of a study under results/.
package struct StudyDirectory: Sendable, Hashable {
    /// Where studies are, unless a command says otherwise.
    package static let standardResults = "results"
    private static let lookMicroseconds: UInt32 = 250_000

    package let path: String

    package init(path: String) { self.path = path }

    package init(results: String, study: String) { path = results + "/" + study }

    package var name: String { (path as NSString).lastPathComponent }
    package var job: String { path + "/job.yaml" }
    package var database: String { path + "/" + SQLiteStudyStore.fileName }
    package var tableCSV: String { path + "/table.csv" }
    package var tableMarkdown: String { path + "/table.md" }
    package var provenance: String { path + "/provenance.json" }
    package var report: String { path + "/report.html" }
    package var figures: String { path + "/figures" }
    /// The endpoint and key for questions to a live coordinator; it exists only while one runs.
    package var live: String { path + "/live.json" }
    package var workerLog: String { path + "/worker.log" }
    package var checkpoints: String { path + "/checkpoints" }
    /// What programs printed, a file per attempt.
    package var logs: String { path + "/logs" }

    /// Keeps other processes from running the study's stages, and from deleting it.
    ///
    /// Nil if there is no directory yet.
    package func lockStages() throws -> StudyLock? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try StudyLock.exclusive(directory: path, for: .stages)
    }

    /// Does work that needs a study, again and again while another process has it, for a limited
    /// time: a process that a killed coordinator has started ends soon after it.
    package static func awaitingEarlierRun(
        seconds limit: Double, _ work: () throws -> Void
    ) throws {
        let deadline = SystemTime.now + limit
        while true {
            do { return try work() } catch StoreError.inUse where SystemTime.now < deadline {
                usleep(lookMicroseconds)
                try Interruption.check()
            }
        }
    }

    /// A trial of a study that no coordinator runs; nil without one.
    package func trialRecord(_ number: Int) throws -> TrialRecord? {
        guard exists else { return nil }
        let store = try SQLiteStudyStore.openForReading(directory: path, isChecked: false)
        defer { store.close() }
        return try store.trialRecord(number)
    }

    /// That the directory was copied or renamed; nil if it has its study's name.
    func misplaced(from study: String) -> String? {
        let name = URL(fileURLWithPath: path).resolvingSymlinksInPath().lastPathComponent
        guard name != study else { return nil }
        return "the directory \(path) has the record of the study \(study): it was copied or "
            + "renamed; only reading it is possible, unless it is named \(study) again"
    }

    /// The directory of the studies, in which this one is.
    var results: String {
        let parent = (path as NSString).deletingLastPathComponent
        return parent.isEmpty ? "." : parent
    }

    /// Whether the study's record is there; so it is if only its directory can't be read.
    package var exists: Bool { access(database, F_OK) == 0 || errno == EACCES }

    /// Finds a study by its directory or by its name under `results`.
    package static func find(
        _ study: String, results: String
    ) throws(StudyError) -> StudyDirectory {
        let candidates = [
            StudyDirectory(path: Self.named(study)),
            StudyDirectory(results: results, study: study),
        ]
        if let found = candidates.first(where: \.exists) { return found }
        if let empty = candidates.last, FileManager.default.fileExists(atPath: empty.path),
            !study.isEmpty
        {
            throw .noRecord(directory: empty.path)
        }
        let known = all(results: results).map(\.name)
        throw .notFound(name: study, results: results, known: known)
    }

    /// A directory's path that ends with its name, also if it is given as `.` or `study/`.
    private static func named(_ path: String) -> String {
        var short = Substring(path)
        while short.count > 1, short.hasSuffix("/") { short = short.dropLast() }
        guard [".", ".."].contains(short.split(separator: "/").last ?? "") else {
            return String(short)
        }
        return URL(fileURLWithPath: String(short)).standardizedFileURL.path
    }

    /// Every study under `results`, by name.
    package static func all(results: String) -> [StudyDirectory] {
        Directory.readableNames(in: results)
            .map { StudyDirectory(results: results, study: $0) }
            .filter(\.exists)
    }
}
