import Portable

/// The Cholesky factor of a symmetric positive definite matrix: K = L Lᵀ, row by row.
///
/// A row depends on the rows before it only. So a factor that grew by `append` has the same bits as
/// one of the whole matrix.
struct CholeskyFactor: Sendable {
    /// The number of rows.
    private(set) var count = 0
    /// The largest number of rows.
    let capacity: Int
    /// Row i begins at i · capacity.
    private var entries: [Double]

    /// An empty factor.
    init(capacity: Int) {
        self.capacity = capacity
        entries = Array(repeating: 0, count: capacity * capacity)
    }

    /// Adds a row and a column to the matrix.
    ///
    /// - Parameters:
    ///   - row: the new row left of the diagonal: `count` numbers.
    ///   - diagonal: the new number on the diagonal.
    /// - Returns: false if the matrix would not be positive definite to working precision; then
    ///   nothing has changed.
    /// - Complexity: O(count²)
    mutating func append(_ row: [Double], diagonal: Double) -> Bool {
        precondition(row.count == count && count < capacity, "a row of \(row.count) numbers")
        let count = count
        let isPositive = entries.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            let own = base + count * capacity
            for column in 0..<count {
                let other = base + column * capacity
                let rest = row[column] - DenseVectors.dot(own, other, count: column)
                own[column] = rest / other[column]
            }
            let rest = diagonal - DenseVectors.dot(own, own, count: count)
            // Rounding alone leaves this much.
            guard rest > diagonal * 0x1p-48 else { return false }
            own[count] = rest.squareRoot()
            return true
        }
        if isPositive { self.count += 1 }
        return isPositive
    }

    /// An entry on or below the diagonal.
    subscript(row: Int, column: Int) -> Double { entries[row * capacity + column] }

    /// All rows, `capacity` numbers each.
    func withRows<Result>(_ body: (UnsafePointer<Double>) -> Result) -> Result {
        precondition(capacity > 0, "a factor without room")
        return entries.withUnsafeBufferPointer { buffer in
            // This is safe, because an array that is not empty has an address.
            body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }

    /// The logarithm of the matrix's determinant.
    var logDeterminant: Double {
        (0..<count).reduce(0) { $0 + 2 * PortableMath.log(self[$1, $1]) }
    }

    /// The solution x of L x = b.
    func forward(_ b: [Double]) -> [Double] {
        var x = b
        withRows { rows in
            x.withUnsafeMutableBufferPointer { x in
                guard let x = x.baseAddress else { return }
                for row in 0..<count {
                    let own = rows + row * capacity
                    x[row] = (x[row] - DenseVectors.dot(own, x, count: row)) / own[row]
                }
            }
        }
        return x
    }

    /// The solution x of Lᵀ x = b.
    func backward(_ b: [Double]) -> [Double] {
        var x = b
        withRows { rows in
            x.withUnsafeMutableBufferPointer { x in
                guard let x = x.baseAddress else { return }
                var end = count
                // Four rows at a time: first among themselves, then from all earlier places.
                while end >= 4 {
                    let first = end - 4
                    let block = rows + first * capacity
                    for row in (0..<4).reversed() {
                        let own = block + row * capacity + first
                        x[first + row] /= own[row]
                        DenseVectors.add(
                            -x[first + row], times: own, to: x + first, count: row)
                    }
                    DenseVectors.add(
                        SIMD4(-x[end - 1], -x[end - 2], -x[end - 3], -x[first]),
                        times: block + 3 * capacity, block + 2 * capacity, block + capacity, block,
                        to: x, count: first)
                    end = first
                }
                for row in (0..<end).reversed() {
                    let own = rows + row * capacity
                    x[row] /= own[row]
                    DenseVectors.add(-x[row], times: own, to: x, count: row)
                }
            }
        }
        return x
    }

    /// The solution x of K x = b.
    func solve(_ b: [Double]) -> [Double] { backward(forward(b)) }

    /// The lower triangle of K⁻¹: row i has its first i + 1 numbers at i · `count`.
    ///
    /// - Complexity: O(count³)
    func inverse() -> [Double] {
        let count = count
        var own = Array(repeating: 0.0, count: count * count)
        var inverse = own
        withRows { rows in
            own.withUnsafeMutableBufferPointer { own in
                inverse.withUnsafeMutableBufferPointer { inverse in
                    guard let x = own.baseAddress, let k = inverse.baseAddress else { return }
                    invert(rows, to: x)
                    Self.addOuterProducts(of: x, count: count, to: k)
                }
            }
        }
        return inverse
    }

    /// The lower triangle of L⁻¹, row by row; what is above it must be zero.
    private func invert(_ rows: UnsafePointer<Double>, to x: UnsafeMutablePointer<Double>) {
        for row in 0..<count {
            // Row i of L⁻¹ is (eᵢ - Σ Lᵢⱼ row j) / Lᵢᵢ.
            let (line, factors) = (x + row * count, rows + row * capacity)
            var other = 0
            while other + 4 <= row {
                let lines = x + other * count
                // Rows are zero beyond their diagonal.
                DenseVectors.add(
                    SIMD4(
                        -factors[other], -factors[other + 1], -factors[other + 2],
                        -factors[other + 3]),
                    times: lines, lines + count, lines + 2 * count, lines + 3 * count, to: line,
                    count: other + 4)
                other += 4
            }
            while other < row {
                DenseVectors.add(
                    -factors[other], times: x + other * count, to: line, count: other + 1)
                other += 1
            }
            line[row] = 1
            let scale = 1 / factors[row]
            for column in 0...row { line[column] *= scale }
        }
    }

    /// Adds the outer product of each row of a lower triangle with itself, in the order of rows.
    private static func addOuterProducts(
        of x: UnsafePointer<Double>, count: Int, to k: UnsafeMutablePointer<Double>
    ) {
        var row = 0
        while row + 4 <= count {
            let lines = x + row * count
            for column in 0..<row + 4 {
                DenseVectors.add(
                    SIMD4(
                        lines[column], lines[count + column], lines[2 * count + column],
                        lines[3 * count + column]),
                    times: lines, lines + count, lines + 2 * count, lines + 3 * count,
                    to: k + column * count, count: column + 1)
            }
            row += 4
        }
        while row < count {
            let line = x + row * count
            for column in 0...row {
                DenseVectors.add(
                    line[column], times: line, to: k + column * count, count: column + 1)
            }
            row += 1
        }
    }
}
