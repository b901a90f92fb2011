/// Samples in memory, and which of them a batch has: its inputs, or its targets.
///
/// It only points to memory, which must stay until the call that it is given to returns.
package struct SampleRows {
    /// Which numbers bytes stand for.
    package enum ByteRange: Sendable, Hashable {
        /// byte / 255.
        case zeroToOne
        /// 2 · (byte / 255) - 1.
        case minusOneToOne
    }

    /// Where samples lie, one after another, and how they are written.
    package enum Values {
        case bytes(UnsafeRawBufferPointer, ByteRange)
        case floats(UnsafeBufferPointer<Float>)
    }

    package var values: Values
    /// Which samples, in the order that fixes the order of all sums.
    package var indices: UnsafeBufferPointer<Int32>

    /// Samples whose values are bytes; or labels, a byte each, whose range means nothing.
    package init(
        bytes: UnsafeRawBufferPointer, range: ByteRange = .zeroToOne,
        indices: UnsafeBufferPointer<Int32>
    ) {
        values = .bytes(bytes, range)
        self.indices = indices
    }

    /// Samples whose values are floats, such as codes, noise or corrupted images.
    package init(floats: UnsafeBufferPointer<Float>, indices: UnsafeBufferPointer<Int32>) {
        values = .floats(floats)
        self.indices = indices
    }

    package var count: Int { indices.count }

    /// Stops where an index has no sample of `size` values.
    func check(size: Int, _ what: String) {
        let available =
            switch values {
            case .bytes(let bytes, _): bytes.count / size
            case .floats(let floats): floats.count / size
            }
        for index in indices {
            precondition(
                index >= 0 && index < available,
                "\(what) \(index) of \(available): the indices are wrong")
        }
    }
}
