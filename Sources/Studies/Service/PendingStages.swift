import Files
import Foundation
import Portable

/// The studies of a coordinator whose searches have ended and whose stages have not, in the order
/// in which they run: in one file beside the queue, so that the next coordinator runs the rest.
package struct PendingStages: Sendable {
    /// Nil until the file may be written.
    private var path: String?
    package private(set) var studies: [String] = []
    /// How often the stages of a study are still to run: a study may end again meanwhile.
    private var runs: [String: Int] = [:]

    /// A list that is not stored yet.
    package init() {}

    /// Reads the studies of an earlier coordinator, and stores the list from now on.
    ///
    /// - Returns: these studies; none if there is no file, or none that can be read.
    package mutating func open(results: String) -> [String] {
        let path = StudyQueue.directory(results: results).path + "/stages.json"
        let bytes = FileManager.default.contents(atPath: path).map { Array($0) }
        let earlier = bytes.flatMap { try? PortableJSON.decode([String].self, from: $0) } ?? []
        self.path = path
        studies = earlier + studies.filter { !earlier.contains($0) }
        return earlier
    }

    /// Adds a run of a study's stages, and stores the list.
    package mutating func add(_ study: String) throws {
        runs[study, default: 0] += 1
        guard !studies.contains(study) else { return }
        studies.append(study)
        try store()
    }

    /// Notes that the stages of a study have run once; after the last run the study is removed, and
    /// the list is stored.
    package mutating func hasRun(_ study: String) throws {
        let left = (runs[study] ?? 1) - 1
        guard left <= 0 else {
            runs[study] = left
            return
        }
        try remove(study)
    }

    /// Removes a study, and stores the list.
    package mutating func remove(_ study: String) throws {
        runs[study] = nil
        guard studies.contains(study) else { return }
        studies.removeAll { $0 == study }
        try store()
    }

    private func store() throws {
        guard let path else { return }
        let bytes = try PortableJSON.encode(studies)
        try AtomicFile.write(bytes + [UInt8(ascii: "\n")], to: path)
    }
}
