import Foundation
import ProcessControl

/// The contents of a directory.
package enum Directory {
    /// The names in a directory, sorted, without `.` and `..`.
    ///
    /// - Throws: `FileFailure` if the directory can't be read.
    package static func names(in path: String) throws(FileFailure) -> [String] {
        do {
            return try DirectoryListing.names(in: path)
        } catch {
            throw FileFailure(
                path: path, action: "read the directory", code: error.code.rawValue)
        }
    }

    /// Makes a directory with those above it; nothing happens if it is there.
    ///
    /// - Parameter mode: the permissions of the directories that are made.
    package static func make(_ path: String, mode: UInt32 = 0o777) throws(FileFailure) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw FileFailure(
                    path: path, action: "make the directory",
                    reason: "there is a file of this name; expected a directory, or a new name")
            }
            return
        }
        if mkdir(path, mode_t(mode)) == 0 { return }
        let code = errno
        let parent = (path as NSString).deletingLastPathComponent
        if code == ENOTDIR, stat(parent, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
            throw FileFailure(
                path: path, action: "make the directory",
                reason: "there is a file of the name \(parent); expected a directory")
        }
        if code == ENOENT || code == ENOTDIR, !parent.isEmpty, parent != path {
            try make(parent, mode: mode)
            if mkdir(path, mode_t(mode)) == 0 { return }
        }
        let failure = FileFailure(path: path, action: "make the directory", code: errno)
        // Another process may have made it in the meantime.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw failure }
    }

    /// The names in a directory, sorted; empty if the directory can't be read.
    package static func readableNames(in path: String) -> [String] {
        (try? DirectoryListing.names(in: path)) ?? []
    }

    /// The files at any depth below a directory, as paths below it.
    ///
    /// Links are files; what they lead to is left out. Directories that can't be read are empty.
    package static func files(below path: String) -> [(path: String, bytes: Int)] {
        readableNames(in: path).flatMap { name -> [(path: String, bytes: Int)] in
            var status = stat()
            guard lstat(path + "/" + name, &status) == 0 else { return [] }
            guard status.st_mode & S_IFMT == S_IFDIR else { return [(name, Int(status.st_size))] }
            return files(below: path + "/" + name).map { (name + "/" + $0.path, $0.bytes) }
        }
    }
}
