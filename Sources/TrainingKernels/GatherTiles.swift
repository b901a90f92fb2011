import KernelTypes

/// Where a tile of the gather kernel reads: the taps of the positions of a run.
struct TapWindow {
    /// The first tap's vector in channel 0.
    var input: UnsafePointer<Lanes>
    /// The first tap's packed weights.
    var weights: UnsafePointer<Float>
    var tapRows: Int
    var tapColumns: Int
    var channels: Int
    /// Vectors from channel to channel, tap row to tap row, tap column to tap column.
    var plane: Int
    var rowStep: Int
    var columnStep: Int
    /// Floats of packed weights from tap row to tap row, tap column to tap column.
    var weightRowStep: Int
    var weightColumnStep: Int
    /// Vectors from an output position's input to that of the next of its run.
    var advance: Int
    /// Packed weights before the first tap, for each output channel of a block.
    var firstWeight = 0
    /// Positions of the run that are left.
    var count = 0
}

extension TapWindow {
    /// Calls `body` with the input and the weights of every tap, rows outermost.
    @inline(__always)
    func forEachTap(
        at input: UnsafePointer<Lanes>, _ body: (UnsafePointer<Lanes>, UnsafePointer<Float>) -> Void
    ) {
        var row = 0
        while row < tapRows {
            var column = 0
            while column < tapColumns {
                body(
                    input + (row * rowStep + column * columnStep),
                    weights + (row * weightRowStep + column * weightColumnStep))
                column += 1
            }
            row += 1
        }
    }
}

/// Where a tile of the gather kernel leaves its sums, and what happens to them there.
struct TileResult {
    var output: UnsafeMutablePointer<Lanes>
    var gate: UnsafePointer<Lanes>?
    var rectify: Bool
    /// Vectors from channel to channel and from position to position.
    var plane: Int
    var step: Int

    /// Stores a sum of a position.
    @inline(__always)
    func store(_ sum: Lanes, _ channel: Int, _ position: Int) {
        output[channel * plane + position * step] = sum
    }
}

/// Rectifies the sums that a tile just left in the L1 cache, or shuts them where the gate's
/// activation was not positive.
///
/// Doing this before the sums are stored makes the tiles too large to be inlined.
@inline(__always)
func finish(_ result: TileResult, channels: Int, positions: Int) {
    var channel = 0
    while channel < channels {
        let offset = channel * result.plane
        let values = result.output + offset
        if result.rectify { rectifyRun(values, count: positions, step: result.step) }
        if let gate = result.gate {
            shutRun(values, gate: gate + offset, count: positions, step: result.step)
        }
        channel += 1
    }
}

/// Negative values become zero (NaN stays).
@inline(never)
private func rectifyRun(_ values: UnsafeMutablePointer<Lanes>, count: Int, step: Int) {
    var value = values
    var left = count
    while left > 0 {
        value.pointee = value.pointee.replacing(with: 0, where: value.pointee .< 0)
        value += step
        left -= 1
    }
}

/// Values become zero wherever the gate is not positive.
@inline(never)
private func shutRun(
    _ values: UnsafeMutablePointer<Lanes>, gate: UnsafePointer<Lanes>, count: Int, step: Int
) {
    var (value, gate) = (values, gate)
    var left = count
    while left > 0 {
        value.pointee = value.pointee.replacing(with: 0, where: gate.pointee .<= 0)
        value += step
        gate += step
        left -= 1
    }
}

/// The bias of channel `channel` in every lane.
@inline(__always)
func initial(_ bias: UnsafePointer<Float>, _ channel: Int) -> Lanes {
    Lanes(repeating: bias[channel])
}

/// 1 output channel, position after position.
@inline(never)
func tile1(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var position = 0
    while position < window.count {
        var s0 = initial(bias, 0)
        window.forEachTap(at: window.input + position * window.advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let value = x.pointee
                s0.addProduct(value, Lanes(repeating: w[0]))
                x += window.plane
                w += 1
                channel += 1
            }
        }
        result.store(s0, 0, position)
        position += 1
    }
}

/// 2 output channels, position after position.
@inline(never)
func tile2(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var position = 0
    while position < window.count {
        var s0 = initial(bias, 0)
        var s1 = initial(bias, 1)
        window.forEachTap(at: window.input + position * window.advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let value = x.pointee
                s0.addProduct(value, Lanes(repeating: w[0]))
                s1.addProduct(value, Lanes(repeating: w[1]))
                x += window.plane
                w += 2
                channel += 1
            }
        }
        result.store(s0, 0, position)
        result.store(s1, 1, position)
        position += 1
    }
}

/// 3 output channels, position after position.
@inline(never)
func tile3(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var position = 0
    while position < window.count {
        var s0 = initial(bias, 0)
        var s1 = initial(bias, 1)
        var s2 = initial(bias, 2)
        window.forEachTap(at: window.input + position * window.advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let value = x.pointee
                s0.addProduct(value, Lanes(repeating: w[0]))
                s1.addProduct(value, Lanes(repeating: w[1]))
                s2.addProduct(value, Lanes(repeating: w[2]))
                x += window.plane
                w += 3
                channel += 1
            }
        }
        result.store(s0, 0, position)
        result.store(s1, 1, position)
        result.store(s2, 2, position)
        position += 1
    }
}

/// 4 output channels, position after position.
@inline(never)
func tile4(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var position = 0
    while position < window.count {
        var s0 = initial(bias, 0)
        var s1 = initial(bias, 1)
        var s2 = initial(bias, 2)
        var s3 = initial(bias, 3)
        window.forEachTap(at: window.input + position * window.advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let value = x.pointee
                s0.addProduct(value, Lanes(repeating: w[0]))
                s1.addProduct(value, Lanes(repeating: w[1]))
                s2.addProduct(value, Lanes(repeating: w[2]))
                s3.addProduct(value, Lanes(repeating: w[3]))
                x += window.plane
                w += 4
                channel += 1
            }
        }
        result.store(s0, 0, position)
        result.store(s1, 1, position)
        result.store(s2, 2, position)
        result.store(s3, 3, position)
        position += 1
    }
}

/// 5 output channels, position after position.
@inline(never)
func tile5(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var position = 0
    while position < window.count {
        var s0 = initial(bias, 0)
        var s1 = initial(bias, 1)
        var s2 = initial(bias, 2)
        var s3 = initial(bias, 3)
        var s4 = initial(bias, 4)
        window.forEachTap(at: window.input + position * window.advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let value = x.pointee
                s0.addProduct(value, Lanes(repeating: w[0]))
                s1.addProduct(value, Lanes(repeating: w[1]))
                s2.addProduct(value, Lanes(repeating: w[2]))
                s3.addProduct(value, Lanes(repeating: w[3]))
                s4.addProduct(value, Lanes(repeating: w[4]))
                x += window.plane
                w += 5
                channel += 1
            }
        }
        result.store(s0, 0, position)
        result.store(s1, 1, position)
        result.store(s2, 2, position)
        result.store(s3, 3, position)
        result.store(s4, 4, position)
        position += 1
    }
}

/// 6 output channels, position after position.
@inline(never)
func tile6(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) {
    var position = 0
    while position < window.count {
        var s0 = initial(bias, 0)
        var s1 = initial(bias, 1)
        var s2 = initial(bias, 2)
        var s3 = initial(bias, 3)
        var s4 = initial(bias, 4)
        var s5 = initial(bias, 5)
        window.forEachTap(at: window.input + position * window.advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let value = x.pointee
                s0.addProduct(value, Lanes(repeating: w[0]))
                s1.addProduct(value, Lanes(repeating: w[1]))
                s2.addProduct(value, Lanes(repeating: w[2]))
                s3.addProduct(value, Lanes(repeating: w[3]))
                s4.addProduct(value, Lanes(repeating: w[4]))
                s5.addProduct(value, Lanes(repeating: w[5]))
                x += window.plane
                w += 6
                channel += 1
            }
        }
        result.store(s0, 0, position)
        result.store(s1, 1, position)
        result.store(s2, 2, position)
        result.store(s3, 3, position)
        result.store(s4, 4, position)
        result.store(s5, 5, position)
        position += 1
    }
}
