/// Samples in memory and the indices of a batch: its inputs or its targets.
///
/// It only points to memory, which must stay valid until the call that takes it returns.
package struct SampleRows {
    /// The range that bytes map to.
    package enum ByteRange: Sendable, Hashable {
        /// byte / 255.
        case zeroToOne
        /// 2 · (byte / 255) - 1.
        case minusOneToOne
    }

    /// The samples, one after another, and their format.
    package enum Values {
        case bytes(UnsafeRawBufferPointer, ByteRange)
        case floats(UnsafeBufferPointer<Float>)
    }

    package var values: Values
    /// The samples of the batch; their order fixes the order of all sums.
    package var indices: UnsafeBufferPointer<Int32>

    /// Samples whose values are bytes; or labels, one byte each, whose range is ignored.
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

    /// Traps if an index has no sample of `size` values.
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
