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
        // The end and an error both return nil; only an error sets `errno`.
        errno = 0
        while let entry = readdir(stream) {
            withName(of: entry) { name in
                if let name { names.append(String(cString: name)) }
            }
            errno = 0
        }
        guard errno == 0 else { throw failure }
        return names.sorted()
    }

    /// The names in an open directory as bytes that end with zero: a name need not be UTF-8.
    static func bytes(of directory: Int32) -> [[CChar]] {
        let copy = dup(directory)
        guard copy >= 0, let stream = fdopendir(copy) else {
            if copy >= 0 { close(copy) }
            return []
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream) {
            withName(of: entry) { name in
                guard let name else { return }
                names.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
            }
        }
        return names
    }

    /// Gives the name of an entry; nil for `.` and `..`.
    private static func withName(
        of entry: UnsafePointer<dirent>, _ body: (UnsafePointer<CChar>?) -> Void
    ) {
        let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
        let name = start.assumingMemoryBound(to: CChar.self)
        body(strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ? nil : name)
    }

    private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
