package import Foundation

/// The names in a directory.
///
/// Foundation's listing copies each entry with the largest size that a name can have (280 bytes).
/// An entry at the end of the C library's buffer is shorter, so that the copy can read memory that
/// is not mapped, and the process ends. This listing reads a name up to its terminating zero.
package enum DirectoryListing {
    /// The names in a directory, sorted, without `.` and `..`.
    ///
    /// - Throws: `POSIXError` if the directory can't be read.
    package static func names(in path: String) throws(POSIXError) -> [String] {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure }
        defer { close(directory) }
        return try bytes(of: directory).map { name in
            name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        }.sorted()
    }

    /// The names in an open directory as bytes that end with zero: a name need not be UTF-8.
    static func bytes(of directory: Int32) throws(POSIXError) -> [[CChar]] {
        let copy = dup(directory)
        guard copy >= 0 else { throw failure }
        guard let stream = fdopendir(copy) else {
            defer { close(copy) }
            throw failure
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while true {
            // The end and an error both return nil; only an error sets `errno`.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = start.assumingMemoryBound(to: CChar.self)
            if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
            names.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
        }
        guard errno == 0 else { throw failure }
        return names
    }

    private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
