package import KernelTypes

/// Writes a panel with the samples outside and the channels inside: [position][lane][channel].
///
/// - Parameters:
///   - panel: `channels` planes of `plane` vectors.
///   - width: floats from one lane to the next, a multiple of 16; channels beyond `channels` are 0.
@inline(never)
package func transposePanel(
    _ panel: UnsafePointer<Lanes>, channels: Int, plane: Int, width: Int,
    to rows: UnsafeMutablePointer<Float>
) {
    let source = UnsafeRawPointer(panel).assumingMemoryBound(to: SIMD4<Float>.self)
    let target = UnsafeMutableRawPointer(rows).assumingMemoryBound(to: SIMD4<Float>.self)
    let quads = laneCount / 4
    var position = 0
    while position < plane {
        var channel = 0
        while channel < width {
            let left = channels - channel
            let from = source + (channel * plane + position) * quads
            let to = target + (position * laneCount * width + channel) / 4
            if left >= 4 {
                transposeFour(from, plane * quads, to, width / 4)
            } else {
                transposeFew(from, plane * quads, max(left, 0), to, width / 4)
            }
            channel += 4
        }
        position += 1
    }
}

/// Four channels of 16 lanes become 16 rows of four channels.
@inline(__always)
private func transposeFour(
    _ from: UnsafePointer<SIMD4<Float>>, _ step: Int, _ to: UnsafeMutablePointer<SIMD4<Float>>,
    _ width: Int
) {
    var quad = 0
    while quad < laneCount / 4 {
        let (a, b) = (from[quad], from[step + quad])
        let (c, d) = (from[2 * step + quad], from[3 * step + quad])
        let rows = to + quad * 4 * width
        rows[0] = SIMD4(a[0], b[0], c[0], d[0])
        rows[width] = SIMD4(a[1], b[1], c[1], d[1])
        rows[2 * width] = SIMD4(a[2], b[2], c[2], d[2])
        rows[3 * width] = SIMD4(a[3], b[3], c[3], d[3])
        quad += 1
    }
}

/// Up to three channels, filled up with zeros.
@inline(__always)
private func transposeFew(
    _ from: UnsafePointer<SIMD4<Float>>, _ step: Int, _ count: Int,
    _ to: UnsafeMutablePointer<SIMD4<Float>>, _ width: Int
) {
    let zero = SIMD4<Float>(repeating: 0)
    var quad = 0
    while quad < laneCount / 4 {
        let a = count > 0 ? from[quad] : zero
        let b = count > 1 ? from[step + quad] : zero
        let c = count > 2 ? from[2 * step + quad] : zero
        let rows = to + quad * 4 * width
        rows[0] = SIMD4(a[0], b[0], c[0], 0)
        rows[width] = SIMD4(a[1], b[1], c[1], 0)
        rows[2 * width] = SIMD4(a[2], b[2], c[2], 0)
        rows[3 * width] = SIMD4(a[3], b[3], c[3], 0)
        quad += 1
    }
}
