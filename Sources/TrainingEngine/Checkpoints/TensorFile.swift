import Portable

/// Named float tensors and text metadata: the contents of a safetensors file.
///
/// The format: a little-endian 64-bit length, a JSON header of that many bytes, the tensors' data.
/// Source: https://huggingface.co/docs/safetensors (format). Only 32-bit floats are written. 16-bit
/// and 64-bit floats, and 64-bit integers such as PyTorch's batch counts, are read as 32-bit
/// floats. Tensors of other types are not read.
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
    /// The types of the tensors that are not read, by name.
    package internal(set) var unread: [String: String] = [:]
    package var metadata: [String: String]

    package init(tensors: [Tensor] = [], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

    /// The metadata key of the data's checksum, Podium's addition to the format.
    static let checksumKey = "podium.checksum"

    /// The file's bytes; equal contents give equal bytes.
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
                "\(PortableJSON.quoted(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(begin),\(data.count)]}")
        }
        var metadata = metadata
        metadata[Self.checksumKey] = Self.checksum(data[...])
        let pairs = metadata.sorted { $0.key < $1.key }.map {
            PortableJSON.quoted($0.key) + ":" + PortableJSON.quoted($0.value)
        }
        entries.insert("\"__metadata__\":{\(pairs.joined(separator: ","))}", at: 0)
        var header = Array("{\(entries.joined(separator: ","))}".utf8)
        // Data begins at a multiple of 8 bytes, as in files of the format's own library.
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + data.count)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        return bytes + header + data
    }

    /// FNV-1a, 64 bits, in hexadecimal.
    static func checksum(_ data: ArraySlice<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in data { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
