import Files
import Foundation
import Portable

/// The studies of a coordinator whose searches have ended and whose stages have not, in the order
/// in which they run: in one file beside the queue, so that the next coordinator runs the rest.
package struct PendingStages: Sendable {
    private let path: String
    package private(set) var studies: [String]

    /// Reads the file; empty if there is none, or none that can be read.
    package init(results: String) {
        path = StudyQueue.directory(results: results).path + "/stages.json"
        let bytes = FileManager.default.contents(atPath: path).map { Array($0) }
        studies = bytes.flatMap { try? PortableJSON.decode([String].self, from: $0) } ?? []
    }

    /// Adds a study, and stores the list.
    package mutating func add(_ study: String) throws {
        guard !studies.contains(study) else { return }
        studies.append(study)
        try store()
    }

    /// Removes a study, and stores the list.
    package mutating func remove(_ study: String) throws {
        guard studies.contains(study) else { return }
        studies.removeAll { $0 == study }
        try store()
    }

    private func store() throws {
        let bytes = try PortableJSON.encode(studies)
        try AtomicFile.write(bytes + [UInt8(ascii: "\n")], to: path)
    }
}
