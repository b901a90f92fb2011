import Files
import Foundation
import UserPrograms

/// Packs a program's checkpoint directory, and restores it.
struct CheckpointDirectory {
    let path: String
    /// Bytes of all files.
    let limit: Int

    /// The files and the empty directories; nil if there are none.
    ///
    /// A symbolic link to a file inside is packed as the file.
    ///
    /// - Throws: `ArchiveFault` for what a checkpoint can't have, or for more than the limit.
    func read() throws -> [TapeArchive.Entry]? {
        var root = stat()
        guard stat(path, &root) == 0, root.st_mode & S_IFMT == S_IFDIR else {
            throw ArchiveFault("the program removed or replaced its checkpoint directory")
        }
        var entries: [TapeArchive.Entry] = []
        var size = 0
        try read("", &entries, &size)
        return entries.isEmpty ? nil : entries
    }

    private func read(
        _ directory: String, _ entries: inout [TapeArchive.Entry], _ size: inout Int
    ) throws {
        let names = try Directory.names(in: path + (directory.isEmpty ? "" : "/" + directory))
        if names.isEmpty, !directory.isEmpty { entries.append(.init(directory, bytes: nil)) }
        for name in names {
            let place = directory.isEmpty ? name : directory + "/" + name
            var status = stat()
            guard lstat(path + "/" + place, &status) == 0 else {
                let code = errno
                throw fault(in: place, code: code)
                    ?? FileFailure(path: path + "/" + place, action: "look at it", code: code)
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                let fault = access(path + "/" + place, R_OK | X_OK) == 0 ? nil : errno
                if let fault = self.fault(in: place, code: fault) { throw fault }
                try read(place, &entries, &size)
            case S_IFREG: entries.append(try file(place, status, &size))
            case S_IFLNK:
                var target = stat()
                guard isInside(place), stat(path + "/" + place, &target) == 0,
                    target.st_mode & S_IFMT == S_IFREG
                else {
                    throw ArchiveFault(
                        "'\(place)' is a symbolic link to no file of the checkpoint directory")
                }
                entries.append(try file(place, target, &size))
            default: throw ArchiveFault("'\(place)' is neither a file nor a directory")
            }
        }
    }

    /// What is wrong with a file because of what the program did with it; nil if it is the
    /// machine's fault, which the worker reports as its own.
    private func fault(in place: String, code: Int32?) -> ArchiveFault? {
        switch code {
        // Names come as UTF-8, so another name is not found again.
        case ENOENT where place.contains("\u{FFFD}"):
            ArchiveFault("the name '\(place)' is not UTF-8")
        case ENOENT: ArchiveFault("'\(place)' vanished while the checkpoint was read")
        case ENAMETOOLONG: ArchiveFault("the path of '\(place.suffix(100))' is too long")
        case EACCES, EPERM: ArchiveFault("'\(place)' may not be read")
        default: nil
        }
    }

    private func isInside(_ place: String) -> Bool {
        guard let root = Self.real(path), let target = Self.real(path + "/" + place) else {
            return false
        }
        return target.hasPrefix(root + "/")
    }

    private static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    private func file(
        _ place: String, _ status: stat, _ size: inout Int
    ) throws -> TapeArchive.Entry {
        size += Int(status.st_size)
        guard size <= limit else {
            throw ArchiveFault(
                "its files have more than \(limit) bytes, the job's `checkpoint_limit`")
        }
        guard let handle = FileHandle(forReadingAtPath: path + "/" + place) else {
            let code = errno
            throw fault(in: place, code: code)
                ?? FileFailure(path: path + "/" + place, action: "read it", code: code)
        }
        defer { try? handle.close() }
        // A process that still writes could make it longer meanwhile.
        let bytes = Array(try handle.read(upToCount: Int(status.st_size)) ?? Data())
        return .init(place, isExecutable: status.st_mode & 0o100 != 0, bytes: bytes)
    }

    /// Writes the entries into the directory, which is empty.
    func write(_ entries: [TapeArchive.Entry]) throws(FileFailure) {
        for entry in entries {
            try RunDirectory.makeParents(of: entry.path, below: path)
            let target = path + "/" + entry.path
            if let bytes = entry.bytes {
                try RunDirectory.write(
                    bytes, to: target, mode: entry.isExecutable ? 0o755 : 0o644)
            } else if mkdir(target, 0o755) != 0, errno != EEXIST {
                throw FileFailure(path: target, action: "make the directory", code: errno)
            }
        }
    }
}
