import Files

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TensorFile {
    /// Reads a file from disk.
    ///
    /// - Throws: `EngineError.fileFailure` if it can't be read, `badCheckpoint` if it is not a
    ///   complete safetensors file.
    package init(path: String) throws(EngineError) {
        guard let file = fopen(path, "rbe") else { throw Self.failure(path, "can't be opened") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&block, 1, block.count, file)
            guard count > 0 else { break }
            bytes += block[..<count]
        }
        guard ferror(file) == 0 else { throw Self.failure(path, "can't be read") }
        try self.init(decoding: bytes, source: path)
    }

    /// Writes the file atomically.
    ///
    /// - Throws: `EngineError.fileFailure`.
    package func write(path: String) throws(EngineError) {
        do { try AtomicFile.write(encoded(), to: path) } catch {
            throw .fileFailure(path: path, reason: "can't be written: \(error.reason)")
        }
    }

    private static func failure(_ path: String, _ what: String) -> EngineError {
        .fileFailure(path: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
