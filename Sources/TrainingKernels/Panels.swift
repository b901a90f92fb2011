package import KernelTypes

#if PODIUM_AVX512
    /// Four bytes of each sample of a chunk.
    private typealias Words = SIMD16<UInt32>
#else
    /// Four bytes of each sample of a chunk.
    private typealias Words = SIMD8<UInt32>
#endif

/// Fills a panel with samples: bytes become byte / 255.
///
/// - Parameters:
///   - pixels: samples of `sampleSize` bytes each, one after another.
///   - indices: which samples; there are `count`, at most `laneCount`.
///   - panel: `sampleSize` vectors. Lanes from `count` on become zero.
@inline(never)
package func loadPanel(
    _ pixels: UnsafePointer<UInt8>, sampleSize: Int, indices: UnsafePointer<Int32>, count: Int,
    panel: UnsafeMutablePointer<Lanes>
) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>.self, capacity: laneCount) {
        let samples = $0.baseAddress!
        var lane = 0
        while lane < laneCount {
            // Lanes without a sample repeat the first one's until they are cleared.
            samples[lane] = pixels + Int(indices[lane < count ? lane : 0]) * sampleSize
            lane += 1
        }
        // A part of the panel at a time, so that it is still in the L1 cache for its other chunks.
        var begin = 0
        while begin < sampleSize {
            let end = min(begin + 256, sampleSize)
            var chunk = 0
            while chunk < chunksPerVector {
                loadChunk(
                    samples + chunk * Chunk.scalarCount, begin..<end, chunks(panel) + chunk)
                chunk += 1
            }
            begin = end
        }
    }
    if count < laneCount { clearLanes(panel, count: sampleSize, from: count) }
}

/// Some values of the samples of a chunk.
@inline(__always)
private func loadChunk(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ values: Range<Int>,
    _ target: UnsafeMutablePointer<Chunk>
) {
    var index = values.lowerBound
    while index + 16 <= values.upperBound {
        #if PODIUM_AVX512
            let (a, b) = (transposed(samples, index), transposed(samples + 4, index))
            let (c, d) = (transposed(samples + 8, index), transposed(samples + 12, index))
            let (p, q) = (joined(a.0, b.0, c.0, d.0), joined(a.1, b.1, c.1, d.1))
            let (r, s) = (joined(a.2, b.2, c.2, d.2), joined(a.3, b.3, c.3, d.3))
        #else
            let (a, b) = (transposed(samples, index), transposed(samples + 4, index))
            let (p, q) = (joined(a.0, b.0), joined(a.1, b.1))
            let (r, s) = (joined(a.2, b.2), joined(a.3, b.3))
        #endif
        storeFour(p, target + index * chunksPerVector)
        storeFour(q, target + (index + 4) * chunksPerVector)
        storeFour(r, target + (index + 8) * chunksPerVector)
        storeFour(s, target + (index + 12) * chunksPerVector)
        index += 16
    }
    while index < values.upperBound {
        var words = Words(repeating: 0)
        var lane = 0
        while lane < Words.scalarCount {
            words[lane] = UInt32(samples[lane][index])
            lane += 1
        }
        target[index * chunksPerVector] = scaled(words)
        index += 1
    }
}

/// Sixteen values of four samples, as words of four values of each sample.
///
/// The first value is in the lowest bits, as all supported processors are little endian.
@inline(__always)
private func transposed(
    _ samples: UnsafePointer<UnsafePointer<UInt8>>, _ index: Int
) -> (SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>) {
    @inline(__always)
    func row(_ sample: Int) -> SIMD4<UInt32> {
        UnsafeRawPointer(samples[sample] + index).loadUnaligned(as: SIMD4<UInt32>.self)
    }
    let (a, b, c, d) = (row(0), row(1), row(2), row(3))
    return (
        SIMD4(a[0], b[0], c[0], d[0]), SIMD4(a[1], b[1], c[1], d[1]),
        SIMD4(a[2], b[2], c[2], d[2]), SIMD4(a[3], b[3], c[3], d[3])
    )
}

@inline(__always)
private func joined(_ a: SIMD4<UInt32>, _ b: SIMD4<UInt32>) -> SIMD8<UInt32> {
    SIMD8(lowHalf: a, highHalf: b)
}

@inline(__always)
private func joined(
    _ a: SIMD4<UInt32>, _ b: SIMD4<UInt32>, _ c: SIMD4<UInt32>, _ d: SIMD4<UInt32>
) -> SIMD16<UInt32> {
    SIMD16(lowHalf: joined(a, b), highHalf: joined(c, d))
}

/// Stores the four values of each word in four vectors.
@inline(__always)
private func storeFour(_ words: Words, _ target: UnsafeMutablePointer<Chunk>) {
    target[0] = scaled(words)
    target[chunksPerVector] = scaled(words &>> 8)
    target[2 * chunksPerVector] = scaled(words &>> 16)
    target[3 * chunksPerVector] = scaled(words &>> 24)
}

/// The lowest byte / 255, without dividing.
///
/// The reciprocal in two parts gives the bits of the division for every byte (a test compares
/// them).
@inline(__always)
private func scaled(_ words: Words) -> Chunk {
    // In the mantissa of 2^23 a byte is a whole number. The cast is of bits to bits of the same
    // size.
    let bits = (words & Words(repeating: 255)) | Words(repeating: 0x4b00_0000)
    let value = unsafeBitCast(bits, to: Chunk.self) - Chunk(repeating: 0x1p23)
    let rest = value * Chunk(repeating: -0x1.fdfdfep-33)
    return rest.addingProduct(value, Chunk(repeating: 0x1.010102p-8))
}

/// Makes the lanes from `first` on zero.
@inline(never)
private func clearLanes(_ panel: UnsafeMutablePointer<Lanes>, count: Int, from first: Int) {
    let target = UnsafeMutableRawPointer(panel).assumingMemoryBound(to: Float.self)
    var index = 0
    while index < count {
        var lane = first
        while lane < laneCount {
            target[index * laneCount + lane] = 0
            lane += 1
        }
        index += 1
    }
}

/// Adds up the lanes of each vector, in halves: 16 to 8 to 4 to 2 to 1.
@inline(never)
package func reduceLanes(
    _ sums: UnsafePointer<Lanes>, count: Int, to target: UnsafeMutablePointer<Float>
) {
    var index = 0
    while index < count {
        let eight = sums[index].lowHalf + sums[index].highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        target[index] = two.x + two.y
        index += 1
    }
}

/// Copies the sums of `correlateChannels` into the order of the weight tensor.
///
/// Sum [channel][tap][column] becomes element
/// `channel · channelStep + column · columnStep + tap`.
@inline(never)
package func spreadSums(
    _ plan: SpreadPlan, _ sums: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
) {
    var source = sums
    var channel = 0
    while channel < plan.channels {
        var tap = 0
        while tap < plan.taps {
            let base = target + (channel * plan.channelStep + tap)
            var column = 0
            if plan.columnStep == 1 {
                while plan.columns - column >= 8 {
                    let eight = UnsafeRawPointer(source + column)
                        .loadUnaligned(as: SIMD8<Float>.self)
                    UnsafeMutableRawPointer(base + column)
                        .storeBytes(of: eight, as: SIMD8<Float>.self)
                    column += 8
                }
            }
            while column < plan.columns {
                base[column * plan.columnStep] = source[column]
                column += 1
            }
            source += plan.width
            tap += 1
        }
        channel += 1
    }
}
