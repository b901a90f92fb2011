import CZlib

/// The envelope of every message: magic, version, kind, length and CRC-32 of the content.
///
///     0  4  "Podm"
///     4  2  version of the protocol
///     6  2  kind of message
///     8  4  length of the content in bytes
///     12 4  CRC-32 of kind, length and content
///     16    content
///
/// All numbers are little-endian.
enum Frame {
    static let headerSize = 16
    private static let magic: [UInt8] = Array("Podm".utf8)

    static func encode(kind: UInt16, version: UInt16, content: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.write(version)
        writer.write(kind)
        writer.write(UInt32(content.count))
        writer.write(checksum(kind: kind, content: content[...]))
        return magic + writer.bytes + content
    }

    static func decode(
        _ bytes: [UInt8], versions: ClosedRange<UInt16>
    ) throws(WireError) -> (kind: UInt16, content: ArraySlice<UInt8>) {
        guard bytes.count >= headerSize else { throw .tooShort(bytes: bytes.count) }
        guard bytes[0..<4].elementsEqual(magic) else { throw .notPodium }
        var header = WireReader(bytes[4..<headerSize])
        let version: UInt16 = try header.number()
        let kind: UInt16 = try header.number()
        let length = Int(try header.number(UInt32.self))
        let crc: UInt32 = try header.number()
        let content = bytes[headerSize...]
        guard content.count == length else {
            throw .wrongLength(stated: length, found: content.count)
        }
        guard crc == checksum(kind: kind, content: content) else { throw .damaged }
        guard versions.contains(version) else { throw .unsupportedVersion(version) }
        return (kind, content)
    }

    private static func checksum(kind: UInt16, content: ArraySlice<UInt8>) -> UInt32 {
        var prefix = WireWriter()
        prefix.write(kind)
        prefix.write(UInt32(content.count))
        let start = prefix.bytes.withUnsafeBufferPointer {
            crc32(0, $0.baseAddress, uInt($0.count))
        }
        // crc32 with a null pointer starts anew instead of adding nothing.
        guard !content.isEmpty else { return UInt32(truncatingIfNeeded: start) }
        return content.withUnsafeBufferPointer {
            UInt32(truncatingIfNeeded: crc32(start, $0.baseAddress, uInt($0.count)))
        }
    }
}
