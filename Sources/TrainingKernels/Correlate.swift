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

/// The extents of a tile: literals where tiles are inlined, see `TileSums`.
private struct LaneTile {
    /// Small channels, which meet one large channel.
    var channels: Int
    /// Adjacent taps of a row, 1 or 3.
    var taps: Int

    /// Adds the products of all columns to the sums, for one chunk of lanes.
    @inline(__always)
    func add(
        _ walk: TileWalk, _ small: UnsafePointer<Chunk>, _ large: UnsafePointer<Chunk>,
        _ target: UnsafeMutablePointer<Chunk>
    ) {
        TileSums.with { sums in
            forEachSum(walk) { sum, place in
                sums[sum] = walk.fresh ? Chunk(repeating: 0) : target[place]
            }
            var row = 0
            while row < walk.rows.count {
                let x = small + row * walk.smallRow
                let y = large + row * walk.largeRow
                if taps == 3 {
                    addEdge(walk, x, y, 0, from: walk.first.0, to: walk.begin, sums)
                    addEdge(walk, x, y, 1, from: walk.first.1, to: walk.begin, sums)
                    addEdge(walk, x, y, 2, from: walk.first.2, to: walk.begin, sums)
                }
                addColumns(walk, x, y, from: walk.begin, to: walk.end, sums)
                if taps == 3 {
                    addEdge(walk, x, y, 0, from: walk.end, to: walk.last.0, sums)
                    addEdge(walk, x, y, 1, from: walk.end, to: walk.last.1, sums)
                    addEdge(walk, x, y, 2, from: walk.end, to: walk.last.2, sums)
                }
                row += 1
            }
            forEachSum(walk) { sum, place in target[place] = sums[sum] }
        }
    }

    /// Calls `body` with the index of each sum and its place in memory, in chunks.
    @inline(__always)
    private func forEachSum(_ walk: TileWalk, _ body: (_ sum: Int, _ place: Int) -> Void) {
        var tap = 0
        while tap < taps {
            var channel = 0
            while channel < channels {
                body(
                    tap * channels + channel, channel * walk.smallStep + tap * chunksPerVector)
                channel += 1
            }
            tap += 1
        }
    }

    /// The small columns that only some of several taps have: those of tap number `tap`.
    @inline(__always)
    private func addEdge(
        _ walk: TileWalk, _ x: UnsafePointer<Chunk>, _ y: UnsafePointer<Chunk>, _ tap: Int,
        from begin: Int, to end: Int, _ sums: UnsafeMutablePointer<Chunk>
    ) {
        LaneTile(channels: channels, taps: 1).addColumns(
            walk, x, y + tap * chunksPerVector, from: begin, to: end, sums + tap * channels)
    }

    /// Adds the products of some small columns of a row.
    @inline(__always)
    private func addColumns(
        _ walk: TileWalk, _ x: UnsafePointer<Chunk>, _ y: UnsafePointer<Chunk>,
        from begin: Int, to end: Int, _ sums: UnsafeMutablePointer<Chunk>
    ) {
        var a = x + begin * chunksPerVector
        var b = y + begin * walk.largeStep
        let last = y + end * walk.largeStep
        while b != last {
            var channel = 0
            while channel < channels {
                let value = a[channel * walk.smallPlane]
                var tap = 0
                while tap < taps {
                    sums[tap * channels + channel].addProduct(value, b[tap * chunksPerVector])
                    tap += 1
                }
                channel += 1
            }
            a += chunksPerVector
            b += walk.largeStep
        }
    }
}

#if PODIUM_AVX512
    /// The most small channels of a tile.
    private let mostChannels = 8
#else
    /// The most small channels of a tile: 4 × 3 sums, three large values and a small one are 16
    /// registers.
    private let mostChannels = 4
#endif

private typealias Operand = UnsafePointer<Chunk>
private typealias Sums = UnsafeMutablePointer<Chunk>

@inline(never)
private func tile8x3(_ w: TileWalk, _ x: Operand, _ y: Operand, _ sums: Sums) {
    LaneTile(channels: 8, taps: 3).add(w, x, y, sums)
}

@inline(never)
private func tile8x1(_ w: TileWalk, _ x: Operand, _ y: Operand, _ sums: Sums) {
    LaneTile(channels: 8, taps: 1).add(w, x, y, sums)
}

@inline(never)
private func tile4x3(_ w: TileWalk, _ x: Operand, _ y: Operand, _ sums: Sums) {
    LaneTile(channels: 4, taps: 3).add(w, x, y, sums)
}

@inline(never)
private func tile4x1(_ w: TileWalk, _ x: Operand, _ y: Operand, _ sums: Sums) {
    LaneTile(channels: 4, taps: 1).add(w, x, y, sums)
}

@inline(never)
private func tile1x3(_ w: TileWalk, _ x: Operand, _ y: Operand, _ sums: Sums) {
    LaneTile(channels: 1, taps: 3).add(w, x, y, sums)
}

@inline(never)
private func tile1x1(_ w: TileWalk, _ x: Operand, _ y: Operand, _ sums: Sums) {
    LaneTile(channels: 1, taps: 1).add(w, x, y, sums)
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
    // A few rows of a tile's channels at a time, so that they stay in the L1 cache for all taps.
    let rowBytes = mostChannels * plan.smallRow * MemoryLayout<Lanes>.stride
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
            let left = plan.smallChannels - channel
            let count = left >= mostChannels ? mostChannels : left >= 4 ? 4 : 1
            correlateRows(
                plan, small: small, large: large, from: row, to: row + rowsAtOnce,
                channel: channel, count: count, fresh: fresh && row == 0, sums: sums)
            channel += count
        }
        row += rowsAtOnce
    } while row < height
}

/// The part of a correlation that pairs some rows of one, four or eight small channels.
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
        case (8, 3): tile8x3(walk, x + chunk, y + chunk, z + chunk)
        case (8, _): tile8x1(walk, x + chunk, y + chunk, z + chunk)
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
