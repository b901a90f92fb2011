package import KernelTypes

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
    // A part of the panel at a time, so that it is still in the L1 cache for its second half.
    var begin = 0
    while begin < sampleSize {
        let end = min(begin + 256, sampleSize)
        loadHalf(pixels, sampleSize, indices, count, begin..<end, panel, lane: 0)
        loadHalf(pixels, sampleSize, indices, count, begin..<end, panel, lane: 8)
        begin = end
    }
    if count < laneCount { clearLanes(panel, count: sampleSize, from: count) }
}

/// Some values of eight samples.
@inline(__always)
private func loadHalf(
    _ pixels: UnsafePointer<UInt8>, _ sampleSize: Int, _ indices: UnsafePointer<Int32>,
    _ count: Int, _ values: Range<Int>, _ panel: UnsafeMutablePointer<Lanes>, lane: Int
) {
    let target = UnsafeMutableRawPointer(panel).assumingMemoryBound(to: Float.self) + lane
    // Lanes without a sample repeat the first one's until they are cleared.
    @inline(__always)
    func sample(_ number: Int) -> UnsafePointer<UInt8> {
        pixels + Int(indices[lane + number < count ? lane + number : 0]) * sampleSize
    }
    let (a, b, c, d) = (sample(0), sample(1), sample(2), sample(3))
    let (e, f, g, h) = (sample(4), sample(5), sample(6), sample(7))
    var index = values.lowerBound
    while index + 4 <= values.upperBound {
        let words = SIMD8(
            four(a + index), four(b + index), four(c + index), four(d + index),
            four(e + index), four(f + index), four(g + index), four(h + index))
        let vectors = target + index * laneCount
        store(scaled(words), vectors)
        store(scaled(words &>> 8), vectors + laneCount)
        store(scaled(words &>> 16), vectors + 2 * laneCount)
        store(scaled(words &>> 24), vectors + 3 * laneCount)
        index += 4
    }
    while index < values.upperBound {
        let words = SIMD8(
            UInt32(a[index]), UInt32(b[index]), UInt32(c[index]), UInt32(d[index]),
            UInt32(e[index]), UInt32(f[index]), UInt32(g[index]), UInt32(h[index]))
        store(scaled(words), target + index * laneCount)
        index += 1
    }
}

/// Four values of a sample; the first is in the lowest bits, as all processors served are little
/// endian.
@inline(__always)
private func four(_ bytes: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self)
}

@inline(__always)
private func store(_ values: SIMD8<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).assumingMemoryBound(to: SIMD8<Float>.self).pointee = values
}

/// The lowest byte / 255, without dividing.
///
/// The quotient and one correction by its remainder have the division's bits for every byte.
@inline(__always)
private func scaled(_ words: SIMD8<UInt32>) -> SIMD8<Float> {
    // In the mantissa of 2^23 a byte is a whole number. The cast is of bits to bits of the same
    // size.
    let bits = (words & SIMD8(repeating: 255)) | SIMD8(repeating: 0x4b00_0000)
    let value = unsafeBitCast(bits, to: SIMD8<Float>.self) - SIMD8(repeating: 0x1p23)
    let reciprocal = SIMD8<Float>(repeating: 1 / 255)
    let quotient = value * reciprocal
    let remainder = value.addingProduct(quotient, SIMD8<Float>(repeating: -255))
    return quotient.addingProduct(remainder, reciprocal)
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
