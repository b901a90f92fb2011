import Files
import Foundation
import StudyModel
import UserPrograms

/// Reads the checkpoint directory of a program that runs.
///
/// The program replaces the file `podium-epoch` after all other files of a state. So a state is
/// whole if no file is newer than this one, and if nothing changes while the files are read. A
/// state that is not whole is left for later.
struct RunningCheckpoint {
    /// The file with the number of the saved epoch.
    static let marker = "podium-epoch"

    private let directory: CheckpointDirectory
    /// Why the program's states can't be kept; nil if they can.
    private(set) var fault: String?
    /// The epoch of the last state that was read.
    private var lastEpoch = 0
    /// The bytes of the last state that was read.
    private(set) var newest: [UInt8]?

    init(_ directory: CheckpointDirectory) { self.directory = directory }

    /// The state with the results up to its epoch, encoded.
    ///
    /// - Parameter results: all results of the trial so far, by epoch.
    /// - Returns: nil if there is no new state, or none that is whole.
    mutating func read(_ results: [IntermediateResult]) -> [UInt8]? {
        guard fault == nil, let epoch = markedEpoch, epoch > lastEpoch,
            results.last.map({ $0.epoch >= epoch }) == true,
            let before = Facts(directory.path), before.isWhole, markedEpoch == epoch
        else { return nil }
        do {
            guard let entries = try directory.read(), Facts(directory.path) == before else {
                return nil
            }
            let known = results.filter { $0.epoch <= epoch }
            let bytes = try ProgramCheckpoint(results: known, entries: entries).encoded()
            (lastEpoch, newest) = (epoch, bytes)
            return bytes
        } catch let found as ArchiveFault {
            fault = found.text
        } catch {
            // A file that disappears while it is read belongs to the next state.
        }
        return nil
    }

    /// The number in the marker.
    private var markedEpoch: Int? {
        let path = directory.path + "/" + Self.marker
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return Int(text.split(whereSeparator: \.isWhitespace).first ?? "")
    }
}

/// What changes when a file of a directory changes.
private struct Facts: Equatable {
    private struct File: Equatable {
        var path: String
        var inode: UInt64
        var size: Int64
        /// Seconds and nanoseconds of the last change.
        var changed: [Int]
    }

    private var files: [File] = []

    /// Nil if a file disappears meanwhile.
    init?(_ directory: String) {
        for (path, _) in Directory.files(below: directory) {
            var status = stat()
            guard lstat(directory + "/" + path, &status) == 0 else { return nil }
            files.append(
                File(
                    path: path, inode: UInt64(status.st_ino), size: Int64(status.st_size),
                    changed: [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]))
        }
    }

    /// Whether no file is newer than the marker.
    var isWhole: Bool {
        guard let marker = files.first(where: { $0.path == RunningCheckpoint.marker }) else {
            return false
        }
        return files.allSatisfy { !marker.changed.lexicographicallyPrecedes($0.changed) }
    }
}
