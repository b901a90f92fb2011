import CZlib

/// A chunk of a PNG file: a type of four letters and its bytes.
struct PNGChunk: Sendable, Hashable {
    var type: String
    var payload: [UInt8]

    /// The encoded chunk: length, type, payload and checksum.
    var bytes: [UInt8] {
        let checked = Array(type.utf8) + payload
        let sum = checked.withUnsafeBufferPointer {
            crc32(0, $0.baseAddress, UInt32($0.count))
        }
        return Self.number(UInt32(payload.count)) + checked
            + Self.number(UInt32(truncatingIfNeeded: sum))
    }

    /// The chunks of a PNG file; for a damaged file, those before the damage.
    static func chunks(of file: [UInt8]) -> [PNGChunk] {
        var chunks: [PNGChunk] = []
        var start = PNG.signature.count
        while start + 12 <= file.count {
            let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= file.count - start - 12 else { break }
            let type = String(decoding: file[start + 4..<start + 8], as: UTF8.self)
            chunks.append(
                PNGChunk(type: type, payload: Array(file[start + 8..<start + 8 + length])))
            start += 12 + length
        }
        return chunks
    }

    /// Four bytes, big-endian.
    static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// Two bytes, big-endian.
    static func number(_ value: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
}
