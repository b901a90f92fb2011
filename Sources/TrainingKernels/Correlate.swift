package import KernelTypes

/// What the correlation of one tile needs besides its operands.
private struct TileWalk {
    var rows: PairRun
    var columns: PairRun
    /// Chunks from row to row of the small and of the large operand.
    var smallRow: Int
    var largeRow: Int
    /// Chunks from a large column to the next paired one.
    var largeStep: Int
    /// Chunks from channel to channel.
    var smallPlane: Int
    var largePlane: Int
    /// Chunks from accumulator to accumulator.
    var smallStep: Int
    var largeTensorStep: Int
    var fresh: Bool
}

/// 4 × 2 channels for one tap and one chunk of lanes.
@inline(__always)
private func tile4x2(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s01 = walk.fresh ? zero : sums[walk.largeTensorStep]
    var s10 = walk.fresh ? zero : sums[walk.smallStep]
    var s11 = walk.fresh ? zero : sums[walk.smallStep + walk.largeTensorStep]
    var s20 = walk.fresh ? zero : sums[2 * walk.smallStep]
    var s21 = walk.fresh ? zero : sums[2 * walk.smallStep + walk.largeTensorStep]
    var s30 = walk.fresh ? zero : sums[3 * walk.smallStep]
    var s31 = walk.fresh ? zero : sums[3 * walk.smallStep + walk.largeTensorStep]
    var row = 0
    while row < walk.rows.count {
        var x = small + row * walk.smallRow
        var y = large + row * walk.largeRow
        var column = 0
        while column < walk.columns.count {
            let y0 = y[0]
            let y1 = y[walk.largePlane]
            let x0 = x[0]
            s00.addProduct(x0, y0)
            s01.addProduct(x0, y1)
            let x1 = x[walk.smallPlane]
            s10.addProduct(x1, y0)
            s11.addProduct(x1, y1)
            let x2 = x[2 * walk.smallPlane]
            s20.addProduct(x2, y0)
            s21.addProduct(x2, y1)
            let x3 = x[3 * walk.smallPlane]
            s30.addProduct(x3, y0)
            s31.addProduct(x3, y1)
            x += chunksPerVector
            y += walk.largeStep
            column += 1
        }
        row += 1
    }
    sums[0] = s00
    sums[walk.largeTensorStep] = s01
    sums[walk.smallStep] = s10
    sums[walk.smallStep + walk.largeTensorStep] = s11
    sums[2 * walk.smallStep] = s20
    sums[2 * walk.smallStep + walk.largeTensorStep] = s21
    sums[3 * walk.smallStep] = s30
    sums[3 * walk.smallStep + walk.largeTensorStep] = s31
}

/// 4 × 1 channels for one tap and one chunk of lanes.
@inline(__always)
private func tile4x1(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s10 = walk.fresh ? zero : sums[walk.smallStep]
    var s20 = walk.fresh ? zero : sums[2 * walk.smallStep]
    var s30 = walk.fresh ? zero : sums[3 * walk.smallStep]
    var row = 0
    while row < walk.rows.count {
        var x = small + row * walk.smallRow
        var y = large + row * walk.largeRow
        var column = 0
        while column < walk.columns.count {
            let y0 = y[0]
            let x0 = x[0]
            s00.addProduct(x0, y0)
            let x1 = x[walk.smallPlane]
            s10.addProduct(x1, y0)
            let x2 = x[2 * walk.smallPlane]
            s20.addProduct(x2, y0)
            let x3 = x[3 * walk.smallPlane]
            s30.addProduct(x3, y0)
            x += chunksPerVector
            y += walk.largeStep
            column += 1
        }
        row += 1
    }
    sums[0] = s00
    sums[walk.smallStep] = s10
    sums[2 * walk.smallStep] = s20
    sums[3 * walk.smallStep] = s30
}

/// 1 × 2 channels for one tap and one chunk of lanes.
@inline(__always)
private func tile1x2(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s01 = walk.fresh ? zero : sums[walk.largeTensorStep]
    var row = 0
    while row < walk.rows.count {
        var x = small + row * walk.smallRow
        var y = large + row * walk.largeRow
        var column = 0
        while column < walk.columns.count {
            let y0 = y[0]
            let y1 = y[walk.largePlane]
            let x0 = x[0]
            s00.addProduct(x0, y0)
            s01.addProduct(x0, y1)
            x += chunksPerVector
            y += walk.largeStep
            column += 1
        }
        row += 1
    }
    sums[0] = s00
    sums[walk.largeTensorStep] = s01
}

/// 1 × 1 channels for one tap and one chunk of lanes.
@inline(__always)
private func tile1x1(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var row = 0
    while row < walk.rows.count {
        var x = small + row * walk.smallRow
        var y = large + row * walk.largeRow
        var column = 0
        while column < walk.columns.count {
            let y0 = y[0]
            let x0 = x[0]
            s00.addProduct(x0, y0)
            x += chunksPerVector
            y += walk.largeStep
            column += 1
        }
        row += 1
    }
    sums[0] = s00
}

/// 8 × 1 channels for one tap and one chunk of lanes.
@inline(__always)
private func tile8x1(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s10 = walk.fresh ? zero : sums[walk.smallStep]
    var s20 = walk.fresh ? zero : sums[2 * walk.smallStep]
    var s30 = walk.fresh ? zero : sums[3 * walk.smallStep]
    var s40 = walk.fresh ? zero : sums[4 * walk.smallStep]
    var s50 = walk.fresh ? zero : sums[5 * walk.smallStep]
    var s60 = walk.fresh ? zero : sums[6 * walk.smallStep]
    var s70 = walk.fresh ? zero : sums[7 * walk.smallStep]
    var row = 0
    while row < walk.rows.count {
        var x = small + row * walk.smallRow
        var y = large + row * walk.largeRow
        var column = 0
        while column < walk.columns.count {
            let y0 = y[0]
            let x0 = x[0]
            s00.addProduct(x0, y0)
            let x1 = x[walk.smallPlane]
            s10.addProduct(x1, y0)
            let x2 = x[2 * walk.smallPlane]
            s20.addProduct(x2, y0)
            let x3 = x[3 * walk.smallPlane]
            s30.addProduct(x3, y0)
            let x4 = x[4 * walk.smallPlane]
            s40.addProduct(x4, y0)
            let x5 = x[5 * walk.smallPlane]
            s50.addProduct(x5, y0)
            let x6 = x[6 * walk.smallPlane]
            s60.addProduct(x6, y0)
            let x7 = x[7 * walk.smallPlane]
            s70.addProduct(x7, y0)
            x += chunksPerVector
            y += walk.largeStep
            column += 1
        }
        row += 1
    }
    sums[0] = s00
    sums[walk.smallStep] = s10
    sums[2 * walk.smallStep] = s20
    sums[3 * walk.smallStep] = s30
    sums[4 * walk.smallStep] = s40
    sums[5 * walk.smallStep] = s50
    sums[6 * walk.smallStep] = s60
    sums[7 * walk.smallStep] = s70
}

/// Adds a panel's part of a weight gradient to its lane accumulators.
///
/// - Parameters:
///   - sums: one vector for each element of the weight tensor, in its order.
///   - fresh: whether this is the first panel of the batch: sums start at zero.
@inline(never)
package func correlate(
    _ plan: UnsafePointer<CorrelatePlan>, small: UnsafePointer<Lanes>,
    large: UnsafePointer<Lanes>, fresh: Bool, sums: UnsafeMutablePointer<Lanes>
) {
    let plan = plan.pointee
    // A few rows of the small operand at a time, so that they stay in the L1 cache for all taps.
    let rowBytes = plan.smallChannels * plan.smallRow * MemoryLayout<Lanes>.stride
    let rowsAtOnce = rowBytes > 0 ? max(1, 16384 / rowBytes) : 1
    var height = 0
    var tapRow = 0
    while tapRow < plan.kernelHeight {
        height = max(height, plan.rows[tapRow].first + plan.rows[tapRow].count)
        tapRow += 1
    }
    var row = 0
    repeat {
        correlateRows(
            plan, small: small, large: large, from: row, to: row + rowsAtOnce,
            fresh: fresh && row == 0, sums: sums)
        row += rowsAtOnce
    } while row < height
}

/// The part of a correlation that pairs some rows of the small operand.
@inline(__always)
private func correlateRows(
    _ plan: CorrelatePlan, small: UnsafePointer<Lanes>, large: UnsafePointer<Lanes>, from: Int,
    to: Int, fresh: Bool, sums: UnsafeMutablePointer<Lanes>
) {
    let taps = plan.kernelHeight * plan.kernelWidth
    var walk = TileWalk(
        rows: PairRun(), columns: PairRun(), smallRow: plan.smallRow * chunksPerVector,
        largeRow: plan.largeRow * plan.stride * chunksPerVector,
        largeStep: plan.stride * chunksPerVector, smallPlane: plan.smallPlane * chunksPerVector,
        largePlane: plan.largePlane * chunksPerVector,
        smallStep: plan.largeChannels * taps * chunksPerVector,
        largeTensorStep: taps * chunksPerVector, fresh: fresh)
    var b = 0
    while b < plan.largeChannels {
        let wide = plan.largeChannels - b >= 2
        var a = 0
        while a < plan.smallChannels {
            let left = plan.smallChannels - a
            let height = left >= 8 && !wide ? 8 : left >= 4 ? 4 : 1
            var tap = 0
            while tap < taps {
                walk.rows = plan.rows[tap / plan.kernelWidth].clipped(
                    from: from, to: to, stride: plan.stride)
                walk.columns = plan.columns[tap % plan.kernelWidth]
                let smallOffset =
                    a * plan.smallPlane + walk.rows.first * plan.smallRow + walk.columns.first
                let largeOffset =
                    b * plan.largePlane + walk.rows.largeFirst * plan.largeRow
                    + walk.columns.largeFirst
                let sumOffset = (a * plan.largeChannels + b) * taps + tap
                correlateTap(
                    walk, small: small + smallOffset, large: large + largeOffset,
                    sums: sums + sumOffset, height: height, wide: wide)
                tap += 1
            }
            a += height
        }
        b += wide ? 2 : 1
    }
}

extension PairRun {
    /// The pairs whose small coordinate is in `from ..< to`.
    @inline(__always)
    fileprivate func clipped(from: Int, to: Int, stride: Int) -> PairRun {
        var run = self
        let begin = max(first, from)
        run.count = max(0, min(first + count, to) - begin)
        run.largeFirst += (begin - first) * stride
        run.first = begin
        return run
    }
}

/// One tap of a tile of channels, a chunk of lanes at a time.
@inline(__always)
private func correlateTap(
    _ walk: TileWalk, small: UnsafePointer<Lanes>, large: UnsafePointer<Lanes>,
    sums: UnsafeMutablePointer<Lanes>, height: Int, wide: Bool
) {
    let x = UnsafeRawPointer(small).assumingMemoryBound(to: Chunk.self)
    let y = UnsafeRawPointer(large).assumingMemoryBound(to: Chunk.self)
    let z = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Chunk.self)
    var chunk = 0
    while chunk < chunksPerVector {
        switch (height, wide) {
        case (8, _): tile8x1(walk, x + chunk, y + chunk, z + chunk)
        case (4, true): tile4x2(walk, x + chunk, y + chunk, z + chunk)
        case (4, false): tile4x1(walk, x + chunk, y + chunk, z + chunk)
        case (_, true): tile1x2(walk, x + chunk, y + chunk, z + chunk)
        default: tile1x1(walk, x + chunk, y + chunk, z + chunk)
        }
        chunk += 1
    }
}

/// Adds the sums of a panel's planes to lane accumulators: the gradient of a bias.
@inline(never)
package func sumPlanes(
    _ planes: UnsafePointer<Lanes>, channels: Int, plane: Int, fresh: Bool,
    sums: UnsafeMutablePointer<Lanes>
) {
    var channel = 0
    while channel < channels {
        var sum = fresh ? Lanes(repeating: 0) : sums[channel]
        let values = planes + channel * plane
        var index = 0
        while index < plane {
            sum += values[index]
            index += 1
        }
        sums[channel] = sum
        channel += 1
    }
}
