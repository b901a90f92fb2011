import Portable

/// An array in its file's layout: unmoved bytes and the offset of each element.
struct StoredArray: Sendable {
    let storage: SharedBytes
    /// The byte offset of element 0, 0, ….
    let offset: Int
    let element: ElementType
    let isBigEndian: Bool
    /// The dimensions in the user's order: element [i][j] is X(i + 1, j + 1) in MATLAB.
    let dimensions: [Int]
    /// The distance between neighbours along each axis, in elements.
    let strides: [Int]

    /// The layout of elements in a file.
    enum Order: Sendable, Hashable {
        /// The last index varies fastest: C, IDX, NumPy.
        case rowMajor
        /// The first index varies fastest: Fortran, MATLAB.
        case columnMajor
    }

    /// An array whose elements are contiguous, starting at `offset`.
    ///
    /// The caller must check that all elements exist.
    init(
        storage: SharedBytes, offset: Int, element: ElementType, isBigEndian: Bool = false,
        dimensions: [Int], order: Order
    ) {
        var strides = [Int](repeating: 1, count: dimensions.count)
        var stride = 1
        let axes = Array(dimensions.indices)
        for axis in order == .rowMajor ? axes.reversed() : axes {
            strides[axis] = stride
            stride *= dimensions[axis]
        }
        precondition(
            offset >= 0 && offset + stride * element.byteCount <= storage.bytes.count,
            "\(dimensions) \(element) from byte \(offset) in \(storage.bytes.count) bytes")
        self.init(
            storage: storage, offset: offset, element: element, isBigEndian: isBigEndian,
            dimensions: dimensions, strides: strides)
    }

    private init(
        storage: SharedBytes, offset: Int, element: ElementType, isBigEndian: Bool,
        dimensions: [Int], strides: [Int]
    ) {
        self.storage = storage
        self.offset = offset
        self.element = element
        self.isBigEndian = isBigEndian
        self.dimensions = dimensions
        self.strides = strides
    }

    var count: Int { dimensions.reduce(1, *) }

    /// The same elements with axis `axes[i]` at position i.
    func permuted(_ axes: [Int]) -> StoredArray {
        precondition(axes.sorted() == Array(dimensions.indices), "\(axes) of \(dimensions)")
        return StoredArray(
            storage: storage, offset: offset, element: element, isBigEndian: isBigEndian,
            dimensions: axes.map { dimensions[$0] }, strides: axes.map { strides[$0] })
    }

    /// The first `count` entries of axis 0.
    func prefix(_ count: Int) -> StoredArray {
        StoredArray(
            storage: storage, offset: offset, element: element, isBigEndian: isBigEndian,
            dimensions: [min(count, dimensions[0])] + dimensions.dropFirst(), strides: strides)
    }

    /// Whether the elements are contiguous in row-major order.
    var isRowMajor: Bool {
        var expected = 1
        for axis in dimensions.indices.reversed() where dimensions[axis] != 1 {
            guard strides[axis] == expected else { return false }
            expected *= dimensions[axis]
        }
        return true
    }

    // MARK: Elements in row-major order

    /// The bytes of a byte array: the file's own if they are in row-major order.
    ///
    /// - Throws: `system` if there isn't enough memory.
    func byteValues() throws(DatasetError) -> (storage: SharedBytes, offset: Int) {
        precondition(element.byteCount == 1, "bytes of an array of \(element)")
        if isRowMajor, element == .uint8 { return (storage, offset) }
        let scale: UInt8 = element == .bool ? 255 : 1
        let gathered = try SharedBytes(reserving: count, for: "an array's bytes") { target in
            let out = target.bindMemory(to: UInt8.self)
            gather(into: out, as: UInt8.self) { scale == 1 ? $0 : $0 == 0 ? 0 : scale }
        }
        return (gathered, 0)
    }

    /// The elements as floats, mapped by (value - low) / (high - low) and rounded to nearest.
    ///
    /// - Throws: `system` if there isn't enough memory.
    func floatValues(range: ClosedRange<Double>?) throws(DatasetError) -> SharedBytes {
        try SharedBytes(
            reserving: count * MemoryLayout<Float>.stride, for: "an array as 32-bit floats"
        ) { target in
            let out = target.bindMemory(to: Float.self)
            guard let range else { return convert(into: out) { Float($0) } }
            let low = range.lowerBound
            let width = range.upperBound - low
            convert(into: out) { Float(($0 - low) / width) }
        }
    }

    /// The elements as doubles; 64-bit integers beyond 2^53 are rounded.
    func doubleValues() -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { target, filled in
            convert(into: target) { $0 }
            filled = count
        }
    }

    /// The element with an index in row-major order.
    func value(at index: Int) -> Double {
        var (rest, place) = (index, 0)
        for axis in dimensions.indices.reversed() {
            place += rest % dimensions[axis] * strides[axis]
            rest /= dimensions[axis]
        }
        return StoredArray(
            storage: storage, offset: offset + place * element.byteCount, element: element,
            isBigEndian: isBigEndian, dimensions: [1], strides: [1]
        ).doubleValues()[0]
    }

    /// Calls `body` with every element in file order, without a copy of the array.
    ///
    /// The array must cover its whole block of the file: not a `prefix`.
    func forEachValue(_ body: (Double) -> Void) {
        // The pieces fit in the processor's cache.
        let piece = 4_096
        var values = [Double](repeating: 0, count: min(piece, count))
        for first in stride(from: 0, to: count, by: piece) {
            let length = min(piece, count - first)
            let part = StoredArray(
                storage: storage, offset: offset + first * element.byteCount,
                element: element, isBigEndian: isBigEndian, dimensions: [length], order: .rowMajor)
            values.withUnsafeMutableBufferPointer { target in
                part.convert(into: target) { $0 }
                for value in target.prefix(length) { body(value) }
            }
        }
    }

    /// Writes `value` of every element.
    @inline(__always)
    private func convert<Out>(
        into out: UnsafeMutableBufferPointer<Out>, _ value: (Double) -> Out
    ) {
        switch element {
        case .bool: gather(into: out, as: UInt8.self) { value($0 == 0 ? 0 : 1) }
        case .uint8: gather(into: out, as: UInt8.self) { value(Double($0)) }
        case .uint16: gather(into: out, as: UInt16.self) { value(Double($0)) }
        case .uint32: gather(into: out, as: UInt32.self) { value(Double($0)) }
        case .uint64: gather(into: out, as: UInt64.self) { value(Double($0)) }
        case .int8: gather(into: out, as: UInt8.self) { value(Double(Int8(bitPattern: $0))) }
        case .int16: gather(into: out, as: UInt16.self) { value(Double(Int16(bitPattern: $0))) }
        case .int32: gather(into: out, as: UInt32.self) { value(Double(Int32(bitPattern: $0))) }
        case .int64: gather(into: out, as: UInt64.self) { value(Double(Int64(bitPattern: $0))) }
        case .float16: gather(into: out, as: UInt16.self) { value(Double(Float(halfBits: $0))) }
        case .float32: gather(into: out, as: UInt32.self) { value(Double(Float(bitPattern: $0))) }
        case .float64: gather(into: out, as: UInt64.self) { value(Double(bitPattern: $0)) }
        }
    }

    /// Visits the elements in row-major order, in tiles if they are far apart.
    @inline(__always)
    private func gather<Raw: ArrayElement, Out>(
        into out: UnsafeMutableBufferPointer<Out>, as type: Raw.Type, _ value: (Raw) -> Out
    ) {
        guard let target = out.baseAddress, count > 0,
            let start = storage.bytes.baseAddress.map({ $0 + offset })
        else { return }
        let plan = TiledCopy(dimensions: dimensions, strides: strides)
        let isBig = isBigEndian
        let size = MemoryLayout<Raw>.size
        plan.forEachTile { tile in
            for row in 0..<tile.rows {
                var source = start + (tile.source + row * tile.rowStride) * size
                let place = target + tile.target + row * tile.rowTargetStride
                for column in 0..<tile.columns {
                    let raw = source.loadUnaligned(as: Raw.self)
                    (place + column).initialize(
                        to: value(isBig ? Raw(bigEndian: raw) : Raw(littleEndian: raw)))
                    source += tile.columnStride * size
                }
            }
        }
        withExtendedLifetime(storage) {}
    }
}
