import KernelTypes

/// 1 output channel at 4 positions of a run: narrow layers fill the registers with positions.
@inline(__always)
func tile1x4(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Int, Lanes) -> Void
) {
    let advance = window.advance
    let b0 = Lanes(repeating: bias.map { $0[0] } ?? 0)
    var s00 = b0, s01 = b0, s02 = b0, s03 = b0
    window.forEachTap { input, weights in
        var (x, w) = (input, weights)
        var channel = 0
        while channel < window.channels {
            let weight = Lanes(repeating: w[0])
            s00.addProduct(x[0], weight)
            s01.addProduct(x[advance], weight)
            s02.addProduct(x[2 * advance], weight)
            s03.addProduct(x[3 * advance], weight)
            x += window.plane
            w += 1
            channel += 1
        }
    }
    finish(0, 0, s00)
    finish(0, 1, s01)
    finish(0, 2, s02)
    finish(0, 3, s03)
}

/// 2 output channels at 3 positions of a run: narrow layers fill the registers with positions.
@inline(__always)
func tile2x3(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Int, Lanes) -> Void
) {
    let advance = window.advance
    let b0 = Lanes(repeating: bias.map { $0[0] } ?? 0)
    let b1 = Lanes(repeating: bias.map { $0[1] } ?? 0)
    var s00 = b0, s01 = b0, s02 = b0
    var s10 = b1, s11 = b1, s12 = b1
    window.forEachTap { input, weights in
        var (x, w) = (input, weights)
        var channel = 0
        while channel < window.channels {
            let v0 = x[0]
            let v1 = x[advance]
            let v2 = x[2 * advance]
            let w0 = Lanes(repeating: w[0])
            s00.addProduct(v0, w0)
            s01.addProduct(v1, w0)
            s02.addProduct(v2, w0)
            let w1 = Lanes(repeating: w[1])
            s10.addProduct(v0, w1)
            s11.addProduct(v1, w1)
            s12.addProduct(v2, w1)
            x += window.plane
            w += 2
            channel += 1
        }
    }
    finish(0, 0, s00)
    finish(0, 1, s01)
    finish(0, 2, s02)
    finish(1, 0, s10)
    finish(1, 1, s11)
    finish(1, 2, s12)
}

/// 3 output channels at 2 positions of a run: narrow layers fill the registers with positions.
@inline(__always)
func tile3x2(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ finish: (Int, Int, Lanes) -> Void
) {
    let advance = window.advance
    let b0 = Lanes(repeating: bias.map { $0[0] } ?? 0)
    let b1 = Lanes(repeating: bias.map { $0[1] } ?? 0)
    let b2 = Lanes(repeating: bias.map { $0[2] } ?? 0)
    var s00 = b0, s01 = b0
    var s10 = b1, s11 = b1
    var s20 = b2, s21 = b2
    window.forEachTap { input, weights in
        var (x, w) = (input, weights)
        var channel = 0
        while channel < window.channels {
            let v0 = x[0]
            let v1 = x[advance]
            let w0 = Lanes(repeating: w[0])
            s00.addProduct(v0, w0)
            s01.addProduct(v1, w0)
            let w1 = Lanes(repeating: w[1])
            s10.addProduct(v0, w1)
            s11.addProduct(v1, w1)
            let w2 = Lanes(repeating: w[2])
            s20.addProduct(v0, w2)
            s21.addProduct(v1, w2)
            x += window.plane
            w += 3
            channel += 1
        }
    }
    finish(0, 0, s00)
    finish(0, 1, s01)
    finish(1, 0, s10)
    finish(1, 1, s11)
    finish(2, 0, s20)
    finish(2, 1, s21)
}
