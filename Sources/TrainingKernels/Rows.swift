package import KernelTypes

/// The kernels between samples in rows and panels.
func rowKernels() -> RowKernels {
    (
        loadFloats: { loadFloats($0, sampleSize: $1, indices: $2, count: $3, panel: $4) },
        stretchToSigned: { stretchToSigned($2, count: $0, liveLanes: $1) }
    )
}

/// Fills a panel with samples that are rows of floats.
///
/// - Parameters:
///   - rows: samples of `sampleSize` floats each, one after another.
///   - indices: which samples; there are `count`, at most `laneCount`.
///   - panel: `sampleSize` vectors. Lanes from `count` on become zero.
@inline(never)
package func loadFloats(
    _ rows: UnsafePointer<Float>, sampleSize: Int, indices: UnsafePointer<Int32>, count: Int,
    panel: UnsafeMutablePointer<Lanes>
) {
    let target = UnsafeMutableRawPointer(panel).assumingMemoryBound(to: Float.self)
    var lane = 0
    while lane < laneCount {
        // Lanes without a sample repeat the first one's until they are cleared.
        let a = rows + Int(indices[lane < count ? lane : 0]) * sampleSize
        let b = rows + Int(indices[lane + 1 < count ? lane + 1 : 0]) * sampleSize
        let c = rows + Int(indices[lane + 2 < count ? lane + 2 : 0]) * sampleSize
        let d = rows + Int(indices[lane + 3 < count ? lane + 3 : 0]) * sampleSize
        var index = 0
        while index + 4 <= sampleSize {
            let (p, q, r, s) = (
                four(a + index), four(b + index), four(c + index), four(d + index)
            )
            let place = target + index * laneCount + lane
            keep(SIMD4(p[0], q[0], r[0], s[0]), place)
            keep(SIMD4(p[1], q[1], r[1], s[1]), place + laneCount)
            keep(SIMD4(p[2], q[2], r[2], s[2]), place + 2 * laneCount)
            keep(SIMD4(p[3], q[3], r[3], s[3]), place + 3 * laneCount)
            index += 4
        }
        while index < sampleSize {
            let values = SIMD4<Float>(a[index], b[index], c[index], d[index])
            keep(values, target + index * laneCount + lane)
            index += 1
        }
        lane += 4
    }
    guard count < laneCount else { return }
    // Not a product with 0: what a row has might be no number.
    let dead = lanesWithoutSample(count)
    var index = 0
    while index < sampleSize {
        panel[index] = panel[index].replacing(with: 0, where: dead)
        index += 1
    }
}

/// Values of 0...1 become 2 · value - 1; lanes without a sample stay zero.
@inline(never)
package func stretchToSigned(
    _ panel: UnsafeMutablePointer<Lanes>, count: Int, liveLanes: Int
) {
    let two = Lanes(repeating: 2)
    let minusOne = Lanes(repeating: -1).replacing(with: 0, where: lanesWithoutSample(liveLanes))
    var index = 0
    while index < count {
        panel[index] = minusOne.addingProduct(panel[index], two)
        index += 1
    }
}

@inline(__always)
private func four(_ values: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(values).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func keep(_ values: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).assumingMemoryBound(to: SIMD4<Float>.self).pointee = values
}

/// Where a panel has no samples.
@inline(__always)
private func lanesWithoutSample(_ liveLanes: Int) -> SIMDMask<SIMD16<Int32>> {
    var live = Lanes(repeating: 0)
    var lane = 0
    while lane < liveLanes {
        live[lane] = 1
        lane += 1
    }
    return live .== 0
}
