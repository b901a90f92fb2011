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
    var first = 0
    while first < sampleSize {
        // A block of values at a time, which stays in the L1 cache for all lanes.
        let end = min(first + 128, sampleSize)
        var lane = 0
        while lane < laneCount {
            let source = pixels + Int(indices[lane < count ? lane : 0]) * sampleSize
            var index = first
            while index < end {
                target[index * laneCount + lane] = Float(source[index])
                index += 1
            }
            lane += 1
        }
        scale(panel + first, count: end - first, live: count)
        first = end
    }
}

/// Divides by 255; lanes from `live` on become zero.
@inline(__always)
private func scale(_ values: UnsafeMutablePointer<Lanes>, count: Int, live: Int) {
    var dead = SIMD16<Float>(repeating: 0)
    var lane = live
    while lane < laneCount {
        dead[lane] = 1
        lane += 1
    }
    let mask = dead .> 0
    // The quotient and one correction by its remainder: the division's bits for every byte.
    let reciprocal = Lanes(repeating: 1 / 255)
    let negative = Lanes(repeating: -255)
    var index = 0
    while index < count {
        let value = values[index]
        let quotient = value * reciprocal
        let remainder = value.addingProduct(quotient, negative)
        values[index] = quotient.addingProduct(remainder, reciprocal)
            .replacing(with: 0, where: mask)
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
