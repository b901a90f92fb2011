/// Writes whole files: a reader sees the old bytes or all of the new ones.
package enum AtomicFile {
    /// Writes the bytes beside `path`, makes them durable and renames them into place.
    ///
    /// The directory must exist. After an error the old file is unchanged and nothing is left
    /// behind.
    ///
    /// - Parameters:
    ///   - mode: the file's permissions, set before its first byte is written.
    ///   - replacing: whether an existing file is replaced; if false, an existing file is an error.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, replacing: Bool = true
    ) throws(FileFailure) {
        let file = try PartialFile(for: path, mode: mode)
        try file.append(bytes)
        try file.commit(replacing: replacing)
    }

    /// Writes a text as UTF-8.
    package static func write(_ text: String, to path: String) throws(FileFailure) {
        try write(Array(text.utf8), to: path)
    }
}
