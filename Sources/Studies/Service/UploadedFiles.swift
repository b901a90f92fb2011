import Datasets
import Files
import Foundation
import StudyModel

/// The files of submitted jobs on the coordinator's machine, each in the layout of the user's
/// directory, below `inputs/` in its study's directory.
///
/// A file appears complete and verified, or not at all. The files of a study that has begun are
/// never replaced: its record has their digests. One thread uses it.
package final class UploadedFiles {
    /// The largest file that an operator uploads.
    private static let largestFile = 16 << 30
    private static let mostUploads = 16

    private let results: String
    private var uploads = FileUploads(limit: UploadedFiles.mostUploads)

    package init(results: String) { self.results = results }

    /// Where a study's job file would be: its relative paths resolve from here.
    package static func jobFile(_ study: String, results: String) -> String {
        directory(study, results: results) + "/job.yaml"
    }

    private static func directory(_ study: String, results: String) -> String {
        StudyDirectory(results: results, study: study).path + "/inputs"
    }

    /// Whether a path stays below the job file's directory.
    package static func isInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.utf8.contains(0)
            && parts.allSatisfy { !$0.isEmpty && $0 != ".." && $0 != "." }
    }

    /// Whether there is a file at a piece's place, with whatever contents.
    package func has(_ piece: UploadedPiece) -> Bool {
        let directory = Self.directory(piece.study, results: results)
        return Self.isInside(piece.path)
            && FileManager.default.fileExists(atPath: directory + "/" + piece.path)
    }

    /// Takes a piece of a file; an empty piece asks where to continue.
    ///
    /// - Returns: the offset of the next piece; the file's size once it is complete and verified.
    package func take(_ piece: UploadedPiece) throws -> Int {
        func refusal(_ reason: String, isMistake: Bool = true) -> StudyError {
            .refusedCommand(
                study: piece.study, reason: "\(piece.path): \(reason)", isMistake: isMistake)
        }
        guard Self.isInside(piece.path), Self.isInside(piece.study), !piece.study.contains("/")
        else {
            throw refusal("the files of a submitted job lie below the job file's directory")
        }
        guard (0...Self.largestFile).contains(piece.byteCount), piece.sha256.isSHA256,
            let bytes = Data(base64Encoded: piece.bytes), bytes.count <= UploadedPiece.largest
        else { throw refusal("not a piece of a file that can be uploaded") }
        let path = Self.directory(piece.study, results: results) + "/" + piece.path
        let key = piece.sha256 + path
        if !uploads.isUnderWay(key) {
            switch Self.place(path, of: piece) {
            case .complete:
                if piece.isExecutable == true { chmod(path, 0o755) }
                return piece.byteCount
            case .another where StudyDirectory(results: results, study: piece.study).exists:
                throw refusal(
                    "the study exists, with another file of this name; submit the job under "
                        + "another name (--study)")
            case .another, .free: break
            }
        }
        let outcome = try uploads.take(
            FileUploads.Piece(
                byteCount: piece.byteCount, sha256: piece.sha256, offset: piece.offset,
                bytes: Array(bytes)),
            of: key, isDurable: true
        ) { try Self.begin(path, mode: piece.isExecutable == true ? 0o755 : 0o644) }
        switch outcome {
        case .next(let offset): return offset
        case .complete: return piece.byteCount
        case .sizesDiffer, .tooLong, .damaged:
            throw refusal(
                "it arrived damaged, or changed while it was sent; submit again", isMistake: false)
        }
    }

    private static func begin(_ path: String, mode: UInt32) throws -> PartialFile {
        let directory = (path as NSString).deletingLastPathComponent
        try Directory.make(directory)
        return try PartialFile(for: path, mode: mode)
    }

    /// What is at the path of a file.
    private enum Place { case free, another, complete }

    private static func place(_ path: String, of piece: UploadedPiece) -> Place {
        var status = stat()
        guard stat(path, &status) == 0 else { return .free }
        let isSame =
            Int(status.st_size) == piece.byteCount
            && (try? SHA256.ofFile(path)) == piece.sha256
        return isSame ? .complete : .another
    }
}
