/// What a MATLAB file looks like, and whether it has its end.
extension MATLABContents {
    /// The header length of a version 5 file; its last bytes are the version and the byte order.
    private static let headerByteCount = 128

    /// Whether a file begins like a MATLAB file: with a text of 116 bytes and a version; or, in
    /// version 4, with the type of its first matrix.
    static func isMagic(_ start: [UInt8]) -> Bool {
        start.withUnsafeBytes(isMagic)
    }

    private static func isMagic(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let version = version(of: bytes) { return [1, 2].contains(version.number) }
        guard bytes.count >= 20 else { return false }
        func word(_ index: Int, isBig: Bool) -> Int {
            number(bytes, at: 4 * index, isBig: isBig)
        }
        for (isBig, machine) in [(false, 0), (true, 1)] {
            let type = word(0, isBig: isBig)
            // M, O, P, T: machine, zero, precision, kind of matrix.
            guard type / 1000 == machine, type / 100 % 10 == 0, type / 10 % 10 <= 5, type % 10 <= 2
            else { continue }
            if word(3, isBig: isBig) <= 1, (2...64).contains(word(4, isBig: isBig)) {
                return true
            }
        }
        return false
    }

    /// The byte order and the version in the header of version 5 or 7.3; nil for version 4.
    private static func version(of bytes: UnsafeRawBufferPointer) -> (isBig: Bool, number: UInt8)? {
        guard bytes.count >= headerByteCount else { return nil }
        switch (bytes[126], bytes[127]) {
        case (UInt8(ascii: "I"), UInt8(ascii: "M")): return (false, bytes[125])
        case (UInt8(ascii: "M"), UInt8(ascii: "I")): return (true, bytes[124])
        default: return nil
        }
    }

    /// Refuses a file that states a greater length than it has.
    static func requireWhole(_ bytes: UnsafeRawBufferPointer) throws(FormatFailure) {
        switch version(of: bytes) {
        case (let isBig, 1)?: try requireElements(bytes, from: headerByteCount, isBig: isBig)
        case (_, 2)?: try requireSuperblockEnd(bytes)
        case .some: return
        case nil: try requireMatrices(bytes)
        }
    }

    private static func requireEnd(
        _ end: Int, _ bytes: UnsafeRawBufferPointer
    ) throws(FormatFailure) {
        guard end <= bytes.count else {
            throw FormatFailure(
                "\(bytes.count) bytes (truncated)",
                expected: "\(end) or more; copy the file again, or save it again")
        }
    }

    /// Version 5: elements with their lengths, one after another.
    private static func requireElements(
        _ bytes: UnsafeRawBufferPointer, from start: Int, isBig: Bool
    ) throws(FormatFailure) {
        var position = start
        while position < bytes.count {
            try requireEnd(position + 8, bytes)
            position += 8 + number(bytes, at: position + 4, isBig: isBig)
        }
        try requireEnd(position, bytes)
    }

    /// Version 4: matrices, each with a header of 20 bytes, its name and its elements.
    private static func requireMatrices(_ bytes: UnsafeRawBufferPointer) throws(FormatFailure) {
        // The bytes of an element, by the digit P of the type MOPT.
        let sizes = [8, 4, 4, 2, 2, 1]
        guard bytes.count >= 20 else { return }
        let isBig = number(bytes, at: 0, isBig: false) > 9_999
        var position = 0
        while position < bytes.count {
            try requireEnd(position + 20, bytes)
            let header = (0..<5).map { number(bytes, at: position + 4 * $0, isBig: isBig) }
            let precision = header[0] / 10 % 10
            guard precision < sizes.count else { return }
            let parts = header[3] == 1 ? 2 : 1
            let (count, overflow) = header[1].multipliedReportingOverflow(by: header[2])
            guard !overflow, count < Extents.limit else { return }
            position += 20 + header[4] + count * sizes[precision] * parts
        }
        try requireEnd(position, bytes)
    }

    /// Version 7.3: HDF5, whose superblock states the end of the file.
    ///
    /// Source: HDF5 File Format Specification, section II.A.
    private static func requireSuperblockEnd(
        _ bytes: UnsafeRawBufferPointer
    ) throws(FormatFailure) {
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        // MATLAB's own header is a user block of 512 bytes.
        let start = 512
        guard bytes.count >= start + signature.count else {
            return try requireEnd(start + signature.count, bytes)
        }
        guard bytes[start..<start + signature.count].elementsEqual(signature) else { return }
        try requireEnd(start + 64, bytes)
        let version = bytes[start + 8]
        guard version <= 3 else { return }
        let size = Int(bytes[start + (version < 2 ? 13 : 9)])
        let addresses = start + [24, 28, 12, 12][Int(version)]
        guard size == 8 else { return }
        let end = bytes.loadUnaligned(fromByteOffset: addresses + 2 * size, as: UInt64.self)
        guard let end = Int(exactly: UInt64(littleEndian: end)), end < Extents.limit else { return }
        try requireEnd(end, bytes)
    }

    private static func number(
        _ bytes: UnsafeRawBufferPointer, at place: Int, isBig: Bool
    ) -> Int {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        return Int(isBig ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
    }
}
