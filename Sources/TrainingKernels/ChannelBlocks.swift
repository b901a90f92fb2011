package import KernelTypes

#if PODIUM_AVX512
    /// Output channels that a tile of the gather kernel holds in registers, of which there are 32.
    let tileChannels = 8
#else
    /// Output channels that a tile of the gather kernel holds in registers.
    ///
    /// 6 × 2 accumulators, the input's two halves and one weight are 15 of AVX2's 16 registers.
    let tileChannels = 6
#endif

/// Channels parted into as few blocks of at most `limit` as possible, as even as possible.
///
/// 87 channels in blocks of 6 are 12 blocks of 6 and 3 of 5: none is padded, none is narrow.
struct ChannelBlocks {
    let count: Int
    /// The first `wideCount` blocks have a channel more than the others, which have `narrow`.
    let narrow: Int
    let wideCount: Int

    @inline(__always)
    init(channels: Int, limit: Int) {
        count = (channels + limit - 1) / limit
        narrow = channels / count
        wideCount = channels % count
    }

    /// How many channels a block has: the wide blocks come first.
    @inline(__always)
    func width(_ index: Int) -> Int { index < wideCount ? narrow + 1 : narrow }
}

/// Lays a weight tensor out as the gather kernel reads it: [block][tap][input][output of the
/// block].
@inline(never)
package func packWeights(
    _ plan: PackPlan, from source: UnsafePointer<Float>, to packed: UnsafeMutablePointer<Float>
) {
    let blocks = ChannelBlocks(channels: plan.outputs, limit: tileChannels)
    var target = packed
    var first = source
    var block = 0
    while block < blocks.count {
        let width = blocks.width(block)
        if plan.taps == 1, plan.outputStride == 1 {
            packColumns(plan, first, width, target)
            target += plan.inputs * width
            first += width
            block += 1
            continue
        }
        if plan.taps == 1, plan.inputStride == 1, width == 6 {
            packSixRows(plan, first, target)
            target += plan.inputs * width
            first += width * plan.outputStride
            block += 1
            continue
        }
        var tap = 0
        while tap < plan.taps {
            var lane = 0
            while lane < width {
                let row = first + (tap + lane * plan.outputStride)
                let column = target + lane
                var input = 0
                while input < plan.inputs {
                    column[input * width] = row[input * plan.inputStride]
                    input += 1
                }
                lane += 1
            }
            target += plan.inputs * width
            tap += 1
        }
        first += width * plan.outputStride
        block += 1
    }
}

/// Six rows of a matrix, column after column: a block of a linear layer's forward pass.
@inline(__always)
private func packSixRows(
    _ plan: PackPlan, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
) {
    let step = plan.outputStride
    var input = 0
    while input + 4 <= plan.inputs {
        let row = source + input
        let (a, b, c) = (fourFloats(row), fourFloats(row + step), fourFloats(row + 2 * step))
        let (d, e, f) = (
            fourFloats(row + 3 * step), fourFloats(row + 4 * step), fourFloats(row + 5 * step)
        )
        let place = target + 6 * input
        putFour(SIMD4(a[0], b[0], c[0], d[0]), place)
        putFour(SIMD4(e[0], f[0], a[1], b[1]), place + 4)
        putFour(SIMD4(c[1], d[1], e[1], f[1]), place + 8)
        putFour(SIMD4(a[2], b[2], c[2], d[2]), place + 12)
        putFour(SIMD4(e[2], f[2], a[3], b[3]), place + 16)
        putFour(SIMD4(c[3], d[3], e[3], f[3]), place + 20)
        input += 4
    }
    while input < plan.inputs {
        var lane = 0
        while lane < 6 {
            target[6 * input + lane] = source[lane * step + input]
            lane += 1
        }
        input += 1
    }
}

@inline(__always)
private func fourFloats(_ values: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(values).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func putFour(_ values: SIMD4<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: values, as: SIMD4<Float>.self)
}

/// A block of neighbouring columns of a matrix, row after row: the data gradient of a linear layer.
@inline(__always)
private func packColumns(
    _ plan: PackPlan, _ source: UnsafePointer<Float>, _ width: Int,
    _ target: UnsafeMutablePointer<Float>
) {
    var (row, place) = (source, target)
    var left = plan.inputs
    while left > 0 {
        var lane = 0
        while lane + 2 <= width {
            let pair = UnsafeRawPointer(row + lane).loadUnaligned(as: SIMD2<Float>.self)
            UnsafeMutableRawPointer(place + lane).storeBytes(of: pair, as: SIMD2<Float>.self)
            lane += 2
        }
        if lane < width { place[lane] = row[lane] }
        row += plan.inputStride
        place += width
        left -= 1
    }
}
