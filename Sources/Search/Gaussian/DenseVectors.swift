/// Operations on vectors of numbers, in an order that their length fixes.
///
/// Pointers, because these loops are most of a Gaussian process's time; callers hold the arrays and
/// check the lengths.
enum DenseVectors {
    /// The dot product: eight sums of every eighth term, then their sum.
    ///
    /// - Complexity: O(count)
    @inline(__always)
    static func dot(
        _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int
    ) -> Double {
        var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
        var (s4, s5, s6, s7) = (0.0, 0.0, 0.0, 0.0)
        var place = 0
        while place + 8 <= count {
            s0 += a[place] * b[place]
            s1 += a[place + 1] * b[place + 1]
            s2 += a[place + 2] * b[place + 2]
            s3 += a[place + 3] * b[place + 3]
            s4 += a[place + 4] * b[place + 4]
            s5 += a[place + 5] * b[place + 5]
            s6 += a[place + 6] * b[place + 6]
            s7 += a[place + 7] * b[place + 7]
            place += 8
        }
        var rest = 0.0
        while place < count {
            rest += a[place] * b[place]
            place += 1
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) + rest
    }

    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        precondition(a.count == b.count, "vectors of \(a.count) and \(b.count) numbers")
        return a.withUnsafeBufferPointer { left in
            b.withUnsafeBufferPointer { right in
                guard let x = left.baseAddress, let y = right.baseAddress else { return 0 }
                return dot(x, y, count: left.count)
            }
        }
    }

    /// Adds a multiple of x to y.
    @inline(__always)
    static func add(
        _ factor: Double, times x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>,
        count: Int
    ) {
        for place in 0..<count { y[place] += factor * x[place] }
    }

    /// Adds multiples of four vectors to y, one after the other.
    ///
    /// y is read and written once, so it takes half the time of four additions, with the same
    /// bits.
    @inline(__always)
    static func add(
        _ factors: SIMD4<Double>, times x0: UnsafePointer<Double>, _ x1: UnsafePointer<Double>,
        _ x2: UnsafePointer<Double>, _ x3: UnsafePointer<Double>,
        to y: UnsafeMutablePointer<Double>, count: Int
    ) {
        let (f0, f1, f2, f3) = (factors[0], factors[1], factors[2], factors[3])
        for place in 0..<count {
            var sum = y[place]
            sum += f0 * x0[place]
            sum += f1 * x1[place]
            sum += f2 * x2[place]
            sum += f3 * x3[place]
            y[place] = sum
        }
    }
}
