package import KernelTypes

/// What the correlation of one tile needs besides its operands.
private struct TileWalk {
    var rows = PairRun()
    /// Chunks from row to row of the small and of the large operand.
    var smallRow: Int
    var largeRow: Int
    /// Chunks from a large column to the next paired one.
    var largeStep: Int
    /// Chunks from a small channel to the next.
    var smallPlane: Int
    /// Chunks from an accumulator to that of the next small channel.
    var smallStep: Int
    var fresh: Bool
    /// The small columns that all taps of the tile have.
    var begin = 0
    var end = 0
    /// The small columns that each tap has.
    var first = (0, 0, 0)
    var last = (0, 0, 0)
}

/// 4 × 1 channels for the small columns from `begin` to `end` that only one tap of several has.
@inline(__always)
private func addEdge(
    _ walk: TileWalk, _ x: UnsafePointer<Chunk>, _ y: UnsafePointer<Chunk>, _ begin: Int,
    _ end: Int, _ s0: inout Chunk, _ s1: inout Chunk, _ s2: inout Chunk, _ s3: inout Chunk
) {
    var a = x + begin * chunksPerVector
    var b = y + begin * walk.largeStep
    let last = y + end * walk.largeStep
    while b != last {
        let y0 = b[0]
        s0.addProduct(a[0], y0)
        s1.addProduct(a[walk.smallPlane], y0)
        s2.addProduct(a[2 * walk.smallPlane], y0)
        s3.addProduct(a[3 * walk.smallPlane], y0)
        a += chunksPerVector
        b += walk.largeStep
    }
}

/// 1 × 1 channels for the small columns from `begin` to `end` that only one tap of several has.
@inline(__always)
private func addEdge(
    _ walk: TileWalk, _ x: UnsafePointer<Chunk>, _ y: UnsafePointer<Chunk>, _ begin: Int,
    _ end: Int, _ s0: inout Chunk
) {
    var a = x + begin * chunksPerVector
    var b = y + begin * walk.largeStep
    let last = y + end * walk.largeStep
    while b != last {
        let y0 = b[0]
        s0.addProduct(a[0], y0)
        a += chunksPerVector
        b += walk.largeStep
    }
}

/// 4 × 1 channels for 3 adjacent taps of a row and one chunk of lanes.
@inline(never)
private func tile4x3(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let plane = walk.smallPlane
    let step = walk.largeStep
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s01 = walk.fresh ? zero : sums[chunksPerVector]
    var s02 = walk.fresh ? zero : sums[2 * chunksPerVector]
    var s10 = walk.fresh ? zero : sums[walk.smallStep]
    var s11 = walk.fresh ? zero : sums[walk.smallStep + chunksPerVector]
    var s12 = walk.fresh ? zero : sums[walk.smallStep + 2 * chunksPerVector]
    var s20 = walk.fresh ? zero : sums[2 * walk.smallStep]
    var s21 = walk.fresh ? zero : sums[2 * walk.smallStep + chunksPerVector]
    var s22 = walk.fresh ? zero : sums[2 * walk.smallStep + 2 * chunksPerVector]
    var s30 = walk.fresh ? zero : sums[3 * walk.smallStep]
    var s31 = walk.fresh ? zero : sums[3 * walk.smallStep + chunksPerVector]
    var s32 = walk.fresh ? zero : sums[3 * walk.smallStep + 2 * chunksPerVector]
    var row = 0
    while row < walk.rows.count {
        let x = small + row * walk.smallRow
        let y = large + row * walk.largeRow
        addEdge(walk, x, y, walk.first.0, walk.begin, &s00, &s10, &s20, &s30)
        addEdge(walk, x, y + chunksPerVector, walk.first.1, walk.begin, &s01, &s11, &s21, &s31)
        addEdge(walk, x, y + 2 * chunksPerVector, walk.first.2, walk.begin, &s02, &s12, &s22, &s32)
        var a = x + walk.begin * chunksPerVector
        var b = y + walk.begin * step
        let end = y + walk.end * step
        while b != end {
            let y0 = b[0]
            let y1 = b[chunksPerVector]
            let y2 = b[2 * chunksPerVector]
            let x0 = a[0]
            s00.addProduct(x0, y0)
            s01.addProduct(x0, y1)
            s02.addProduct(x0, y2)
            let x1 = a[plane]
            s10.addProduct(x1, y0)
            s11.addProduct(x1, y1)
            s12.addProduct(x1, y2)
            let x2 = a[2 * plane]
            s20.addProduct(x2, y0)
            s21.addProduct(x2, y1)
            s22.addProduct(x2, y2)
            let x3 = a[3 * plane]
            s30.addProduct(x3, y0)
            s31.addProduct(x3, y1)
            s32.addProduct(x3, y2)
            a += chunksPerVector
            b += step
        }
        addEdge(walk, x, y, walk.end, walk.last.0, &s00, &s10, &s20, &s30)
        addEdge(walk, x, y + chunksPerVector, walk.end, walk.last.1, &s01, &s11, &s21, &s31)
        addEdge(walk, x, y + 2 * chunksPerVector, walk.end, walk.last.2, &s02, &s12, &s22, &s32)
        row += 1
    }
    sums[0] = s00
    sums[chunksPerVector] = s01
    sums[2 * chunksPerVector] = s02
    sums[walk.smallStep] = s10
    sums[walk.smallStep + chunksPerVector] = s11
    sums[walk.smallStep + 2 * chunksPerVector] = s12
    sums[2 * walk.smallStep] = s20
    sums[2 * walk.smallStep + chunksPerVector] = s21
    sums[2 * walk.smallStep + 2 * chunksPerVector] = s22
    sums[3 * walk.smallStep] = s30
    sums[3 * walk.smallStep + chunksPerVector] = s31
    sums[3 * walk.smallStep + 2 * chunksPerVector] = s32
}

/// 4 × 1 channels for 1 adjacent tap of a row and one chunk of lanes.
@inline(never)
private func tile4x1(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let plane = walk.smallPlane
    let step = walk.largeStep
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s10 = walk.fresh ? zero : sums[walk.smallStep]
    var s20 = walk.fresh ? zero : sums[2 * walk.smallStep]
    var s30 = walk.fresh ? zero : sums[3 * walk.smallStep]
    var row = 0
    while row < walk.rows.count {
        let x = small + row * walk.smallRow
        let y = large + row * walk.largeRow
        var a = x + walk.begin * chunksPerVector
        var b = y + walk.begin * step
        let end = y + walk.end * step
        while b != end {
            let y0 = b[0]
            let x0 = a[0]
            s00.addProduct(x0, y0)
            let x1 = a[plane]
            s10.addProduct(x1, y0)
            let x2 = a[2 * plane]
            s20.addProduct(x2, y0)
            let x3 = a[3 * plane]
            s30.addProduct(x3, y0)
            a += chunksPerVector
            b += step
        }
        row += 1
    }
    sums[0] = s00
    sums[walk.smallStep] = s10
    sums[2 * walk.smallStep] = s20
    sums[3 * walk.smallStep] = s30
}

/// 1 × 1 channels for 3 adjacent taps of a row and one chunk of lanes.
@inline(never)
private func tile1x3(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let step = walk.largeStep
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var s01 = walk.fresh ? zero : sums[chunksPerVector]
    var s02 = walk.fresh ? zero : sums[2 * chunksPerVector]
    var row = 0
    while row < walk.rows.count {
        let x = small + row * walk.smallRow
        let y = large + row * walk.largeRow
        addEdge(walk, x, y, walk.first.0, walk.begin, &s00)
        addEdge(walk, x, y + chunksPerVector, walk.first.1, walk.begin, &s01)
        addEdge(walk, x, y + 2 * chunksPerVector, walk.first.2, walk.begin, &s02)
        var a = x + walk.begin * chunksPerVector
        var b = y + walk.begin * step
        let end = y + walk.end * step
        while b != end {
            let y0 = b[0]
            let y1 = b[chunksPerVector]
            let y2 = b[2 * chunksPerVector]
            let x0 = a[0]
            s00.addProduct(x0, y0)
            s01.addProduct(x0, y1)
            s02.addProduct(x0, y2)
            a += chunksPerVector
            b += step
        }
        addEdge(walk, x, y, walk.end, walk.last.0, &s00)
        addEdge(walk, x, y + chunksPerVector, walk.end, walk.last.1, &s01)
        addEdge(walk, x, y + 2 * chunksPerVector, walk.end, walk.last.2, &s02)
        row += 1
    }
    sums[0] = s00
    sums[chunksPerVector] = s01
    sums[2 * chunksPerVector] = s02
}

/// 1 × 1 channels for 1 adjacent tap of a row and one chunk of lanes.
@inline(never)
private func tile1x1(
    _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
    _ sums: UnsafeMutablePointer<Chunk>
) {
    let step = walk.largeStep
    let zero = Chunk(repeating: 0)
    var s00 = walk.fresh ? zero : sums[0]
    var row = 0
    while row < walk.rows.count {
        let x = small + row * walk.smallRow
        let y = large + row * walk.largeRow
        var a = x + walk.begin * chunksPerVector
        var b = y + walk.begin * step
        let end = y + walk.end * step
        while b != end {
            let y0 = b[0]
            let x0 = a[0]
            s00.addProduct(x0, y0)
            a += chunksPerVector
            b += step
        }
        row += 1
    }
    sums[0] = s00
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
    // A few rows of four small channels at a time, so that they stay in the L1 cache for all taps.
    let rowBytes = 4 * plan.smallRow * MemoryLayout<Lanes>.stride
    let rowsAtOnce = rowBytes > 0 ? max(1, 16384 / rowBytes) : 1
    var height = 0
    var tapRow = 0
    while tapRow < plan.kernelHeight {
        height = max(height, plan.rows[tapRow].first + plan.rows[tapRow].count)
        tapRow += 1
    }
    var row = 0
    repeat {
        var channel = 0
        while channel < plan.smallChannels {
            let count = plan.smallChannels - channel >= 4 ? 4 : 1
            correlateRows(
                plan, small: small, large: large, from: row, to: row + rowsAtOnce,
                channel: channel, count: count, fresh: fresh && row == 0, sums: sums)
            channel += count
        }
        row += rowsAtOnce
    } while row < height
}

/// The part of a correlation that pairs some rows of one or four small channels.
@inline(__always)
private func correlateRows(
    _ plan: CorrelatePlan, small: UnsafePointer<Lanes>, large: UnsafePointer<Lanes>, from: Int,
    to: Int, channel: Int, count: Int, fresh: Bool, sums: UnsafeMutablePointer<Lanes>
) {
    let taps = plan.kernelHeight * plan.kernelWidth
    var walk = TileWalk(
        smallRow: plan.smallRow * chunksPerVector,
        largeRow: plan.largeRow * plan.stride * chunksPerVector,
        largeStep: plan.stride * chunksPerVector, smallPlane: plan.smallPlane * chunksPerVector,
        smallStep: plan.largeChannels * taps * chunksPerVector, fresh: fresh)
    var b = 0
    while b < plan.largeChannels {
        var tapRow = 0
        while tapRow < plan.kernelHeight {
            walk.rows = plan.rows[tapRow].clipped(from: from, to: to, stride: plan.stride)
            let smallOffset = channel * plan.smallPlane + walk.rows.first * plan.smallRow
            let largeOffset = b * plan.largePlane + walk.rows.largeFirst * plan.largeRow
            let sumOffset =
                (channel * plan.largeChannels + b) * taps + tapRow * plan.kernelWidth
            var tap = 0
            while tap < plan.kernelWidth {
                let width = walk.takeTaps(plan.columns + tap, left: plan.kernelWidth - tap)
                // The large column that the first tap pairs with small column 0 (it may not exist).
                let column =
                    plan.columns[tap].largeFirst - plan.columns[tap].first * plan.stride
                correlateTaps(
                    walk, small: small + smallOffset, large: large + (largeOffset + column),
                    sums: sums + (sumOffset + tap), channels: count, taps: width)
                tap += width
            }
            tapRow += 1
        }
        b += 1
    }
}

extension TileWalk {
    /// Takes three taps together if there are as many and they have columns in common, or else one.
    ///
    /// Returns how many it took.
    @inline(__always)
    fileprivate mutating func takeTaps(_ columns: UnsafePointer<PairRun>, left: Int) -> Int {
        let one = columns[0]
        (begin, end) = (one.first, one.first + one.count)
        guard left >= 3 else { return 1 }
        let (two, three) = (columns[1], columns[2])
        let common = max(one.first, two.first, three.first)
        first = (one.first, two.first, three.first)
        last = (one.first + one.count, two.first + two.count, three.first + three.count)
        let commonEnd = min(last.0, last.1, last.2)
        // A tap without columns has no place to count from.
        guard common < commonEnd else { return 1 }
        (begin, end) = (common, commonEnd)
        return 3
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

/// Some taps of a tile of channels, a chunk of lanes at a time.
@inline(__always)
private func correlateTaps(
    _ walk: TileWalk, small: UnsafePointer<Lanes>, large: UnsafePointer<Lanes>,
    sums: UnsafeMutablePointer<Lanes>, channels: Int, taps: Int
) {
    let (x, y, z) = (chunks(small), chunks(large), chunks(sums))
    var chunk = 0
    while chunk < chunksPerVector {
        switch (channels, taps) {
        case (4, 3): tile4x3(walk, x + chunk, y + chunk, z + chunk)
        case (4, _): tile4x1(walk, x + chunk, y + chunk, z + chunk)
        case (_, 3): tile1x3(walk, x + chunk, y + chunk, z + chunk)
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
    // Four channels at a time: a sum is one chain of additions, and waits for each of them.
    var channel = 0
    while channels - channel >= 4 {
        let values = planes + channel * plane
        let zero = Lanes(repeating: 0)
        var s0 = fresh ? zero : sums[channel]
        var s1 = fresh ? zero : sums[channel + 1]
        var s2 = fresh ? zero : sums[channel + 2]
        var s3 = fresh ? zero : sums[channel + 3]
        var index = 0
        while index < plane {
            s0 += values[index]
            s1 += values[index + plane]
            s2 += values[index + 2 * plane]
            s3 += values[index + 3 * plane]
            index += 1
        }
        sums[channel] = s0
        sums[channel + 1] = s1
        sums[channel + 2] = s2
        sums[channel + 3] = s3
        channel += 4
    }
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
