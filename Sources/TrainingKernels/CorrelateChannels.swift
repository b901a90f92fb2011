package import KernelTypes

/// Where a tile of the channel correlation walks.
private struct SampleWalk {
    /// The operands at small column 0 of the first tap, and the sums.
    var scalars: UnsafePointer<Float>
    var vectors: UnsafePointer<Float>
    var sums: UnsafeMutablePointer<Float>
    var rows = 0
    /// The small columns that all taps of the tile have.
    var begin = 0
    var end = 0
    /// The small columns of each tap, for a tile of several taps.
    var first = (0, 0, 0)
    var last = (0, 0, 0)
    /// Floats from row to row and from column to column, of the broadcast and the vector operand.
    var scalarRow: Int
    var scalarColumn: Int
    var vectorRow: Int
    var vectorColumn: Int
    /// Floats from a broadcast channel to the next, and from a lane's vector to the next lane's.
    var scalarPlane: Int
    var width: Int
    /// Floats from a channel's sums to the next channel's.
    var sumStep: Int
    var fresh: Bool
}

/// The extents of a tile: literals where tiles are inlined, see `TileSums`.
private struct SampleTile {
    /// Broadcast channels.
    var channels: Int
    /// Chunks of the vectors' channels.
    var chunkCount: Int
    /// Adjacent taps of a row, 1 or 3.
    var taps = 1

    @inline(__always)
    var sumsPerTap: Int { channels * chunkCount }
}

extension SampleTile {
    /// Adds the products of all samples to the sums of the tile.
    @inline(__always)
    func add(_ walk: SampleWalk) {
        TileSums.with { sums in
            forEachSum(walk) { sum, target in
                sums[sum] = walk.fresh ? Chunk(repeating: 0) : target.pointee
            }
            var row = 0
            while row < walk.rows {
                let x = walk.scalars + row * walk.scalarRow
                let y = walk.vectors + row * walk.vectorRow
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
            forEachSum(walk) { sum, target in target.pointee = sums[sum] }
        }
    }

    /// Calls `body` with the index of each sum and its place in memory.
    @inline(__always)
    private func forEachSum(
        _ walk: SampleWalk,
        _ body: (_ sum: Int, _ target: UnsafeMutablePointer<Chunk>) -> Void
    ) {
        var tap = 0
        while tap < taps {
            var channel = 0
            while channel < channels {
                let place = chunks(walk.sums + (channel * walk.sumStep + tap * walk.width))
                var chunk = 0
                while chunk < chunkCount {
                    body(tap * sumsPerTap + channel * chunkCount + chunk, place + chunk)
                    chunk += 1
                }
                channel += 1
            }
            tap += 1
        }
    }

    /// The columns that only some of several taps have: those of tap number `tap`.
    @inline(__always)
    private func addEdge(
        _ walk: SampleWalk, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ tap: Int,
        from begin: Int, to end: Int, _ sums: UnsafeMutablePointer<Chunk>
    ) {
        SampleTile(channels: channels, chunkCount: chunkCount).addColumns(
            walk, x + tap * laneCount, y, from: begin, to: end, sums + tap * sumsPerTap)
    }

    /// Adds the products of some small columns of a row: columns, then lanes.
    @inline(__always)
    private func addColumns(
        _ walk: SampleWalk, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
        from begin: Int, to end: Int, _ sums: UnsafeMutablePointer<Chunk>
    ) {
        var column = begin
        while column < end {
            var scalar = x + column * walk.scalarColumn
            var vector = y + column * walk.vectorColumn
            let last = scalar + laneCount
            while scalar != last {
                addSample(scalar, walk.scalarPlane, chunks(vector), sums)
                vector += walk.width
                #if !PODIUM_AVX512
                    // Four lanes at a time share the addresses of the channels. They are written
                    // out, as a loop of this size would not be unrolled.
                    addSample(scalar + 1, walk.scalarPlane, chunks(vector), sums)
                    vector += walk.width
                    addSample(scalar + 2, walk.scalarPlane, chunks(vector), sums)
                    vector += walk.width
                    addSample(scalar + 3, walk.scalarPlane, chunks(vector), sums)
                    vector += walk.width
                    scalar += 3
                #endif
                scalar += 1
            }
            column += 1
        }
    }

    /// Adds the products of a sample.
    @inline(__always)
    private func addSample(
        _ scalars: UnsafePointer<Float>, _ plane: Int, _ vector: UnsafePointer<Chunk>,
        _ sums: UnsafeMutablePointer<Chunk>
    ) {
        var channel = 0
        while channel < channels {
            var tap = 0
            while tap < taps {
                let scalar = Chunk(repeating: scalars[channel * plane + tap * laneCount])
                var chunk = 0
                while chunk < chunkCount {
                    sums[tap * sumsPerTap + channel * chunkCount + chunk]
                        .addProduct(vector[chunk], scalar)
                    chunk += 1
                }
                tap += 1
            }
            channel += 1
        }
    }
}

/// Adds a panel's part of a weight gradient to its sums, sample after sample.
///
/// One operand is broadcast from its panel, the other has its channels in vectors. So the sums are
/// the tensor itself and nothing is added up over lanes: for layers with many channels this beats
/// `correlate`, whose sums have 16 lanes each.
///
/// - Parameters:
///   - scalars: the panel of the broadcast operand.
///   - vectors: the other operand from `transposePanel`, `width` floats a lane.
///   - vectorIsSmall: which operand of the plan has its channels in vectors.
///   - fresh: whether this is the first panel of the batch: sums start at zero.
///   - sums: [broadcast channel][tap][vector channel], `width` floats a tap.
@inline(never)
package func correlateChannels(
    _ plan: UnsafePointer<CorrelatePlan>, scalars: UnsafePointer<Lanes>,
    vectors: UnsafePointer<Float>, width: Int, vectorIsSmall: Bool, fresh: Bool,
    sums: UnsafeMutablePointer<Float>
) {
    let plan = plan.pointee
    let taps = plan.kernelHeight * plan.kernelWidth
    let scalars = UnsafeRawPointer(scalars).assumingMemoryBound(to: Float.self)
    let channels = vectorIsSmall ? plan.largeChannels : plan.smallChannels
    let blocks = ChannelBlocks(channels: channels, limit: tileScalars)
    let (largeStep, largeRow) = (plan.stride, plan.stride * plan.largeRow)
    let vectorPosition = laneCount * width
    var walk = SampleWalk(
        scalars: scalars, vectors: vectors, sums: sums,
        scalarRow: (vectorIsSmall ? largeRow : plan.smallRow) * laneCount,
        scalarColumn: (vectorIsSmall ? largeStep : 1) * laneCount,
        vectorRow: (vectorIsSmall ? plan.smallRow : largeRow) * vectorPosition,
        vectorColumn: (vectorIsSmall ? 1 : largeStep) * vectorPosition,
        scalarPlane: (vectorIsSmall ? plan.largePlane : plan.smallPlane) * laneCount,
        width: width, sumStep: taps * width, fresh: fresh)
    var first = 0
    var block = 0
    while block < blocks.count {
        let height = blocks.width(block)
        var tap = 0
        while tap < taps {
            let rows = plan.rows[tap / plan.kernelWidth]
            let tapColumn = tap % plan.kernelWidth
            let columns = plan.columns + tapColumn
            walk.rows = rows.count
            let count =
                vectorIsSmall && height == tripleChannels && width == Chunk.scalarCount
                ? walk.takeTaps(columns, left: plan.kernelWidth - tapColumn)
                : walk.takeTaps(columns, left: 1)
            let small = rows.first * plan.smallRow
            // Where small column 0 would be.
            let large =
                rows.largeFirst * plan.largeRow + columns.pointee.largeFirst
                - columns.pointee.first * plan.stride
            walk.scalars =
                scalars + first * walk.scalarPlane + (vectorIsSmall ? large : small) * laneCount
            walk.vectors = vectors + (vectorIsSmall ? small : large) * vectorPosition
            walk.sums = sums + (first * taps + tap) * width
            var vector = 0
            while vector < width {
                let used = correlateTile(height, count, walk, width - vector)
                vector += used
                walk.vectors += used
                walk.sums += used
            }
            tap += count
        }
        first += height
        block += 1
    }
}

extension SampleWalk {
    /// Takes three taps together if there are as many and they have columns in common, or else one.
    ///
    /// Returns how many it took.
    @inline(__always)
    fileprivate mutating func takeTaps(_ columns: UnsafePointer<PairRun>, left: Int) -> Int {
        let one = columns[0]
        (begin, end) = (one.first, one.first + one.count)
        guard left >= 3 else { return 1 }
        let (two, three) = (columns[1], columns[2])
        first = (one.first, two.first, three.first)
        last = (one.first + one.count, two.first + two.count, three.first + three.count)
        let common = max(one.first, two.first, three.first)
        let commonEnd = min(last.0, last.1, last.2)
        // A tap without columns has no place to count from.
        guard common < commonEnd else { return 1 }
        (begin, end) = (common, commonEnd)
        return 3
    }
}

#if PODIUM_AVX512
    /// The most broadcast channels of a tile.
    private let tileScalars = 8

    /// The broadcast channels of a tile of three taps, which has 24 sums of one vector.
    private let tripleChannels = 8

    /// Computes a tile of `channels` broadcast channels; returns how many floats of each vector it
    /// used, of the `left` that are left.
    @inline(__always)
    private func correlateTile(
        _ channels: Int, _ taps: Int, _ walk: SampleWalk, _ left: Int
    ) -> Int {
        if taps == 3 {
            tile8x1x3(walk)
            return Chunk.scalarCount
        }
        switch (channels, left >= 2 * Chunk.scalarCount) {
        case (1, true): tile1x2(walk)
        case (1, false): tile1x1(walk)
        case (2, true): tile2x2(walk)
        case (2, false): tile2x1(walk)
        case (3, true): tile3x2(walk)
        case (3, false): tile3x1(walk)
        case (4, true): tile4x2(walk)
        case (4, false): tile4x1(walk)
        case (5, true): tile5x2(walk)
        case (5, false): tile5x1(walk)
        case (6, true): tile6x2(walk)
        case (6, false): tile6x1(walk)
        case (7, true): tile7x2(walk)
        case (7, false): tile7x1(walk)
        case (_, true): tile8x2(walk)
        case (_, false): tile8x1(walk)
        }
        return left >= 2 * Chunk.scalarCount ? 2 * Chunk.scalarCount : Chunk.scalarCount
    }

    @inline(never)
    private func tile1x1(_ w: SampleWalk) { SampleTile(channels: 1, chunkCount: 1).add(w) }
    @inline(never)
    private func tile1x2(_ w: SampleWalk) { SampleTile(channels: 1, chunkCount: 2).add(w) }
    @inline(never)
    private func tile2x1(_ w: SampleWalk) { SampleTile(channels: 2, chunkCount: 1).add(w) }
    @inline(never)
    private func tile2x2(_ w: SampleWalk) { SampleTile(channels: 2, chunkCount: 2).add(w) }
    @inline(never)
    private func tile3x1(_ w: SampleWalk) { SampleTile(channels: 3, chunkCount: 1).add(w) }
    @inline(never)
    private func tile3x2(_ w: SampleWalk) { SampleTile(channels: 3, chunkCount: 2).add(w) }
    @inline(never)
    private func tile4x1(_ w: SampleWalk) { SampleTile(channels: 4, chunkCount: 1).add(w) }
    @inline(never)
    private func tile4x2(_ w: SampleWalk) { SampleTile(channels: 4, chunkCount: 2).add(w) }
    @inline(never)
    private func tile5x1(_ w: SampleWalk) { SampleTile(channels: 5, chunkCount: 1).add(w) }
    @inline(never)
    private func tile5x2(_ w: SampleWalk) { SampleTile(channels: 5, chunkCount: 2).add(w) }
    @inline(never)
    private func tile6x1(_ w: SampleWalk) { SampleTile(channels: 6, chunkCount: 1).add(w) }
    @inline(never)
    private func tile6x2(_ w: SampleWalk) { SampleTile(channels: 6, chunkCount: 2).add(w) }
    @inline(never)
    private func tile7x1(_ w: SampleWalk) { SampleTile(channels: 7, chunkCount: 1).add(w) }
    @inline(never)
    private func tile7x2(_ w: SampleWalk) { SampleTile(channels: 7, chunkCount: 2).add(w) }
    @inline(never)
    private func tile8x1(_ w: SampleWalk) { SampleTile(channels: 8, chunkCount: 1).add(w) }
    @inline(never)
    private func tile8x2(_ w: SampleWalk) { SampleTile(channels: 8, chunkCount: 2).add(w) }
    @inline(never)
    private func tile8x1x3(_ w: SampleWalk) {
        SampleTile(channels: 8, chunkCount: 1, taps: 3).add(w)
    }
#else
    /// The most broadcast channels of a tile.
    private let tileScalars = 6

    /// There are not enough registers for tiles of three taps.
    private let tripleChannels = 0

    /// Computes a tile of `channels` broadcast channels; returns how many floats of each vector it
    /// used.
    @inline(__always)
    private func correlateTile(
        _ channels: Int, _ taps: Int, _ walk: SampleWalk, _ left: Int
    ) -> Int {
        switch channels {
        case 1: tile1x2(walk)
        case 2: tile2x2(walk)
        case 3: tile3x2(walk)
        case 4: tile4x2(walk)
        case 5: tile5x2(walk)
        default: tile6x2(walk)
        }
        return 2 * Chunk.scalarCount
    }

    @inline(never)
    private func tile1x2(_ w: SampleWalk) { SampleTile(channels: 1, chunkCount: 2).add(w) }
    @inline(never)
    private func tile2x2(_ w: SampleWalk) { SampleTile(channels: 2, chunkCount: 2).add(w) }
    @inline(never)
    private func tile3x2(_ w: SampleWalk) { SampleTile(channels: 3, chunkCount: 2).add(w) }
    @inline(never)
    private func tile4x2(_ w: SampleWalk) { SampleTile(channels: 4, chunkCount: 2).add(w) }
    @inline(never)
    private func tile5x2(_ w: SampleWalk) { SampleTile(channels: 5, chunkCount: 2).add(w) }
    @inline(never)
    private func tile6x2(_ w: SampleWalk) { SampleTile(channels: 6, chunkCount: 2).add(w) }
#endif
