/// The arrays of an .npz file: a ZIP archive of .npy files.
struct ZipContents: ArrayContents {
    let variables: [ArrayVariable]
    private let storage: SharedBytes
    private let entries: [String: ZipDirectory.Entry]

    init(_ storage: SharedBytes) throws(FormatFailure) {
        self.storage = storage
        let directory = try ZipDirectory(storage.bytes)
        var entries: [String: ZipDirectory.Entry] = [:]
        var variables: [ArrayVariable] = []
        for entry in directory.entries where entry.name.hasSuffix(".npy") {
            let name = String(entry.name.dropLast(4))
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw FormatFailure("two arrays named \(name)", expected: "one of each name")
            }
            variables.append(Self.variable(name, entry, storage.bytes))
        }
        guard !variables.isEmpty else {
            throw FormatFailure(
                "a ZIP archive without a .npy file in it", expected: "what numpy.savez writes")
        }
        self.entries = entries
        self.variables = variables
    }

    /// The variable of an entry, from its header; an error affects only this variable.
    private static func variable(
        _ name: String, _ entry: ZipDirectory.Entry, _ archive: UnsafeRawBufferPointer
    ) -> ArrayVariable {
        do throws(FormatFailure) {
            let header = try header(of: entry, in: archive)
            return ArrayVariable(name: name, dimensions: header.dimensions, element: header.element)
        } catch {
            return ArrayVariable(name: name, dimensions: [], element: nil, obstacle: error)
        }
    }

    private static func header(
        of entry: ZipDirectory.Entry, in archive: UnsafeRawBufferPointer
    ) throws(FormatFailure) -> NumPyHeader {
        let range = try ZipDirectory.packedRange(of: entry, in: archive)
        let packed = UnsafeRawBufferPointer(rebasing: archive[range])
        if entry.method == 0 {
            let header = try NumPyHeader(packed)
            try header.requireElements(of: entry.byteCount)
            return header
        }
        // Only the short header is unpacked; the whole array may have gigabytes.
        let room = min(entry.byteCount, NumPyHeader.largest + 12)
        let start = [UInt8](unsafeUninitializedCapacity: room) { target, filled in
            filled = Inflation.unpack(packed, into: UnsafeMutableRawBufferPointer(target)).count
        }
        let result: Result<NumPyHeader, FormatFailure> = start.withUnsafeBytes { bytes in
            Result { () throws(FormatFailure) in try NumPyHeader(bytes) }
        }
        let header = try result.get()
        try header.requireElements(of: entry.byteCount)
        return header
    }

    func load(_ variable: ArrayVariable) throws(FormatFailure) -> StoredArray {
        guard let entry = entries[variable.name ?? ""] else {
            throw FormatFailure("no such variable", expected: "one of the file's")
        }
        let archive = storage.bytes
        let header = try Self.header(of: entry, in: archive)
        let range = try ZipDirectory.packedRange(of: entry, in: archive)
        let packed = UnsafeRawBufferPointer(rebasing: archive[range])
        var whole = storage
        var start = range.lowerBound
        if entry.method == 8 {
            var unpacked = (count: 0, isWhole: false)
            do {
                whole = try SharedBytes(reserving: entry.byteCount, for: "the unpacked array") {
                    unpacked = Inflation.unpack(packed, into: $0)
                }
            } catch {
                throw FormatFailure("\(error)", expected: "that much memory")
            }
            start = 0
            guard unpacked.isWhole, unpacked.count == entry.byteCount else {
                throw FormatFailure(
                    "damaged compressed bytes, which unpack to \(unpacked.count)",
                    expected: "\(entry.byteCount) bytes; write the file again")
            }
        }
        let bytes = UnsafeRawBufferPointer(
            rebasing: whole.bytes[start..<start + entry.byteCount])
        guard ZipDirectory.checksum(bytes) == entry.checksum else {
            throw FormatFailure(
                "bytes that don't have the archive's CRC-32 (damaged)",
                expected: "the bytes that were written; write the file again")
        }
        return withExtendedLifetime(whole) { header.array(in: whole, from: start) }
    }
}
