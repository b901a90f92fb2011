package import Files

extension SHA256 {
    /// The digest of a file in lower-case hexadecimal; not mapped, as it may be truncated
    /// meanwhile.
    package static func ofFile(_ path: String) throws(DatasetError) -> String {
        var hash = SHA256()
        var offset = 0
        while true {
            let piece = try SystemCalls.read(path, offset: offset, count: 1 << 20)
            if piece.isEmpty { return hash.finish() }
            hash.update(piece)
            offset += piece.count
        }
    }
}
