package import KernelTypes

/// Where a tile of the channel correlation walks.
private struct SampleWalk {
    var rows: Int
    var columns: Int
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

extension SampleWalk {
    /// Calls `body` with the operands of every sample: rows, then columns, then lanes.
    @inline(__always)
    func forEachSample(
        _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
        _ body: (UnsafePointer<Float>, Lanes) -> Void
    ) {
        var row = 0
        while row < rows {
            var column = 0
            while column < columns {
                var scalar = scalars + (row * scalarRow + column * scalarColumn)
                var vector = vectors + (row * vectorRow + column * vectorColumn)
                var lane = 0
                while lane < laneCount {
                    body(
                        scalar,
                        UnsafeRawPointer(vector).assumingMemoryBound(to: Lanes.self).pointee)
                    scalar += 1
                    vector += width
                    lane += 1
                }
                column += 1
            }
            row += 1
        }
    }
}

/// 1 broadcast channel by one vector of channels, for one tap.
@inline(__always)
private func tile1(
    _ walk: SampleWalk, _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    var s0 = load(sums, walk.fresh)
    walk.forEachSample(scalars, vectors) { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
    }
    store(s0, sums)
}

/// 2 broadcast channels by one vector of channels, for one tap.
@inline(__always)
private func tile2(
    _ walk: SampleWalk, _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    let plane = walk.scalarPlane
    var s0 = load(sums, walk.fresh)
    var s1 = load(sums + walk.sumStep, walk.fresh)
    walk.forEachSample(scalars, vectors) { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
        s1.addProduct(y, Lanes(repeating: x[plane]))
    }
    store(s0, sums)
    store(s1, sums + walk.sumStep)
}

/// 3 broadcast channels by one vector of channels, for one tap.
@inline(__always)
private func tile3(
    _ walk: SampleWalk, _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    let plane = walk.scalarPlane
    var s0 = load(sums, walk.fresh)
    var s1 = load(sums + walk.sumStep, walk.fresh)
    var s2 = load(sums + 2 * walk.sumStep, walk.fresh)
    walk.forEachSample(scalars, vectors) { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
        s1.addProduct(y, Lanes(repeating: x[plane]))
        s2.addProduct(y, Lanes(repeating: x[2 * plane]))
    }
    store(s0, sums)
    store(s1, sums + walk.sumStep)
    store(s2, sums + 2 * walk.sumStep)
}

/// 4 broadcast channels by one vector of channels, for one tap.
@inline(__always)
private func tile4(
    _ walk: SampleWalk, _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    let plane = walk.scalarPlane
    var s0 = load(sums, walk.fresh)
    var s1 = load(sums + walk.sumStep, walk.fresh)
    var s2 = load(sums + 2 * walk.sumStep, walk.fresh)
    var s3 = load(sums + 3 * walk.sumStep, walk.fresh)
    walk.forEachSample(scalars, vectors) { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
        s1.addProduct(y, Lanes(repeating: x[plane]))
        s2.addProduct(y, Lanes(repeating: x[2 * plane]))
        s3.addProduct(y, Lanes(repeating: x[3 * plane]))
    }
    store(s0, sums)
    store(s1, sums + walk.sumStep)
    store(s2, sums + 2 * walk.sumStep)
    store(s3, sums + 3 * walk.sumStep)
}

/// 5 broadcast channels by one vector of channels, for one tap.
@inline(__always)
private func tile5(
    _ walk: SampleWalk, _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    let plane = walk.scalarPlane
    var s0 = load(sums, walk.fresh)
    var s1 = load(sums + walk.sumStep, walk.fresh)
    var s2 = load(sums + 2 * walk.sumStep, walk.fresh)
    var s3 = load(sums + 3 * walk.sumStep, walk.fresh)
    var s4 = load(sums + 4 * walk.sumStep, walk.fresh)
    walk.forEachSample(scalars, vectors) { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
        s1.addProduct(y, Lanes(repeating: x[plane]))
        s2.addProduct(y, Lanes(repeating: x[2 * plane]))
        s3.addProduct(y, Lanes(repeating: x[3 * plane]))
        s4.addProduct(y, Lanes(repeating: x[4 * plane]))
    }
    store(s0, sums)
    store(s1, sums + walk.sumStep)
    store(s2, sums + 2 * walk.sumStep)
    store(s3, sums + 3 * walk.sumStep)
    store(s4, sums + 4 * walk.sumStep)
}

/// 6 broadcast channels by one vector of channels, for one tap.
@inline(__always)
private func tile6(
    _ walk: SampleWalk, _ scalars: UnsafePointer<Float>, _ vectors: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
) {
    let plane = walk.scalarPlane
    var s0 = load(sums, walk.fresh)
    var s1 = load(sums + walk.sumStep, walk.fresh)
    var s2 = load(sums + 2 * walk.sumStep, walk.fresh)
    var s3 = load(sums + 3 * walk.sumStep, walk.fresh)
    var s4 = load(sums + 4 * walk.sumStep, walk.fresh)
    var s5 = load(sums + 5 * walk.sumStep, walk.fresh)
    walk.forEachSample(scalars, vectors) { x, y in
        s0.addProduct(y, Lanes(repeating: x[0]))
        s1.addProduct(y, Lanes(repeating: x[plane]))
        s2.addProduct(y, Lanes(repeating: x[2 * plane]))
        s3.addProduct(y, Lanes(repeating: x[3 * plane]))
        s4.addProduct(y, Lanes(repeating: x[4 * plane]))
        s5.addProduct(y, Lanes(repeating: x[5 * plane]))
    }
    store(s0, sums)
    store(s1, sums + walk.sumStep)
    store(s2, sums + 2 * walk.sumStep)
    store(s3, sums + 3 * walk.sumStep)
    store(s4, sums + 4 * walk.sumStep)
    store(s5, sums + 5 * walk.sumStep)
}

@inline(__always)
private func load(_ sums: UnsafeMutablePointer<Float>, _ fresh: Bool) -> Lanes {
    fresh
        ? Lanes(repeating: 0)
        : UnsafeRawPointer(sums).assumingMemoryBound(to: Lanes.self).pointee
}

@inline(__always)
private func store(_ value: Lanes, _ sums: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(sums).assumingMemoryBound(to: Lanes.self).pointee = value
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
    let blocks = ChannelBlocks(channels: channels, limit: 6)
    let (largeStep, largeRow) = (plan.stride, plan.stride * plan.largeRow)
    let vectorPosition = laneCount * width
    var walk = SampleWalk(
        rows: 0, columns: 0,
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
            let columns = plan.columns[tap % plan.kernelWidth]
            walk.rows = rows.count
            walk.columns = columns.count
            let small = rows.first * plan.smallRow + columns.first
            let large = rows.largeFirst * plan.largeRow + columns.largeFirst
            let x =
                scalars + first * walk.scalarPlane + (vectorIsSmall ? large : small) * laneCount
            let y = vectors + (vectorIsSmall ? small : large) * vectorPosition
            let target = sums + (first * taps + tap) * width
            var vector = 0
            while vector < width {
                switch height {
                case 1: tile1(walk, x, y + vector, target + vector)
                case 2: tile2(walk, x, y + vector, target + vector)
                case 3: tile3(walk, x, y + vector, target + vector)
                case 4: tile4(walk, x, y + vector, target + vector)
                case 5: tile5(walk, x, y + vector, target + vector)
                default: tile6(walk, x, y + vector, target + vector)
                }
                vector += laneCount
            }
            tap += 1
        }
        first += height
        block += 1
    }
}
