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

    /// The studies on the stored list; none if there is no list, or none that can be read.
    package static func stored(results: String) -> [String] {
        FileManager.default.contents(atPath: file(results: results)).flatMap {
            try? PortableJSON.decode([String].self, from: Array($0))
        } ?? []
    }

    private static func file(results: String) -> String {
        StudyQueue.directory(results: results).path + "/stages.json"
    }

    /// Reads the studies of an earlier coordinator, and stores the list from now on.
    ///
    /// - Returns: these studies.
    package mutating func open(results: String) -> [String] {
        let earlier = Self.stored(results: results)
        path = Self.file(results: results)
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
