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
    var index = 0
    while index < count {
        var lane = 0
        while lane < liveLanes {
            let word = words[lane * count + index]
            target[index * laneCount + lane] = word < threshold ? 0 : scale
            lane += 1
        }
        while lane < laneCount {
            target[index * laneCount + lane] = 0
            lane += 1
        }
        index += 1
    }
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
