package import KernelTypes

/// A dropout layer's factors: 0 where the random word is below the threshold, elsewhere `scale`.
///
/// - Parameters:
///   - words: `count` words for each live lane, one lane after another.
///   - mask: `count` vectors; lanes without a sample are 0.
@inline(never)
package func dropoutMask(
    _ words: UnsafePointer<UInt32>, count: Int, liveLanes: Int, threshold: UInt32, scale: Float,
    to mask: UnsafeMutablePointer<Lanes>
) {
    let target = UnsafeMutableRawPointer(mask).assumingMemoryBound(to: Float.self)
    var lane = 0
    while lane < laneCount {
        let live = liveLanes - lane
        var index = 0
        if live >= 4 {
            while index + 4 <= count {
                maskFour(
                    words + (lane * count + index), count, threshold, scale,
                    target + (index * laneCount + lane))
                index += 4
            }
        }
        while index < count {
            var offset = 0
            while offset < 4 {
                let isKept = offset < live && words[(lane + offset) * count + index] >= threshold
                target[index * laneCount + lane + offset] = isKept ? scale : 0
                offset += 1
            }
            index += 1
        }
        lane += 4
    }
}

/// The factors of four values of four samples.
@inline(__always)
private func maskFour(
    _ words: UnsafePointer<UInt32>, _ step: Int, _ threshold: UInt32, _ scale: Float,
    _ target: UnsafeMutablePointer<Float>
) {
    let limit = SIMD4<UInt32>(repeating: threshold)
    let (zero, kept) = (SIMD4<Float>(repeating: 0), SIMD4<Float>(repeating: scale))
    let p = zero.replacing(with: kept, where: fourWords(words) .>= limit)
    let q = zero.replacing(with: kept, where: fourWords(words + step) .>= limit)
    let r = zero.replacing(with: kept, where: fourWords(words + 2 * step) .>= limit)
    let s = zero.replacing(with: kept, where: fourWords(words + 3 * step) .>= limit)
    let rows = UnsafeMutableRawPointer(target).assumingMemoryBound(to: SIMD4<Float>.self)
    rows[0] = SIMD4(p[0], q[0], r[0], s[0])
    rows[laneCount / 4] = SIMD4(p[1], q[1], r[1], s[1])
    rows[2 * (laneCount / 4)] = SIMD4(p[2], q[2], r[2], s[2])
    rows[3 * (laneCount / 4)] = SIMD4(p[3], q[3], r[3], s[3])
}

@inline(__always)
private func fourWords(_ words: UnsafePointer<UInt32>) -> SIMD4<UInt32> {
    UnsafeRawPointer(words).loadUnaligned(as: SIMD4<UInt32>.self)
}

/// The products of two panels' values; the result may replace either.
@inline(never)
package func multiply(
    _ first: UnsafePointer<Lanes>, _ second: UnsafePointer<Lanes>, count: Int,
    to output: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    while index < count {
        output[index] = first[index] * second[index]
        index += 1
    }
}
