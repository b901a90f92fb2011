/// The purpose of a random number.
///
/// Each purpose has its own stream, so more draws for one purpose never shift another.
///
/// The raw values are part of the determinism contract: values may be added, never changed.
package enum RandomPurpose: UInt32, Sendable, CaseIterable {
    case sampling = 1
    case poolDraw = 2
    case weightInitialisation = 3
    case dataSplit = 4
    case batchOrder = 5
    case corruption = 6
    case dropout = 7
    case latentNoise = 8
    case evaluation = 9
    case tests = 10
    case exploration = 11
    case sequence = 12
    case program = 13
    case simulation = 14
    case testRows = 20
}

/// A counter-based random generator: Philox4x32-10.
///
/// A number is a pure function of (seed, trial, purpose) and a counter (epoch, step, index).
/// Numbers can be generated in any order, on any machine, by any thread.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// The key is itself one Philox block of the seed, which separates seeds that differ in one bit.
package struct SeededGenerator: Sendable, Hashable {
    private let key: SIMD2<UInt32>

    /// The generator for one purpose of one trial of a study; values drawn once per study use trial
    /// 0.
    package init(seed: UInt64, trial: Int = 0, purpose: RandomPurpose) {
        let block = Self.philox(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: trial), UInt32(truncatingIfNeeded: trial >> 32),
                purpose.rawValue, 0x506F_6469),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        key = SIMD2(block[0], block[1])
    }

    /// Four random words for a counter.
    @inlinable
    package func block(epoch: Int = 0, step: Int = 0, index: Int) -> SIMD4<UInt32> {
        let position = UInt64(bitPattern: Int64(index))
        return Self.philox(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
                UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: epoch)),
            key: keyWords)
    }

    /// A random 64-bit word.
    @inlinable
    package func word(epoch: Int = 0, step: Int = 0, index: Int) -> UInt64 {
        let words = block(epoch: epoch, step: step, index: index)
        return UInt64(words[0]) | UInt64(words[1]) << 32
    }

    /// A uniform number in [0, 1) with 53 random bits.
    @inlinable
    package func uniform(epoch: Int = 0, step: Int = 0, index: Int) -> Double {
        Double(word(epoch: epoch, step: step, index: index) >> 11) * 0x1p-53
    }

    /// A uniform whole number in 0..<bound, without bias (Lemire's method; rejected words are
    /// redrawn with a salted epoch, so the result depends only on the counter).
    package func uniform(below bound: Int, epoch: Int = 0, step: Int = 0, index: Int) -> Int {
        precondition(bound > 0, "uniform(below: \(bound)): the bound must be positive")
        let range = UInt64(bound)
        let threshold = (0 &- range) % range
        var salt = epoch
        while true {
            let product = word(epoch: salt, step: step, index: index)
                .multipliedFullWidth(by: range)
            if product.low >= threshold { return Int(product.high) }
            salt += 1 << 24
        }
    }

    /// A standard normal number: the inverse normal distribution function of a uniform number.
    package func normal(epoch: Int = 0, step: Int = 0, index: Int) -> Double {
        // Half a step of offset keeps the argument inside (0, 1).
        let fraction =
            (Double(word(epoch: epoch, step: step, index: index) >> 12) + 0.5) * 0x1p-52
        return PortableMath.normalQuantile(fraction)
    }

    /// A random permutation of 0..<count (Fisher-Yates).
    package func permutation(count: Int, epoch: Int = 0, step: Int = 0) -> [Int32] {
        var order = (0..<Int32(count)).map { $0 }
        guard count > 1 else { return order }
        for last in stride(from: count - 1, through: 1, by: -1) {
            order.swapAt(last, uniform(below: last + 1, epoch: epoch, step: step, index: last))
        }
        return order
    }

    /// The key, for code that draws many numbers at a time.
    @usableFromInline package var keyWords: SIMD2<UInt32> { key }

    /// Ten rounds of Philox4x32.
    @usableFromInline
    static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
        var (k0, k1) = (key[0], key[1])
        for round in 0..<10 {
            if round > 0 {
                k0 &+= 0x9E37_79B9
                k1 &+= 0xBB67_AE85
            }
            let first = UInt64(c0) &* 0xD251_1F53
            let second = UInt64(c2) &* 0xCD9E_8D57
            (c0, c1, c2, c3) = (
                UInt32(second >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: second),
                UInt32(first >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: first)
            )
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
