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
    /// - Throws: `EngineError.fileFailure` where it can't be read, `badCheckpoint` where it is not
    ///   a whole safetensors file of 32-bit floats.
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

    /// Writes the file whole or not at all: beside its place first, then renamed into it.
    ///
    /// - Throws: `EngineError.fileFailure`.
    package func write(path: String) throws(EngineError) {
        let bytes = encoded()
        let temporary = "\(path).\(getpid()).partial"
        guard let file = fopen(temporary, "wbe") else {
            throw Self.failure(temporary, "can't be created")
        }
        let written = fwrite(bytes, 1, bytes.count, file)
        let flushed = fflush(file) == 0 && fsync(fileno(file)) == 0
        guard fclose(file) == 0, flushed, written == bytes.count else {
            let failure = Self.failure(temporary, "can't be written")
            unlink(temporary)
            throw failure
        }
        guard rename(temporary, path) == 0 else {
            let failure = Self.failure(path, "can't be replaced")
            unlink(temporary)
            throw failure
        }
    }

    private static func failure(_ path: String, _ what: String) -> EngineError {
        .fileFailure(path: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
