/// A number that the distance between two points depends on.
struct InputColumn: Sendable, Hashable {
    enum Kind: Sendable {
        /// Contributes the squared difference.
        case number
        /// Contributes 1 if the numbers differ (Hamming distance).
        case category
    }

    var kind: Kind
    /// The number of the length scale that it shares with other columns of its parameter.
    var scale: Int
}

/// The points that a Gaussian process knows, column by column in blocks of eight points.
struct ModelInputs: Sendable {
    typealias Lanes = SIMD8<Double>

    let columns: [InputColumn]
    /// The number of length scales.
    let scales: Int
    private(set) var count = 0
    /// Per block of eight points: a vector per column, a lane per point.
    private(set) var lanes: [Lanes] = []
    /// The points' numbers, one point after the other.
    private(set) var rows: [Double] = []

    init(columns: [InputColumn]) {
        self.columns = columns
        scales = (columns.map(\.scale).max() ?? -1) + 1
    }

    /// The number of blocks; the last one may have free lanes.
    var blockCount: Int { (count + 7) / 8 }

    mutating func append(_ point: [Double]) {
        precondition(point.count == columns.count, "a point of \(point.count) numbers")
        let (block, lane) = count.quotientAndRemainder(dividingBy: 8)
        if lane == 0 { lanes += Array(repeating: .zero, count: columns.count) }
        for column in columns.indices {
            lanes[block * columns.count + column][lane] = point[column]
        }
        rows += point
        count += 1
    }

    func point(_ number: Int) -> [Double] {
        Array(rows[number * columns.count..<(number + 1) * columns.count])
    }

    /// The squared distance between points in one column, without its weight.
    @inline(__always)
    static func distance(_ kind: InputColumn.Kind, _ a: Lanes, _ b: Lanes) -> Lanes {
        switch kind {
        case .number: (a - b) * (a - b)
        case .category: Lanes.zero.replacing(with: 1, where: a .!= b)
        }
    }

    /// Calls a function with each of the first blocks and the weighted squared distances of its
    /// points from a point.
    ///
    /// - Parameter weights: the inverse squared length scale of each column.
    @inline(__always)
    func forDistances(
        to point: [Double], _ weights: [Double], blocks: Int, _ body: (Int, Lanes) -> Void
    ) {
        let width = columns.count
        precondition(point.count == width && weights.count == width && blocks <= blockCount)
        // Without bounds checks, because they take longer than the arithmetic.
        columns.withUnsafeBufferPointer { columns in
            lanes.withUnsafeBufferPointer { lanes in
                point.withUnsafeBufferPointer { point in
                    weights.withUnsafeBufferPointer { weights in
                        for block in 0..<blocks {
                            var sum = Lanes.zero
                            for column in 0..<width {
                                let distance = Self.distance(
                                    columns[column].kind, lanes[block * width + column],
                                    Lanes(repeating: point[column]))
                                sum += weights[column] * distance
                            }
                            body(block, sum)
                        }
                    }
                }
            }
        }
    }
}
