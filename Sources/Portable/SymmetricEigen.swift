/// The eigenvalues and eigenvectors of a real symmetric matrix.
///
/// Householder reflections make it tridiagonal; implicit QL steps make it diagonal. All operations
/// are in Double in a fixed order, so results have the same bits on every machine. O(n³): a second
/// or two for n = 784.
///
/// Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), sections 8.3.1 and 8.3.3; the
/// QL variant with its deflation is that of Bowdler, Martin, Reinsch and Wilkinson, Numerische
/// Mathematik 11 (1968).
package struct SymmetricEigen: Sendable, Hashable {
    /// Largest first.
    package let values: [Double]
    /// One eigenvector of length 1 per row, in the order of `values`.
    package let vectors: [Double]

    /// - Parameter matrix: a symmetric matrix as `size` rows of `size` finite numbers.
    package init(_ matrix: [Double], size: Int) {
        precondition(matrix.count == size * size, "\(matrix.count) numbers: not \(size) × \(size)")
        var work = Tridiagonal(matrix, size: size)
        work.diagonalise()
        let diagonal = work.diagonal
        let order = diagonal.indices.sorted {
            (diagonal[$1], $0) < (diagonal[$0], $1)
        }
        values = order.map { diagonal[$0] }
        vectors = order.flatMap { work.rows[$0 * size..<($0 + 1) * size] }
    }
}

/// A tridiagonal matrix and the orthogonal matrix of the transformation.
private struct Tridiagonal {
    let size: Int
    var diagonal: [Double]
    /// The subdiagonal: element i is between i and i + 1; the last one is 0.
    var beside: [Double]
    /// The transposed orthogonal matrix; after `diagonalise`, its rows are the eigenvectors.
    var rows: [Double]

    init(_ matrix: [Double], size: Int) {
        self.size = size
        diagonal = Array(repeating: 0, count: size)
        beside = Array(repeating: 0, count: size)
        rows = Array(repeating: 0, count: size * size)
        for index in 0..<size { rows[index * size + index] = 1 }
        var matrix = matrix
        var reflections: [(vector: [Double], factor: Double)] = []
        for step in stride(from: 0, to: size - 2, by: 1) {
            let reflection = Self.reflect(&matrix, size: size, step: step)
            beside[step] = reflection.beside
            reflections.append((reflection.vector, reflection.factor))
        }
        for index in 0..<size { diagonal[index] = matrix[index * size + index] }
        if size > 1 { beside[size - 2] = matrix[(size - 1) * size + size - 2] }
        applyReflections(reflections)
    }

    /// Zeroes a column below the subdiagonal by a reflection 1 - factor · v vᵀ.
    private static func reflect(
        _ matrix: inout [Double], size: Int, step: Int
    ) -> (beside: Double, vector: [Double], factor: Double) {
        let first = step + 1
        var vector = [Double](repeating: 0, count: size)
        var largest = 0.0
        for row in first..<size {
            vector[row] = matrix[row * size + step]
            largest = max(largest, abs(vector[row]))
        }
        guard largest > 0 else { return (0, vector, 0) }
        var square = 0.0
        for row in first..<size {
            vector[row] /= largest
            square += vector[row] * vector[row]
        }
        let norm = vector[first] > 0 ? -square.squareRoot() : square.squareRoot()
        let beside = norm * largest
        // 2 / vᵀv for v = x - norm · e.
        let factor = 1 / (square - norm * vector[first])
        vector[first] -= norm
        // The matrix becomes A - v wᵀ - w vᵀ with p = factor · A v and w = p - factor/2 · (pᵀv) v.
        var other = [Double](repeating: 0, count: size)
        matrix.withUnsafeMutableBufferPointer { matrix in
            var product = 0.0
            for row in first..<size {
                let line = UnsafeBufferPointer(rebasing: matrix[row * size..<(row + 1) * size])
                other[row] = factor * dot(line, vector, from: first)
                product += other[row] * vector[row]
            }
            let share = factor / 2 * product
            for row in first..<size { other[row] -= share * vector[row] }
            for row in first..<size {
                let (v, w) = (vector[row], other[row])
                for column in first..<size {
                    matrix[row * size + column] -= v * other[column] + w * vector[column]
                }
            }
        }
        return (beside, vector, factor)
    }

    private mutating func applyReflections(_ reflections: [(vector: [Double], factor: Double)]) {
        let size = size
        rows.withUnsafeMutableBufferPointer { rows in
            for (step, reflection) in reflections.enumerated().reversed()
            where reflection.factor != 0 {
                let first = step + 1
                for row in first..<size {
                    let line = UnsafeMutableBufferPointer(
                        rebasing: rows[row * size..<(row + 1) * size])
                    let share =
                        reflection.factor
                        * dot(UnsafeBufferPointer(line), reflection.vector, from: first)
                    for column in first..<size {
                        line[column] -= share * reflection.vector[column]
                    }
                }
            }
        }
    }

    /// Steps per eigenvalue after which a subdiagonal element is compared with the whole matrix.
    private static let patience = 30

    /// QL steps with implicit shifts until the subdiagonal is zero.
    ///
    /// An element counts as zero beside its two neighbours. The neighbours of a nearly singular
    /// matrix can be nothing but rounding errors, beside which no element ever vanishes; it then
    /// counts as zero beside the largest element of the matrix.
    mutating func diagonalise() {
        let largest = (diagonal + beside).reduce(0) { max($0, abs($1)) }
        for low in 0..<size {
            var rounds = 0
            while true {
                var high = low
                while high < size - 1 {
                    var scale = abs(diagonal[high]) + abs(diagonal[high + 1])
                    if rounds > Self.patience { scale = max(scale, largest) }
                    if scale + abs(beside[high]) == scale { break }
                    high += 1
                }
                guard high > low else { break }
                rounds += 1
                precondition(
                    rounds <= 100, "eigenvalue \(low) of \(size) took more than 100 steps")
                step(from: low, to: high)
            }
        }
    }

    /// One QL step on the block from `low` to `high`.
    private mutating func step(from low: Int, to high: Int) {
        let half = (diagonal[low + 1] - diagonal[low]) / (2 * beside[low])
        let root = Self.length(half, 1)
        var g =
            diagonal[high] - diagonal[low] + beside[low] / (half + (half < 0 ? -root : root))
        var (sine, cosine, carried) = (1.0, 1.0, 0.0)
        for index in stride(from: high - 1, through: low, by: -1) {
            let f = sine * beside[index]
            let b = cosine * beside[index]
            let r = Self.length(f, g)
            beside[index + 1] = r
            guard r > 0 else {
                // The matrix splits here, so the step ends early.
                diagonal[index + 1] -= carried
                beside[high] = 0
                return
            }
            sine = f / r
            cosine = g / r
            g = diagonal[index + 1] - carried
            let s = (diagonal[index] - g) * sine + 2 * cosine * b
            carried = sine * s
            diagonal[index + 1] = g + carried
            g = cosine * s - b
            rotate(index, sine, cosine)
        }
        diagonal[low] -= carried
        beside[low] = g
        beside[high] = 0
    }

    private mutating func rotate(_ index: Int, _ sine: Double, _ cosine: Double) {
        let size = size
        rows.withUnsafeMutableBufferPointer { rows in
            let upper = rows.baseAddress! + index * size
            let lower = upper + size
            for column in 0..<size {
                let (a, b) = (upper[column], lower[column])
                lower[column] = sine * a + cosine * b
                upper[column] = cosine * a - sine * b
            }
        }
    }

    /// √(a² + b²) without overflow.
    private static func length(_ a: Double, _ b: Double) -> Double {
        let (x, y) = (abs(a), abs(b))
        let (large, small) = x > y ? (x, y) : (y, x)
        guard large > 0 else { return 0 }
        let ratio = small / large
        return large * (1 + ratio * ratio).squareRoot()
    }
}

/// The dot product from index `first` on, in four partial sums that are added pairwise.
private func dot(_ a: UnsafeBufferPointer<Double>, _ b: [Double], from first: Int) -> Double {
    b.withUnsafeBufferPointer { b in
        var sums = SIMD4<Double>()
        var index = first
        while index + 4 <= b.count {
            let left = SIMD4<Double>(a[index], a[index + 1], a[index + 2], a[index + 3])
            let right = SIMD4<Double>(b[index], b[index + 1], b[index + 2], b[index + 3])
            sums += left * right
            index += 4
        }
        while index < b.count {
            sums[0] += a[index] * b[index]
            index += 1
        }
        return (sums[0] + sums[2]) + (sums[1] + sums[3])
    }
}
