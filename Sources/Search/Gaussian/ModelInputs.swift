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
    /// Per block of eight points: a vector per column.
    private(set) var blocks: [[Lanes]] = []

    init(columns: [InputColumn]) {
        self.columns = columns
        scales = (columns.map(\.scale).max() ?? -1) + 1
    }

    mutating func append(_ point: [Double]) {
        let (block, lane) = count.quotientAndRemainder(dividingBy: 8)
        if lane == 0 { blocks.append(Array(repeating: .zero, count: columns.count)) }
        for column in columns.indices { blocks[block][column][lane] = point[column] }
        count += 1
    }

    /// A point's number in a column.
    func value(_ point: Int, column: Int) -> Double { blocks[point / 8][column][point % 8] }

    func point(_ number: Int) -> [Double] { blocks[number / 8].map { $0[number % 8] } }

    /// The squared distance between points in one column, without its weight.
    @inline(__always)
    static func distance(_ kind: InputColumn.Kind, _ a: Lanes, _ b: Lanes) -> Lanes {
        switch kind {
        case .number: (a - b) * (a - b)
        case .category: Lanes.zero.replacing(with: 1, where: a .!= b)
        }
    }

    /// The weighted squared distances of a block's points from a point.
    ///
    /// - Parameter weights: the inverse squared length scale of each column.
    @inline(__always)
    func distances(block: Int, to point: [Double], _ weights: [Double]) -> Lanes {
        let values = blocks[block]
        var sum = Lanes.zero
        for column in columns.indices {
            sum +=
                weights[column]
                * Self.distance(
                    columns[column].kind, values[column], Lanes(repeating: point[column]))
        }
        return sum
    }
}
