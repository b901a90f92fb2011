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
        guard let stream = opendir(path) else { throw failure }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // The end and an error both return nil; only an error sets `errno`.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = String(cString: start.assumingMemoryBound(to: CChar.self))
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw failure }
        return names.sorted()
    }

    private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
