import KernelTypes

// A tile is a block of output channels at some positions, with as many sums as registers can hold.
//
// All tiles are the same code, see `TileSums`.

/// The sums that a tile adds up at a time.
private struct TileExtents {
    var channels: Int
    var positions: Int
    /// Chunks of a position's vector.
    var chunks: Int
    /// Whether there is one input channel: a tap is then one step, without a loop over channels.
    var hasSingleInput = false
    /// Whether images are single positions and there is one tap: addresses are then constants.
    var isLinear = false
    /// Chunks of all positions.
    @inline(__always)
    var chunksPerChannel: Int { positions * chunks }
}

/// Computes all blocks of a window, tile after tile.
@inline(__always)
private func gatherTiles(
    _ extents: TileExtents, _ window: TapWindow, _ bias: UnsafePointer<Float>,
    _ result: TileResult
) {
    TileSums.with { sums in
        withUnsafeTemporaryAllocation(
            of: PositionWalk.Place.self, capacity: extents.positions
        ) { places in
            var tile = GatherTile(
                extents: extents, window: window, weights: window.weights, bias: bias,
                result: result, places: places.baseAddress!, sums: sums)
            var block = 0
            while block < window.blocks {
                tile.computeBlock()
                tile.bias += extents.channels
                tile.weights += window.blockStep
                tile.result.skip(extents.channels)
                block += 1
            }
        }
    }
}

/// The tile of a block of channels.
private struct GatherTile {
    let extents: TileExtents
    let window: TapWindow
    var weights: UnsafePointer<Float>
    var bias: UnsafePointer<Float>
    var result: TileResult
    let places: UnsafeMutablePointer<PositionWalk.Place>
    let sums: UnsafeMutablePointer<Chunk>

    /// Computes the block's channels at all positions.
    @inline(__always)
    func computeBlock() {
        var (walk, left) = (window.positions, window.count)
        while left > 0 {
            var position = 0
            while position < extents.positions {
                // The last position fills up a tile.
                let isThere = position == 0 || position < left
                places[position] = isThere ? walk.next() : places[position - 1]
                position += 1
            }
            var chunk = 0
            while chunk < chunksPerVector {
                addProducts(chunk)
                finish(chunk)
                chunk += extents.chunks
            }
            left -= extents.positions
        }
    }

    /// Computes the sums of some positions, for the chunks from `chunk` on.
    @inline(__always)
    private func addProducts(_ chunk: Int) {
        var channel = 0
        while channel < extents.channels {
            let start = Chunk(repeating: bias[channel])
            var index = 0
            while index < extents.chunksPerChannel {
                sums[channel * extents.chunksPerChannel + index] = start
                index += 1
            }
            channel += 1
        }
        let input = chunks(window.input) + chunk
        if extents.isLinear {
            addProducts(input, weights, plane: chunksPerVector)
            return
        }
        var tap = 0
        while tap < window.tapCount {
            let x = input + window.taps[tap].input * chunksPerVector
            let w = weights + extents.channels * window.taps[tap].weight
            if extents.hasSingleInput {
                addProducts(x, w)
            } else {
                addProducts(x, w, plane: window.plane * chunksPerVector)
            }
            tap += 1
        }
    }

    /// Adds the products of all input channels at one tap; `plane` is in chunks.
    @inline(__always)
    private func addProducts(
        _ x: UnsafePointer<Chunk>, _ w: UnsafePointer<Float>, plane: Int
    ) {
        var (x, w) = (x, w)
        let end = x + window.channels * plane
        while x != end {
            addProducts(x, w)
            x += plane
            w += extents.channels
        }
    }

    /// Adds the products of an input channel at one tap.
    @inline(__always)
    private func addProducts(_ x: UnsafePointer<Chunk>, _ w: UnsafePointer<Float>) {
        var sum = sums
        var channel = 0
        while channel < extents.channels {
            let weight = Chunk(repeating: w[channel])
            var position = 0
            while position < extents.positions {
                let values = x + places[position].input * chunksPerVector
                var chunk = 0
                while chunk < extents.chunks {
                    sum.pointee.addProduct(values[chunk], weight)
                    sum += 1
                    chunk += 1
                }
                position += 1
            }
            channel += 1
        }
    }

    /// Applies the rectifier or the gate to the sums and stores them.
    @inline(__always)
    private func finish(_ first: Int) {
        let zero = Chunk(repeating: 0)
        if result.rectify {
            // NaN stays.
            forEachTarget { index, _ in
                sums[index] = clearing(sums[index], where: sums[index] .< zero)
            }
        } else if let gate = result.gate {
            let gate = chunks(gate) + first
            forEachTarget { index, target in
                sums[index] = clearing(sums[index], where: gate[target] .<= zero)
            }
        }
        let output = chunks(result.output) + first
        forEachTarget { index, target in output[target] = sums[index] }
    }

    /// Calls `body` with the index of each sum and its target, in chunks from the result's.
    @inline(__always)
    private func forEachTarget(_ body: (_ index: Int, _ target: Int) -> Void) {
        // Two loops, as the compiler unrolls a loop completely only up to some size.
        let half = extents.channels / 2
        forEachTarget(from: 0, to: half, body)
        forEachTarget(from: half, to: extents.channels, body)
    }

    @inline(__always)
    private func forEachTarget(
        from first: Int, to end: Int, _ body: (_ index: Int, _ target: Int) -> Void
    ) {
        let step = extents.isLinear ? chunksPerVector : result.plane * chunksPerVector
        var channel = first
        var plane = first * step
        var index = first * extents.chunksPerChannel
        while channel < end {
            var position = 0
            while position < extents.positions {
                let target = plane + places[position].output * chunksPerVector
                var chunk = 0
                while chunk < extents.chunks {
                    body(index, target + chunk)
                    index += 1
                    chunk += 1
                }
                position += 1
            }
            plane += step
            channel += 1
        }
    }
}

private typealias Bias = UnsafePointer<Float>

/// Tiles of `positions` positions, in chunks of lanes if the sums of whole vectors are too many.
@inline(__always)
private func tiles(
    _ channels: Int, _ positions: Int, _ window: TapWindow, _ bias: Bias, _ result: TileResult
) {
    let chunks = channels * positions * chunksPerVector > mostSums ? 1 : chunksPerVector
    gatherTiles(
        TileExtents(channels: channels, positions: positions, chunks: chunks), window, bias,
        result)
}

/// The same for layers with one input channel.
@inline(__always)
private func singleInputTiles(
    _ channels: Int, _ positions: Int, _ window: TapWindow, _ bias: Bias, _ result: TileResult
) {
    let chunks = channels * positions * chunksPerVector > mostSums ? 1 : chunksPerVector
    gatherTiles(
        TileExtents(
            channels: channels, positions: positions, chunks: chunks, hasSingleInput: true),
        window, bias, result)
}

/// The tiles of linear layers.
@inline(__always)
private func linearTiles(
    _ channels: Int, _ window: TapWindow, _ bias: Bias, _ result: TileResult
) {
    gatherTiles(
        TileExtents(channels: channels, positions: 1, chunks: chunksPerVector, isLinear: true),
        window, bias, result)
}

#if PODIUM_AVX512
    /// The sums of a tile, of 32 registers.
    private let mostSums = 24

    /// Computes blocks of `width` channels at the positions of a run.
    ///
    /// A tile has up to 24 sums, which hide the latency of multiply-adds. With several positions,
    /// each broadcast weight serves all of them, so that loads are not the limit.
    @inline(__always)
    func gatherBlocks(
        _ window: TapWindow, width: Int, _ bias: UnsafePointer<Float>, _ result: TileResult
    ) {
        // Runs of transposed convolutions are often this short.
        let isEven = window.count == 2 || window.count == 4
        let isLinear = window.tapCount == 1 && window.plane == 1 && result.plane == 1
        switch (width, window.count > 1) {
        case (1, true): tile1x8(window, bias, result)
        case (1, false): tile1(window, bias, result)
        case (2, true): tile2x6(window, bias, result)
        case (2, false): tile2(window, bias, result)
        case (3, true): tile3x6(window, bias, result)
        case (3, false): tile3(window, bias, result)
        case (4, true) where window.channels == 1: tile4x6s(window, bias, result)
        case (4, true): tile4x6(window, bias, result)
        case (4, false): tile4(window, bias, result)
        case (5, true): isEven ? tile5x2(window, bias, result) : tile5x3(window, bias, result)
        case (5, false): tile5(window, bias, result)
        case (6, true): isEven ? tile6x2(window, bias, result) : tile6x3(window, bias, result)
        case (6, false): tile6(window, bias, result)
        case (7, true): isEven ? tile7x2(window, bias, result) : tile7x3(window, bias, result)
        case (7, false): tile7(window, bias, result)
        case (8, true) where window.channels == 1: tile8x3s(window, bias, result)
        case (8, true): isEven ? tile8x2(window, bias, result) : tile8x3(window, bias, result)
        case (8, false): tile8(window, bias, result)
        case (9, _): isLinear ? row9(window, bias, result) : tile9(window, bias, result)
        case (10, _): isLinear ? row10(window, bias, result) : tile10(window, bias, result)
        case (11, _): isLinear ? row11(window, bias, result) : tile11(window, bias, result)
        case (12, _): isLinear ? row12(window, bias, result) : tile12(window, bias, result)
        case (13, _): isLinear ? row13(window, bias, result) : tile13(window, bias, result)
        case (14, _): isLinear ? row14(window, bias, result) : tile14(window, bias, result)
        default: isLinear ? row15(window, bias, result) : tile15(window, bias, result)
        }
    }

    @inline(never)
    private func tile1x8(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(1, 8, w, b, r) }
    @inline(never)
    private func tile2x6(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(2, 6, w, b, r) }
    @inline(never)
    private func tile3x6(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(3, 6, w, b, r) }
    @inline(never)
    private func tile4x6(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(4, 6, w, b, r) }
    @inline(never)
    private func tile4x6s(_ w: TapWindow, _ b: Bias, _ r: TileResult) {
        singleInputTiles(4, 6, w, b, r)
    }
    @inline(never)
    private func tile5x2(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(5, 2, w, b, r) }
    @inline(never)
    private func tile5x3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(5, 3, w, b, r) }
    @inline(never)
    private func tile6x2(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(6, 2, w, b, r) }
    @inline(never)
    private func tile6x3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(6, 3, w, b, r) }
    @inline(never)
    private func tile7x2(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(7, 2, w, b, r) }
    @inline(never)
    private func tile7x3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(7, 3, w, b, r) }
    @inline(never)
    private func tile8x2(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(8, 2, w, b, r) }
    @inline(never)
    private func tile8x3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(8, 3, w, b, r) }
    @inline(never)
    private func tile8x3s(_ w: TapWindow, _ b: Bias, _ r: TileResult) {
        singleInputTiles(8, 3, w, b, r)
    }
    @inline(never)
    private func tile7(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(7, 1, w, b, r) }
    @inline(never)
    private func tile8(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(8, 1, w, b, r) }
    @inline(never)
    private func tile9(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(9, 1, w, b, r) }
    @inline(never)
    private func tile10(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(10, 1, w, b, r) }
    @inline(never)
    private func tile11(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(11, 1, w, b, r) }
    @inline(never)
    private func tile12(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(12, 1, w, b, r) }
    @inline(never)
    private func tile13(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(13, 1, w, b, r) }
    @inline(never)
    private func tile14(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(14, 1, w, b, r) }
    @inline(never)
    private func tile15(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(15, 1, w, b, r) }
    @inline(never)
    private func row9(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(9, w, b, r) }
    @inline(never)
    private func row10(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(10, w, b, r) }
    @inline(never)
    private func row11(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(11, w, b, r) }
    @inline(never)
    private func row12(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(12, w, b, r) }
    @inline(never)
    private func row13(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(13, w, b, r) }
    @inline(never)
    private func row14(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(14, w, b, r) }
    @inline(never)
    private func row15(_ w: TapWindow, _ b: Bias, _ r: TileResult) { linearTiles(15, w, b, r) }
#else
    /// The sums of a tile, of 16 registers.
    private let mostSums = 12

    /// Computes blocks of `width` channels at the positions of a run.
    ///
    /// A tile has up to 12 sums of half a vector; few channels leave registers for several
    /// positions, whose values stay in registers too.
    @inline(__always)
    func gatherBlocks(
        _ window: TapWindow, width: Int, _ bias: UnsafePointer<Float>, _ result: TileResult
    ) {
        switch (width, window.count > 1) {
        case (1, true): tile1x6(window, bias, result)
        case (1, false): tile1(window, bias, result)
        case (2, true): tile2x4(window, bias, result)
        case (2, false): tile2(window, bias, result)
        case (3, true): tile3x3(window, bias, result)
        case (3, false): tile3(window, bias, result)
        case (4, true) where window.channels == 1: tile4x3s(window, bias, result)
        case (4, true): tile4x3(window, bias, result)
        case (4, false): tile4(window, bias, result)
        case (5, _): tile5(window, bias, result)
        default: tile6(window, bias, result)
        }
    }

    @inline(never)
    private func tile1x6(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(1, 6, w, b, r) }
    @inline(never)
    private func tile2x4(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(2, 4, w, b, r) }
    @inline(never)
    private func tile3x3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(3, 3, w, b, r) }
    @inline(never)
    private func tile4x3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(4, 3, w, b, r) }
    @inline(never)
    private func tile4x3s(_ w: TapWindow, _ b: Bias, _ r: TileResult) {
        singleInputTiles(4, 3, w, b, r)
    }
#endif

@inline(never)
private func tile1(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(1, 1, w, b, r) }
@inline(never)
private func tile2(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(2, 1, w, b, r) }
@inline(never)
private func tile3(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(3, 1, w, b, r) }
@inline(never)
private func tile4(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(4, 1, w, b, r) }
@inline(never)
private func tile5(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(5, 1, w, b, r) }
@inline(never)
private func tile6(_ w: TapWindow, _ b: Bias, _ r: TileResult) { tiles(6, 1, w, b, r) }
