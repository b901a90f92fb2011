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
    let target = UnsafeMutableRawPointer(panel).assumingMemoryBound(to: Float.self)
    var lane = 0
    while lane < laneCount {
        // Lanes without a sample repeat the first one's until they are cleared.
        let a = pixels + Int(indices[lane < count ? lane : 0]) * sampleSize
        let b = pixels + Int(indices[lane + 1 < count ? lane + 1 : 0]) * sampleSize
        let c = pixels + Int(indices[lane + 2 < count ? lane + 2 : 0]) * sampleSize
        let d = pixels + Int(indices[lane + 3 < count ? lane + 3 : 0]) * sampleSize
        var index = 0
        while index + 4 <= sampleSize {
            loadFour(a + index, b + index, c + index, d + index, target + index * laneCount + lane)
            index += 4
        }
        while index < sampleSize {
            let bytes = SIMD4<UInt8>(a[index], b[index], c[index], d[index])
            store(scaled(bytes), target + index * laneCount + lane)
            index += 1
        }
        lane += 4
    }
    if count < laneCount { clearLanes(panel, count: sampleSize, from: count) }
}

/// Four values of four samples become four quarters of panel vectors.
@inline(__always)
private func loadFour(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ c: UnsafePointer<UInt8>,
    _ d: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<Float>
) {
    let (p, q, r, s) = (scaled(four(a)), scaled(four(b)), scaled(four(c)), scaled(four(d)))
    store(SIMD4(p[0], q[0], r[0], s[0]), target)
    store(SIMD4(p[1], q[1], r[1], s[1]), target + laneCount)
    store(SIMD4(p[2], q[2], r[2], s[2]), target + 2 * laneCount)
    store(SIMD4(p[3], q[3], r[3], s[3]), target + 3 * laneCount)
}

@inline(__always)
private func four(_ bytes: UnsafePointer<UInt8>) -> SIMD4<UInt8> {
    UnsafeRawPointer(bytes).loadUnaligned(as: SIMD4<UInt8>.self)
}

@inline(__always)
private func store(_ values: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).assumingMemoryBound(to: SIMD4<Float>.self).pointee = values
}

/// Byte / 255, without dividing.
///
/// The quotient and one correction by its remainder have the division's bits for every byte.
@inline(__always)
private func scaled(_ bytes: SIMD4<UInt8>) -> SIMD4<Float> {
    let reciprocal = SIMD4<Float>(repeating: 1 / 255)
    let value = SIMD4<Float>(
        Float(bytes[0]), Float(bytes[1]), Float(bytes[2]), Float(bytes[3]))
    let quotient = value * reciprocal
    let remainder = value.addingProduct(quotient, SIMD4<Float>(repeating: -255))
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
