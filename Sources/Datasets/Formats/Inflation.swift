import CZlib

/// Unpacks raw deflate data (RFC 1951) with zlib.
enum Inflation {
    /// Unpacks into `target` and returns the number of bytes written, which is smaller than the
    /// target's size if the data ends or is damaged.
    ///
    /// `isWhole` is whether the end of the data was reached.
    static func unpack(
        _ packed: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> (count: Int, isWhole: Bool) {
        var stream = z_stream()
        // A negative window size means no header and no checksum.
        guard
            inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return (0, false) }
        defer { inflateEnd(&stream) }
        let source = packed.bindMemory(to: UInt8.self)
        let place = target.bindMemory(to: UInt8.self)
        var taken = 0
        var filled = 0
        while true {
            // zlib counts in 32 bits.
            let input = min(source.count - taken, 1 << 30)
            let room = min(place.count - filled, 1 << 30)
            // zlib doesn't write to its input, although the pointer type is mutable.
            stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress.map { $0 + taken })
            stream.avail_in = UInt32(input)
            var spare: UInt8 = 0
            let code = withUnsafeMutablePointer(to: &spare) { spare in
                // When the target is full, one spare byte lets zlib reach the end of the data.
                stream.next_out = room > 0 ? place.baseAddress.map { $0 + filled } : spare
                stream.avail_out = UInt32(max(room, 1))
                return inflate(&stream, Z_NO_FLUSH)
            }
            let used = input - Int(stream.avail_in)
            let made = max(room, 1) - Int(stream.avail_out)
            taken += used
            if room == 0, made > 0 { return (filled, false) }
            filled += made
            if code == Z_STREAM_END { return (filled, true) }
            guard code == Z_OK, used + made > 0 else { return (filled, false) }
        }
    }
}
