import CZlib

/// Unpacks gzip files (RFC 1952) with zlib.
enum Gzip {
    /// The unpacked bytes, or the reason for the failure.
    static func unpack(
        _ packed: [UInt8], limit: Int
    ) -> Result<[UInt8], UnpackingFailure> {
        // The last four bytes are the length modulo 2^32: a hint that avoids growing the array.
        let hint = packed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        var unpacked = [UInt8](repeating: 0, count: min(max(hint, 1), limit))
        var stream = z_stream()
        let automaticWindow: Int32 = 15
        let gzipOnly: Int32 = 16
        let version = ZLIB_VERSION
        guard
            inflateInit2_(
                &stream, automaticWindow + gzipOnly, version, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else { return .failure(UnpackingFailure(reason: "zlib can't start")) }
        defer { inflateEnd(&stream) }

        let failure: UnpackingFailure? = packed.withUnsafeBytes { source in
            // zlib doesn't write to its input, although the pointer type is mutable.
            stream.next_in = UnsafeMutablePointer(
                mutating: source.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(source.count)
            return inflateAll(&stream, into: &unpacked, limit: limit)
        }
        if let failure { return .failure(failure) }
        return .success(unpacked)
    }

    /// Inflates the whole stream; grows the array if the hint was too small.
    private static func inflateAll(
        _ stream: inout z_stream, into unpacked: inout [UInt8], limit: Int
    ) -> UnpackingFailure? {
        var filled = 0
        while true {
            if filled == unpacked.count {
                guard filled < limit else {
                    return UnpackingFailure(reason: "it unpacks to more than \(limit) bytes")
                }
                let more = min(max(filled, 1 << 16), limit - filled)
                unpacked.append(contentsOf: repeatElement(0, count: more))
            }
            let room = unpacked.count - filled
            let code = unpacked.withUnsafeMutableBytes { target in
                stream.next_out = target.bindMemory(to: UInt8.self).baseAddress.map { $0 + filled }
                stream.avail_out = UInt32(room)
                return inflate(&stream, Z_NO_FLUSH)
            }
            filled += room - Int(stream.avail_out)
            if code == Z_STREAM_END {
                unpacked.removeLast(unpacked.count - filled)
                return nil
            }
            if code == Z_BUF_ERROR && stream.avail_out == 0 { continue }
            guard code == Z_OK, stream.avail_in > 0 || stream.avail_out == 0 else {
                let text = stream.msg.map { String(cString: $0) }
                return UnpackingFailure(
                    reason: code == Z_OK || code == Z_BUF_ERROR
                        ? "the gzip file is truncated"
                        : "not a good gzip file: \(text ?? "zlib says \(code)")")
            }
        }
    }
}

/// The reason why a file could not be unpacked.
struct UnpackingFailure: Error, Sendable, Hashable {
    var reason: String
}
