import KernelTypes

/// Where a tile of the gather kernel reads: the taps of one output position.
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
}

extension TapWindow {
    /// Calls `body` with the input and the weights of every tap, rows outermost.
    @inline(__always)
    func forEachTap(_ body: (UnsafePointer<Lanes>, UnsafePointer<Float>) -> Void) {
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

/// The bias of channel `channel` in every lane.
@inline(__always)
private func initial(_ bias: UnsafePointer<Float>?, _ channel: Int) -> Lanes {
    Lanes(repeating: bias.map { $0[channel] } ?? 0)
}

/// 1 output channel at one position.
@inline(__always)
func tile1(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Lanes) -> Void
) {
    var s0 = initial(bias, 0)
    window.forEachTap { input, weights in
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
    finish(0, s0)
}

/// 2 output channels at one position.
@inline(__always)
func tile2(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Lanes) -> Void
) {
    var s0 = initial(bias, 0)
    var s1 = initial(bias, 1)
    window.forEachTap { input, weights in
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
    finish(0, s0)
    finish(1, s1)
}

/// 3 output channels at one position.
@inline(__always)
func tile3(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Lanes) -> Void
) {
    var s0 = initial(bias, 0)
    var s1 = initial(bias, 1)
    var s2 = initial(bias, 2)
    window.forEachTap { input, weights in
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
    finish(0, s0)
    finish(1, s1)
    finish(2, s2)
}

/// 4 output channels at one position.
@inline(__always)
func tile4(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Lanes) -> Void
) {
    var s0 = initial(bias, 0)
    var s1 = initial(bias, 1)
    var s2 = initial(bias, 2)
    var s3 = initial(bias, 3)
    window.forEachTap { input, weights in
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
    finish(0, s0)
    finish(1, s1)
    finish(2, s2)
    finish(3, s3)
}

/// 5 output channels at one position.
@inline(__always)
func tile5(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Lanes) -> Void
) {
    var s0 = initial(bias, 0)
    var s1 = initial(bias, 1)
    var s2 = initial(bias, 2)
    var s3 = initial(bias, 3)
    var s4 = initial(bias, 4)
    window.forEachTap { input, weights in
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
    finish(0, s0)
    finish(1, s1)
    finish(2, s2)
    finish(3, s3)
    finish(4, s4)
}

/// 6 output channels at one position.
@inline(__always)
func tile6(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Lanes) -> Void
) {
    var s0 = initial(bias, 0)
    var s1 = initial(bias, 1)
    var s2 = initial(bias, 2)
    var s3 = initial(bias, 3)
    var s4 = initial(bias, 4)
    var s5 = initial(bias, 5)
    window.forEachTap { input, weights in
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
    finish(0, s0)
    finish(1, s1)
    finish(2, s2)
    finish(3, s3)
    finish(4, s4)
    finish(5, s5)
}
