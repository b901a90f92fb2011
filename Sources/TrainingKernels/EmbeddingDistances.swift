import KernelTypes

/// Squared Euclidean distances of 16 points from each of a list of rows.
///
/// Each is one chain of fused products over the dimensions, ascending.
///
/// - Parameters:
///   - panel: the 16 points, `dimensions` vectors.
///   - rows: `count` rows of `dimensions` floats.
///   - distances: `count` vectors.
@inline(never)
func squaredDistances(
    _ panel: UnsafePointer<Lanes>, dimensions: Int, rows: UnsafePointer<Float>, count: Int,
    to distances: UnsafeMutablePointer<Lanes>
) {
    var row = 0
    while row + 4 <= count {
        let a = rows + row * dimensions
        let b = a + dimensions
        let c = b + dimensions
        let d = c + dimensions
        var (sumA, sumB, sumC, sumD) = (Lanes(), Lanes(), Lanes(), Lanes())
        var dimension = 0
        while dimension < dimensions {
            let values = panel[dimension]
            let differenceA = values - Lanes(repeating: a[dimension])
            sumA.addProduct(differenceA, differenceA)
            let differenceB = values - Lanes(repeating: b[dimension])
            sumB.addProduct(differenceB, differenceB)
            let differenceC = values - Lanes(repeating: c[dimension])
            sumC.addProduct(differenceC, differenceC)
            let differenceD = values - Lanes(repeating: d[dimension])
            sumD.addProduct(differenceD, differenceD)
            dimension += 1
        }
        distances[row] = sumA
        distances[row + 1] = sumB
        distances[row + 2] = sumC
        distances[row + 3] = sumD
        row += 4
    }
    while row < count {
        var sum = Lanes()
        var dimension = 0
        while dimension < dimensions {
            let difference = panel[dimension] - Lanes(repeating: rows[row * dimensions + dimension])
            sum.addProduct(difference, difference)
            dimension += 1
        }
        distances[row] = sum
        row += 1
    }
}

/// How many of each lane's values are below its limit; up to 2^24 are counted exactly.
@inline(never)
func countBelow(_ values: UnsafePointer<Lanes>, count: Int, limits: Lanes) -> Lanes {
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    var total = zero
    var index = 0
    while index < count {
        total += zero.replacing(with: one, where: values[index] .< limits)
        index += 1
    }
    return total
}

/// Each lane's sum of square roots, one after the other.
@inline(never)
func sumRoots(_ values: UnsafePointer<Lanes>, count: Int) -> Lanes {
    var total = Lanes()
    var index = 0
    while index < count {
        total += values[index].squareRoot()
        index += 1
    }
    return total
}

/// Adds the products of all columns with each other, summed over the rows, to a matrix.
///
/// A sum is one chain of fused products over these rows, which is then added to the matrix; so
/// sums over many rows are sums over blocks of rows.
///
/// - Parameters:
///   - rows: `count` rows of `width` numbers, a multiple of 8.
///   - matrix: `width` × `width`; blocks of 8 columns that end left of the diagonal stay as
///     they are.
@inline(never)
func addProducts(
    rows: UnsafePointer<Double>, count: Int, width: Int, to matrix: UnsafeMutablePointer<Double>
) {
    var i = 0
    while i < width {
        var j = i & ~7
        while j < width {
            var (a, b, c, d) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
            var row = rows
            var left = count
            while left > 0 {
                let values = eight(row + j)
                a.addProduct(SIMD8(repeating: row[i]), values)
                b.addProduct(SIMD8(repeating: row[i + 1]), values)
                c.addProduct(SIMD8(repeating: row[i + 2]), values)
                d.addProduct(SIMD8(repeating: row[i + 3]), values)
                row += width
                left -= 1
            }
            let target = matrix + i * width + j
            add(a, target)
            add(b, target + width)
            add(c, target + 2 * width)
            add(d, target + 3 * width)
            j += 8
        }
        i += 4
    }
}

@inline(__always)
private func eight(_ values: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(values).assumingMemoryBound(to: SIMD8<Double>.self).pointee
}

@inline(__always)
private func add(_ values: SIMD8<Double>, _ target: UnsafeMutablePointer<Double>) {
    let place = UnsafeMutableRawPointer(target).assumingMemoryBound(to: SIMD8<Double>.self)
    place.pointee += values
}
