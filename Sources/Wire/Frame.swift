import CZlib
import Coordination

/// The envelope of every message: magic, version, kind, length and CRC-32.
///
///     0  4  "Podm"
///     4  2  version of the protocol
///     6  2  kind of message
///     8  4  length of the content in bytes
///     12 4  CRC-32 of version, kind, length, content and the body frame, if there is one
///     16    content
///
/// All numbers are little-endian. A second frame, the body, carries the unchanged bytes of a file.
struct Frame {
    static let headerSize = 16
    private static let magic: [UInt8] = Array("Podm".utf8)

    let version: UInt16
    let kind: UInt16
    let content: ArraySlice<UInt8>
    let body: [UInt8]?

    static func encode(kind: UInt16, content: [UInt8], body: [UInt8]?) -> [[UInt8]] {
        let version = ProtocolVersion.highest
        var writer = WireWriter()
        writer.write(version)
        writer.write(kind)
        writer.write(UInt32(content.count))
        writer.write(checksum(version, kind, content[...], body))
        return [magic + writer.bytes + content] + (body.map { [$0] } ?? [])
    }

    /// Parses the frames of a message of any version.
    init(_ frames: [[UInt8]]) throws(WireError) {
        guard let bytes = frames.first, bytes.count >= Self.headerSize else {
            throw .tooShort(bytes: frames.first?.count ?? 0)
        }
        guard frames.count <= 2 else { throw .malformed("\(frames.count) frames") }
        guard bytes[0..<4].elementsEqual(Self.magic) else { throw .notPodium }
        var header = WireReader(bytes[4..<Self.headerSize])
        version = try header.number()
        kind = try header.number()
        let length = Int(try header.number(UInt32.self))
        let crc: UInt32 = try header.number()
        content = bytes[Self.headerSize...]
        body = frames.count == 2 ? frames[1] : nil
        guard content.count == length else {
            throw .wrongLength(stated: length, found: content.count)
        }
        guard crc == Self.checksum(version, kind, content, body) else { throw .damaged }
    }

    /// Refuses versions that this build can't read.
    func requireKnownVersion() throws(WireError) {
        guard version >= ProtocolVersion.lowest, version <= ProtocolVersion.highest else {
            throw .unsupportedVersion(version)
        }
    }

    /// The body of a message that must have one.
    func requireBody(of what: String) throws(WireError) -> [UInt8] {
        guard let body else { throw .malformed("\(what) without its body") }
        return body
    }

    private static func checksum(
        _ version: UInt16, _ kind: UInt16, _ content: ArraySlice<UInt8>, _ body: [UInt8]?
    ) -> UInt32 {
        var prefix = WireWriter()
        prefix.write(version)
        prefix.write(kind)
        prefix.write(UInt32(content.count))
        var crc: UInt = 0
        for part in [prefix.bytes[...], content, (body ?? [])[...]] where !part.isEmpty {
            // crc32 with a null pointer would reset the checksum instead of adding nothing.
            crc = part.withUnsafeBufferPointer { crc32(crc, $0.baseAddress, uInt($0.count)) }
        }
        return UInt32(truncatingIfNeeded: crc)
    }
}
