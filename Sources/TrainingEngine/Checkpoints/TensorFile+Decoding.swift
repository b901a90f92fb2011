import Portable

/// A tensor's entry in a header.
private struct TensorEntry {
    var name: String
    /// Nil for an element type that is not read.
    var type: TensorElement?
    var word: String
    var shape: [Int]
    var count: Int
    /// Its byte range in the file's data.
    var begin: Int
    var end: Int
}

extension TensorFile {
    /// Reads a file's bytes.
    ///
    /// - Parameter source: the file's name in errors.
    /// - Throws: `EngineError.badCheckpoint` unless the bytes are a complete safetensors file, with
    ///   a correct checksum if it has one.
    package init(decoding bytes: [UInt8], source: String) throws(EngineError) {
        func refuse(_ reason: String) -> EngineError {
            .badCheckpoint(source: source, reason: reason)
        }
        if bytes.starts(with: Self.pointerStart) {
            throw refuse(
                "it is a pointer of Git LFS, not the file itself; fetch the file with "
                    + "'git lfs pull', or download it")
        }
        guard bytes.count >= 8 else {
            throw refuse("it has \(bytes.count, "byte"), too few for a safetensors file")
        }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length >= 2, length <= UInt64(bytes.count - 8), bytes[8] == UInt8(ascii: "{") else {
            throw refuse(
                "not a safetensors file, or cut short: its first 8 bytes promise a header of "
                    + "\(length) bytes; \(bytes.count - 8, "byte") follow")
        }
        let dataStart = 8 + Int(length)
        let header: HeaderValue
        do {
            header = try HeaderParser.parse(bytes[8..<dataStart])
        } catch {
            throw refuse("its header is damaged at byte \(error.position): \(error.reason)")
        }
        guard case .object(let members) = header else {
            throw refuse("its header is not an object")
        }
        self.init()
        var entries: [TensorEntry] = []
        for member in members {
            do {
                if member.key == "__metadata__" {
                    metadata = try Self.metadata(member.value)
                } else {
                    entries.append(try Self.entry(member, byteCount: bytes.count - dataStart))
                }
            } catch {
                throw refuse(error.reason)
            }
        }
        // Checked before copying: overlapping tensors could each be as large as the file.
        var covered = 0
        for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard entry.begin == covered else {
                throw refuse("its tensors overlap or leave a gap at data byte \(covered)")
            }
            covered = entry.end
        }
        guard covered == bytes.count - dataStart else {
            throw refuse(
                "its tensors take \(covered) bytes; \(bytes.count - dataStart) bytes are there")
        }
        if let expected = metadata.removeValue(forKey: Self.checksumKey) {
            guard Self.checksum(bytes[dataStart...]) == expected else {
                throw refuse("its data is damaged: the checksum does not match")
            }
        }
        for entry in entries where entry.type == nil { unread[entry.name] = entry.word }
        tensors = bytes.withUnsafeBytes { raw in
            entries.compactMap { entry in
                guard let type = entry.type else { return nil }
                let place = dataStart + entry.begin
                let own = UnsafeRawBufferPointer(rebasing: raw[place..<dataStart + entry.end])
                return Tensor(
                    name: entry.name, shape: entry.shape,
                    values: (0..<entry.count).map { type.value($0, in: own) })
            }
        }
    }

    /// The beginning of a Git LFS pointer, which stands in a checkout in place of a large file.
    private static let pointerStart = Array("version https://git-lfs".utf8)

    private struct Fault: Error { var reason: String }

    private static func metadata(_ value: HeaderValue) throws(Fault) -> [String: String] {
        guard case .object(let members) = value else {
            throw Fault(reason: "__metadata__ is not an object")
        }
        var metadata: [String: String] = [:]
        for member in members {
            guard let text = member.value.string else {
                throw Fault(reason: "metadata \"\(member.key)\" is not a text")
            }
            metadata[member.key] = text
        }
        return metadata
    }

    private static func entry(
        _ member: HeaderValue.Member, byteCount: Int
    ) throws(Fault) -> TensorEntry {
        let name = member.key
        guard let word = member.value["dtype"]?.string, let shape = member.value["shape"]?.numbers,
            let offsets = member.value["data_offsets"]?.numbers, offsets.count == 2
        else {
            throw Fault(reason: "tensor \"\(name)\" lacks dtype, shape or data_offsets")
        }
        let (begin, end) = (offsets[0], offsets[1])
        func misplaced() -> Fault {
            Fault(
                reason: "tensor \"\(name)\" of shape \(shape) and dtype \(word) lies at bytes "
                    + "\(begin)..<\(end) of \(byteCount)")
        }
        guard let type = TensorElement(rawValue: word) else {
            // The model may not need it, and new types of other sizes may come.
            guard begin <= end, end <= byteCount else { throw misplaced() }
            return TensorEntry(
                name: name, type: nil, word: word, shape: shape, count: 0, begin: begin, end: end)
        }
        guard let count = Shape.product(shape, within: byteCount) else {
            throw Fault(
                reason: "tensor \"\(name)\" of shape \(shape) is larger than the file")
        }
        guard begin <= end, end <= byteCount, (end - begin) % type.byteCount == 0,
            (end - begin) / type.byteCount == count
        else { throw misplaced() }
        return TensorEntry(
            name: name, type: type, word: word, shape: shape, count: count, begin: begin, end: end)
    }
}

/// The supported element types.
enum TensorElement: String, CaseIterable {
    case float16 = "F16"
    case brainFloat16 = "BF16"
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"

    var byteCount: Int {
        switch self {
        case .float16, .brainFloat16: 2
        case .float32: 4
        case .float64, .int64: 8
        }
    }

    /// The nearest 32-bit float of an element.
    @inline(__always)
    func value(_ index: Int, in bytes: UnsafeRawBufferPointer) -> Float {
        func load<Bits: FixedWidthInteger>(_ type: Bits.Type) -> Bits {
            Bits(
                littleEndian: bytes.loadUnaligned(
                    fromByteOffset: index * MemoryLayout<Bits>.size, as: type))
        }
        switch self {
        case .float16: return Float(halfBits: load(UInt16.self))
        case .brainFloat16: return Float(bitPattern: UInt32(load(UInt16.self)) << 16)
        case .float32: return Float(bitPattern: load(UInt32.self))
        case .float64: return Float(Double(bitPattern: load(UInt64.self)))
        case .int64: return Float(load(Int64.self))
        }
    }
}
