/// Named float tensors and text metadata: the contents of a safetensors file.
///
/// The format: a little-endian 64-bit length, a JSON header of that many bytes, the tensors' data.
/// Source: https://huggingface.co/docs/safetensors (format). Only 32-bit floats are written here;
/// 64-bit whole numbers, such as PyTorch's counts of batches, are read as floats.
package struct TensorFile: Sendable, Hashable {
    package struct Tensor: Sendable, Hashable {
        package var name: String
        package var shape: [Int]
        package var values: [Float]

        package init(name: String, shape: [Int], values: [Float]) {
            precondition(
                shape.reduce(1, *) == values.count,
                "tensor \(name) of shape \(shape) can't have \(values.count) values")
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    package var tensors: [Tensor]
    package var metadata: [String: String]

    package init(tensors: [Tensor] = [], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

    /// The metadata key of the data's checksum, which our files have beside the format's own rules.
    private static let checksumKey = "podium.checksum"

    /// The file's bytes: the same for the same contents.
    package func encoded() -> [UInt8] {
        var data: [UInt8] = []
        data.reserveCapacity(tensors.reduce(0) { $0 + $1.values.count * 4 })
        var entries: [String] = []
        for tensor in tensors {
            let begin = data.count
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
            entries.append(
                "\(tensor.name.quotedForHeader):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(begin),\(data.count)]}")
        }
        var metadata = metadata
        metadata[Self.checksumKey] = Self.checksum(data[...])
        let pairs = metadata.sorted { $0.key < $1.key }.map {
            "\($0.key.quotedForHeader):\($0.value.quotedForHeader)"
        }
        entries.insert("\"__metadata__\":{\(pairs.joined(separator: ","))}", at: 0)
        var header = Array("{\(entries.joined(separator: ","))}".utf8)
        // Data begins on a multiple of 8 bytes, as the format's own writer sees to.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + data.count)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        return bytes + header + data
    }

    /// FNV-1a, 64 bits, in hexadecimal.
    private static func checksum(_ data: ArraySlice<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in data { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}

extension TensorFile {
    /// Reads a file's bytes.
    ///
    /// - Parameter source: what to call the file in errors.
    /// - Throws: `EngineError.badCheckpoint` for anything but a whole safetensors file of 32-bit
    ///   floats, whose checksum, where it has one, is right.
    package init(decoding bytes: [UInt8], source: String) throws(EngineError) {
        func refuse(_ reason: String) -> EngineError {
            .badCheckpoint(source: source, reason: reason)
        }
        guard bytes.count >= 8 else {
            throw refuse("\(bytes.count) bytes are too few for a safetensors file")
        }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length >= 2, length <= UInt64(bytes.count - 8), bytes[8] == UInt8(ascii: "{") else {
            throw refuse(
                "not a safetensors file, or cut short: its first 8 bytes promise a header of "
                    + "\(length) bytes; \(bytes.count - 8) bytes follow")
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
        var spans: [(begin: Int, end: Int)] = []
        for member in members {
            do {
                if member.key == "__metadata__" {
                    metadata = try Self.metadata(member.value)
                } else {
                    let (tensor, span) = try Self.tensor(member, bytes[dataStart...])
                    tensors.append(tensor)
                    spans.append(span)
                }
            } catch {
                throw refuse(error.reason)
            }
        }
        var covered = 0
        for span in spans.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard span.begin == covered else {
                throw refuse("its tensors overlap or leave a gap at data byte \(covered)")
            }
            covered = span.end
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
    }

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

    private static func tensor(
        _ member: HeaderValue.Member, _ data: ArraySlice<UInt8>
    ) throws(Fault) -> (Tensor, (begin: Int, end: Int)) {
        let name = member.key
        guard let type = member.value["dtype"]?.string, let shape = member.value["shape"]?.numbers,
            let offsets = member.value["data_offsets"]?.numbers, offsets.count == 2
        else {
            throw Fault(reason: "tensor \"\(name)\" lacks dtype, shape or data_offsets")
        }
        guard type == "F32" || type == "I64" else {
            throw Fault(reason: "tensor \"\(name)\" has dtype \(type); expected F32 or I64")
        }
        let size = type == "F32" ? 4 : 8
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw Fault(reason: "tensor \"\(name)\" is too large") }
            count = product
        }
        let (begin, end) = (offsets[0], offsets[1])
        guard begin <= end, end <= data.count, (end - begin) % size == 0,
            (end - begin) / size == count
        else {
            throw Fault(
                reason: "tensor \"\(name)\" of shape \(shape) lies at bytes \(begin)..<\(end) of "
                    + "\(data.count)")
        }
        let start = data.startIndex
        let values = data[start + begin..<start + end].withUnsafeBytes { raw in
            (0..<count).map {
                guard size == 4 else {
                    return Float(
                        Int64(
                            littleEndian: raw.loadUnaligned(
                                fromByteOffset: $0 * 8, as: Int64.self)))
                }
                return Float(
                    bitPattern: UInt32(
                        littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
        return (Tensor(name: name, shape: shape, values: values), (begin, end))
    }
}
