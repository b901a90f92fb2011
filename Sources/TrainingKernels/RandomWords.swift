package import KernelTypes

/// The kernels of random numbers of this module, for a processor that has its instruction set.
@inline(never)
package func randomKernels() -> RandomKernels {
    (
        words: { randomWords($0, eights: $1, to: $2) },
        normals: { normalNumbers(count: $0, deviation: $1, words: $2) }
    )
}

/// Philox4x32-10, eight blocks at a time: 32 words for each eight, block after block.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
/// Words are kept in lanes of 64 bits, whose upper halves don't count, so that a product of two is
/// one instruction and needs no conversion.
@inline(never)
func randomWords(_ run: RandomRun, eights: Int, to words: UnsafeMutablePointer<UInt32>) {
    var index = Blocks(0, 1, 2, 3, 4, 5, 6, 7) &+ Blocks(repeating: run.index)
    var target = UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt64.self)
    var eight = 0
    while eight < eights {
        var counters = Counters(
            c0: index, c1: index &>> 32, c2: Blocks(repeating: UInt64(run.step)),
            c3: Blocks(repeating: UInt64(run.epoch)))
        tenRounds(&counters, run.key.x, run.key.y)
        var block = 0
        while block < 8 {
            target[2 * block] = counters.c0[block]
            target[2 * block + 1] = counters.c2[block]
            block += 1
        }
        target += 16
        index &+= Blocks(repeating: 8)
        eight += 1
    }
}

private typealias Blocks = SIMD8<UInt64>

/// The counters of eight blocks: one word of each in a vector.
private struct Counters {
    var c0: Blocks
    var c1: Blocks
    var c2: Blocks
    var c3: Blocks
}

/// Leaves the blocks' words in pairs: the first two in `c0`, the others in `c2`.
///
/// It is a function of its own so that the shuffles that come after it stay out of its loop.
@inline(never)
private func tenRounds(_ counters: inout Counters, _ key0: UInt32, _ key1: UInt32) {
    let low = Blocks(repeating: 0xFFFF_FFFF)
    let (first, second) = (Blocks(repeating: 0xD251_1F53), Blocks(repeating: 0xCD9E_8D57))
    var (c0, c1, c2, c3) = (counters.c0, counters.c1, counters.c2, counters.c3)
    var (k0, k1) = (key0, key1)
    var round = 0
    while round < 10 {
        // The masks say that one instruction's product is enough; they cost nothing.
        let (a, b) = ((c0 & low) &* first, (c2 & low) &* second)
        c0 = (b &>> 32) ^ c1 ^ Blocks(repeating: UInt64(k0))
        c1 = b
        c2 = (a &>> 32) ^ c3 ^ Blocks(repeating: UInt64(k1))
        c3 = a
        k0 &+= 0x9E37_79B9
        k1 &+= 0xBB67_AE85
        round += 1
    }
    counters.c0 = (c0 & low) | (c1 &<< 32)
    counters.c2 = (c2 & low) | (c3 &<< 32)
}

/// Turns random words into normal numbers of mean 0, in place: relative error below 1e-6.
///
/// A word's upper 23 bits are the odd multiple x of 2^-23 in (-1, 1) that they count; the number
/// is √2 · erf⁻¹(x) times the deviation, at most 5.2 deviations from 0.
/// Source: Giles, "Approximating the erfinv function", GPU Computing Gems Jade Edition (2011).
@inline(never)
func normalNumbers(count: Int, deviation: Float, words: UnsafeMutablePointer<Lanes>) {
    let scale = Lanes(repeating: deviation * 0x1.6a09e6p0)
    var index = 0
    while index < count {
        // The casts are safe because any bits are a value of either vector.
        let word = unsafeBitCast(words[index], to: SIMD16<UInt32>.self)
        let bits = word &>> 9 | SIMD16<UInt32>(repeating: 0x3f80_0000)
        let unit = unsafeBitCast(bits, to: Lanes.self)
        let x = (unit + unit - Lanes(repeating: 3)) + Lanes(repeating: 0x1p-23)
        words[index] = x * inverseErrorFactor(x) * scale
        index += 1
    }
}

/// erf⁻¹(x) / x for -1 < x < 1.
@inline(__always)
private func inverseErrorFactor(_ x: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    let w = -logarithm((one - x) * (one + x))
    let c = w - Lanes(repeating: 2.5)
    var central = Lanes(repeating: 2.810_226_36e-08)
    central = Lanes(repeating: 3.432_739_39e-07).addingProduct(central, c)
    central = Lanes(repeating: -3.523_387_7e-06).addingProduct(central, c)
    central = Lanes(repeating: -4.391_506_54e-06).addingProduct(central, c)
    central = Lanes(repeating: 0.000_218_580_87).addingProduct(central, c)
    central = Lanes(repeating: -0.001_253_725_03).addingProduct(central, c)
    central = Lanes(repeating: -0.004_177_681_64).addingProduct(central, c)
    central = Lanes(repeating: 0.246_640_727).addingProduct(central, c)
    central = Lanes(repeating: 1.501_409_41).addingProduct(central, c)
    let t = w.squareRoot() - Lanes(repeating: 3)
    var tail = Lanes(repeating: -0.000_200_214_257)
    tail = Lanes(repeating: 0.000_100_950_558).addingProduct(tail, t)
    tail = Lanes(repeating: 0.001_349_343_22).addingProduct(tail, t)
    tail = Lanes(repeating: -0.003_673_428_44).addingProduct(tail, t)
    tail = Lanes(repeating: 0.005_739_507_73).addingProduct(tail, t)
    tail = Lanes(repeating: -0.007_622_461_3).addingProduct(tail, t)
    tail = Lanes(repeating: 0.009_438_870_47).addingProduct(tail, t)
    tail = Lanes(repeating: 1.001_674_06).addingProduct(tail, t)
    tail = Lanes(repeating: 2.832_976_82).addingProduct(tail, t)
    return tail.replacing(with: central, where: w .< Lanes(repeating: 5))
}
