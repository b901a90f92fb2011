import CZlib
import Portable

/// The files of a ZIP archive, such as an .npz file, as listed in its directory.
///
/// Source: PKWARE's APPNOTE.TXT 6.3.9, sections 4.3 (records) and 4.5.3 (ZIP64).
struct ZipDirectory: Sendable {
    struct Entry: Sendable, Hashable {
        var name: String
        /// 0: stored, 8: deflated.
        var method: Int
        var isEncrypted: Bool
        var checksum: UInt32
        var packedByteCount: Int
        var byteCount: Int
        /// The offset of its local header.
        var headerOffset: Int
    }

    /// The largest compression ratio of zlib.
    static let largestRatio = 1032
    private static let entryLimit = 4096

    private(set) var entries: [Entry] = []

    init(_ archive: UnsafeRawBufferPointer) throws(FormatFailure) {
        let file = Fields(archive)
        // The end record of an archive has 22 bytes and a comment of up to 65535.
        let last = archive.count - 22
        guard last >= 0,
            let end = stride(from: last, through: max(0, last - 65_535), by: -1)
                .first(where: { file.number(at: $0, 4) == 0x0605_4B50 })
        else {
            throw FormatFailure(
                "a ZIP archive without the directory at its end (truncated)",
                expected: "a whole .npz file")
        }
        var count = file.number(at: end + 10, 2) ?? 0
        var position = file.number(at: end + 16, 4) ?? 0
        if count == 0xFFFF || position == 0xFFFF_FFFF {
            guard file.number(at: end - 20, 4) == 0x0706_4B50,
                let wide = file.number(at: end - 12, 8), file.number(at: wide, 4) == 0x0606_4B50,
                let wideCount = file.number(at: wide + 32, 8),
                let wideStart = file.number(at: wide + 48, 8)
            else { throw Self.damaged }
            (count, position) = (wideCount, wideStart)
        }
        guard count <= Self.entryLimit else {
            throw FormatFailure("\(count, "file")", expected: "at most \(Self.entryLimit)")
        }
        for _ in 0..<count {
            entries.append(try Self.entry(at: &position, in: file))
        }
    }

    private static var damaged: FormatFailure {
        FormatFailure("a damaged ZIP directory", expected: "a whole .npz file")
    }

    private static func entry(
        at position: inout Int, in file: Fields
    ) throws(FormatFailure) -> Entry {
        guard file.number(at: position, 4) == 0x0201_4B50,
            let flags = file.number(at: position + 8, 2),
            let method = file.number(at: position + 10, 2),
            let checksum = file.number(at: position + 16, 4),
            var packed = file.number(at: position + 20, 4),
            var unpacked = file.number(at: position + 24, 4),
            let nameLength = file.number(at: position + 28, 2),
            let extraLength = file.number(at: position + 30, 2),
            let commentLength = file.number(at: position + 32, 2),
            var header = file.number(at: position + 42, 4),
            let name = file.text(at: position + 46, nameLength)
        else { throw damaged }
        // ZIP64: numbers that don't fit are in an extra field, in this order.
        var extra = position + 46 + nameLength
        let extraEnd = extra + extraLength
        while extra + 4 <= extraEnd {
            guard let id = file.number(at: extra, 2), let size = file.number(at: extra + 2, 2)
            else { throw damaged }
            if id == 1 {
                var place = extra + 4
                func wide(_ value: inout Int) throws(FormatFailure) {
                    guard value == 0xFFFF_FFFF else { return }
                    guard place + 8 <= extra + 4 + size, let number = file.number(at: place, 8)
                    else { throw damaged }
                    value = number
                    place += 8
                }
                try wide(&unpacked)
                try wide(&packed)
                try wide(&header)
            }
            extra += 4 + size
        }
        position = extraEnd + commentLength
        return Entry(
            name: name, method: method, isEncrypted: flags & 1 == 1,
            checksum: UInt32(truncatingIfNeeded: checksum), packedByteCount: packed,
            byteCount: unpacked, headerOffset: header)
    }

    /// The name of a method of packing.
    ///
    /// Source: APPNOTE.TXT of PKWARE, 4.4.5.
    private static func methodName(_ method: Int) -> String {
        switch method {
        case 1...6: "an old method (\(method))"
        case 9: "Deflate64 (9)"
        case 12: "bzip2 (12)"
        case 14: "LZMA (14)"
        case 20, 93: "Zstandard (\(method))"
        case 95: "XZ (95)"
        case 98: "PPMd (98)"
        default: "the method \(method)"
        }
    }

    /// The range of an entry's packed bytes, checked against the archive.
    static func packedRange(
        of entry: Entry, in archive: UnsafeRawBufferPointer
    ) throws(FormatFailure) -> Range<Int> {
        let file = Fields(archive)
        guard !entry.isEncrypted, entry.method == 0 || entry.method == 8 else {
            throw FormatFailure(
                entry.isEncrypted
                    ? "encrypted bytes" : "bytes packed by \(methodName(entry.method))",
                expected: "stored or deflated, as numpy.savez and savez_compressed write it")
        }
        guard file.number(at: entry.headerOffset, 4) == 0x0403_4B50,
            let nameLength = file.number(at: entry.headerOffset + 26, 2),
            let extraLength = file.number(at: entry.headerOffset + 28, 2)
        else { throw damaged }
        let start = entry.headerOffset + 30 + nameLength + extraLength
        guard entry.packedByteCount <= archive.count - start else {
            throw FormatFailure(
                "\(max(0, archive.count - start)) of its \(entry.packedByteCount) bytes "
                    + "(truncated)",
                expected: "a whole .npz file")
        }
        let bound =
            entry.method == 0
            ? entry.packedByteCount : entry.packedByteCount * largestRatio + 64
        guard entry.method == 0 ? entry.byteCount == bound : entry.byteCount <= bound else {
            throw FormatFailure(
                "\(entry.byteCount) bytes in \(entry.packedByteCount)",
                expected: "a length that so few bytes can hold")
        }
        return start..<start + entry.packedByteCount
    }

    /// The CRC-32 of two byte sequences, one after the other.
    static func checksum(of start: [UInt8], then bytes: UnsafeRawBufferPointer) -> UInt32 {
        checksum(bytes, after: start.withUnsafeBytes { checksum($0) })
    }

    /// The CRC-32 of some bytes, as in ZIP files.
    static func checksum(_ bytes: UnsafeRawBufferPointer, after earlier: UInt32 = 0) -> UInt32 {
        var crc = UInt(earlier)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            crc = crc32(crc, piece.bindMemory(to: UInt8.self).baseAddress, uInt(piece.count))
            rest = rest.dropFirst(piece.count)
        }
        return UInt32(truncatingIfNeeded: crc)
    }
}

/// Reads little-endian numbers at offsets in a file; nil beyond its end.
private struct Fields {
    let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    func number(at position: Int, _ size: Int) -> Int? {
        guard position >= 0, position <= bytes.count - size else { return nil }
        var value: UInt64 = 0
        for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[position + index]) }
        // The limit is larger than any file and small enough that sums don't overflow.
        return value < 1 << 50 ? Int(value) : nil
    }

    func text(at position: Int, _ count: Int) -> String? {
        guard position >= 0, position <= bytes.count - count else { return nil }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }
}
