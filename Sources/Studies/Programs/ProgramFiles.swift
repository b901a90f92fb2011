import Datasets
import Files
import Foundation
import StudyModel
import UserPrograms

/// Finds the files of a job's `files` below a directory.
///
/// A path names a file, or a directory with everything in it. In a pattern, `*`, `?` and `[…]`
/// stand for characters of one name (fnmatch(3)). Hidden files and Python's caches count only if
/// they are named.
struct ProgramFiles {
    private let directory: String
    /// The directory without symbolic links.
    private let root: String

    static func isDirectory(_ path: String) -> Bool { real(path) != nil }

    init(directory: String) throws {
        self.directory = directory
        guard let found = Self.real(directory) else {
            throw ProgramFileMistake("there is no directory \(directory)")
        }
        root = found
    }

    /// The files of one path or pattern, in the order of their names.
    func found(_ pattern: String) throws -> [ProgramFile] {
        var text = pattern
        while text.hasSuffix("/") { text.removeLast() }
        if text.hasPrefix("./") { text.removeFirst(2) }
        guard !text.isEmpty, text != "." else {
            throw ProgramFileMistake(
                "'\(pattern)' is the whole directory, and its results too; expected the files or "
                    + "directories that the program needs")
        }
        guard !text.split(separator: "/").contains("..") else {
            throw ProgramFileMistake(
                "'\(pattern)' leads out of \(directory); expected a path below it, or another "
                    + "directory as files_from, such as files_from: ..")
        }
        if let complaint = RunPath.complaint(about: text) {
            throw ProgramFileMistake(
                complaint + "; expected a path below \(directory) (files_from is another directory)"
            )
        }
        let names = matches(text.split(separator: "/").map(String.init), below: "")
        guard !names.isEmpty else {
            throw ProgramFileMistake(
                Self.isPattern(text)
                    ? "no file below \(directory) matches '\(pattern)'"
                    : "there is no file \(directory)/\(text)")
        }
        var files: [ProgramFile] = []
        for name in names { files += try self.files(name) }
        guard !files.isEmpty else {
            throw ProgramFileMistake("'\(pattern)' has no files")
        }
        return files
    }

    // MARK: Patterns

    private static func isPattern(_ text: String) -> Bool {
        text.contains { "*?[".contains($0) }
    }

    private func matches(_ parts: [String], below parent: String) -> [String] {
        guard let part = parts.first else { return [parent] }
        let candidates: [String]
        if Self.isPattern(part) {
            candidates = names(in: parent).filter { fnmatch(part, $0, FNM_PERIOD) == 0 }
        } else {
            candidates = exists(joined(parent, part)) ? [part] : []
        }
        return candidates.flatMap { matches(Array(parts.dropFirst()), below: joined(parent, $0)) }
    }

    private func joined(_ parent: String, _ name: String) -> String {
        parent.isEmpty ? name : parent + "/" + name
    }

    private func names(in name: String) -> [String] {
        Directory.readableNames(in: directory + "/" + name)
    }

    private func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(directory + "/" + name, &status) == 0
    }

    // MARK: Files

    private func files(_ name: String) throws -> [ProgramFile] {
        let path = directory + "/" + name
        guard let target = Self.real(path) else { throw unreachable(path, code: errno) }
        guard target.hasPrefix(root + "/") else {
            throw ProgramFileMistake(
                "\(path) is a symbolic link that leads out of \(directory); expected a file in it")
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ProgramFileMistake("\(path) can't be read: \(String(cString: strerror(errno)))")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            return [
                ProgramFile(
                    try InputFile(reading: path), name: name,
                    isExecutable: status.st_mode & 0o111 != 0)
            ]
        case S_IFDIR:
            var link = stat()
            guard lstat(path, &link) == 0, link.st_mode & S_IFMT == S_IFDIR else {
                throw ProgramFileMistake(
                    "\(path) is a symbolic link to a directory; expected the directory itself")
            }
            return try names(in: name)
                .filter { !$0.hasPrefix(".") && $0 != "__pycache__" }
                .flatMap { try files(name + "/" + $0) }
        default:
            throw ProgramFileMistake("\(path) is neither a file nor a directory")
        }
    }

    /// Why a path that exists leads to no file.
    private func unreachable(_ path: String, code: Int32) -> ProgramFileMistake {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
        guard let link, code == ENOENT else {
            return ProgramFileMistake("\(path) can't be read: \(String(cString: strerror(code)))")
        }
        return ProgramFileMistake(
            "\(path) is a symbolic link to \(link), which does not exist; expected a file")
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}

/// A mistake in a job's `files`.
struct ProgramFileMistake: Error, CustomStringConvertible {
    var description: String

    init(_ text: String) { description = text }
}
