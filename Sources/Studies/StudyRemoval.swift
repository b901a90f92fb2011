package import Files
import Foundation
import Portable
import ProcessControl
import Storage
import UserErrors

/// Removes a study with everything in its directory.
///
/// It holds the study's locks from the beginning, so that no other process starts to run it or its
/// stages.
package struct StudyRemoval {
    package let directory: StudyDirectory
    private let trials: Int?
    private let waitsForStages: Bool
    private let locks: [StudyLock]

    /// - Throws: `InputError` for a link, `StoreError` for a study that a coordinator runs.
    package init(_ directory: StudyDirectory) throws {
        var status = stat()
        guard lstat(directory.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw InputError(
                "\(directory.path) is a link to a directory; remove the link, or name the "
                    + "directory that it leads to")
        }
        self.directory = directory
        trials = (try? StudyReader.status(of: directory))?.record.trials.count
        waitsForStages = directory.stages?.state == .waiting
        locks = try [StudyLock.Use.study, .stages].map {
            try StudyLock.exclusive(directory: directory.path, for: $0)
        }
    }

    /// Contents of the study's directory: `results/small: 50 trials, 12 files, 34 MB: model, …`.
    package var summary: String {
        let files = Directory.files(below: directory.path)
        let bytes = files.reduce(0) { $0 + $1.bytes }
        let names = Directory.readableNames(in: directory.path)
        let record = trials.map { "\($0, "trial")" } ?? "a record that can't be read"
        let stages = waitsForStages ? "; its stages are still to run, and will not" : ""
        return "\(directory.path): \(record), \(files.count, "file"), "
            + ByteCount.text(bytes) + ": "
            + names.joined(separator: ", ") + stages
    }

    /// Removes the directory.
    ///
    /// - Throws: `FileFailure` if not all of it can be removed.
    package func run() throws(FileFailure) {
        // The rename is atomic; a partly deleted directory under the new name is not a study.
        let doomed = directory.path + ".deleted"
        Leftovers.removeTree(doomed)
        let ticket = Leftovers.add(path: doomed)
        defer { Leftovers.remove(ticket) }
        guard rename(directory.path, doomed) == 0 else {
            throw FileFailure(
                path: directory.path, action: "remove it", reason: String(cString: strerror(errno)))
        }
        Leftovers.removeTree(doomed)
        withExtendedLifetime(locks) {}
        guard !FileManager.default.fileExists(atPath: doomed) else {
            throw FileFailure(
                path: doomed, action: "remove all of it", reason: "some files can't be removed")
        }
    }
}
