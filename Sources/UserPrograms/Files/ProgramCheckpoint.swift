import Portable
package import StudyModel

/// A checkpoint of a program: its checkpoint directory, and the results up to there.
///
/// The file is a tar archive: `podium.json` with the results, and the directory as `files/`.
package struct ProgramCheckpoint: Sendable, Hashable {
    private static let directory = "files/"
    private static let recordName = "podium.json"

    private struct Record: Codable {
        /// The version of this form.
        var podium = 1
        var results: [IntermediateResult]
    }

    package var results: [IntermediateResult]
    /// With paths relative to the checkpoint directory.
    package var entries: [TapeArchive.Entry]

    package init(results: [IntermediateResult], entries: [TapeArchive.Entry]) {
        self.results = results
        self.entries = entries
    }

    package func encoded() throws(ArchiveFault) -> [UInt8] {
        guard let record = try? PortableJSON.encode(Record(results: results), isSorted: true) else {
            preconditionFailure("results can always be encoded: \(results)")
        }
        return try TapeArchive(
            [.init(Self.recordName, bytes: record)]
                + entries.map { entry in
                    var moved = entry
                    moved.path = Self.directory + entry.path
                    return moved
                }
        ).encoded()
    }

    package init(_ bytes: [UInt8]) throws(ArchiveFault) {
        let archive = try TapeArchive(bytes)
        guard let record = archive.entries.first(where: { $0.path == Self.recordName })?.bytes,
            let decoded = try? PortableJSON.decode(Record.self, from: record), decoded.podium == 1
        else { throw ArchiveFault("it has no valid \(Self.recordName)") }
        var last = 0
        for result in decoded.results {
            guard result.epoch > last else { throw ArchiveFault("its results are not in order") }
            last = result.epoch
        }
        results = decoded.results
        entries = archive.entries.compactMap { entry in
            guard entry.path.hasPrefix(Self.directory) else { return nil }
            var moved = entry
            moved.path.removeFirst(Self.directory.count)
            return moved
        }
    }
}
