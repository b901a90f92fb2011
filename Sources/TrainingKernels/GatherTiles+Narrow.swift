import KernelTypes

/// 1 output channel, 4 positions at a time: narrow layers fill the registers with positions.
///
/// Returns how many positions it did.
@inline(never)
func tile1x4(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ result: TileResult
) -> Int {
    let advance = window.advance
    var position = 0
    while window.count - position >= 4 {
        var s00 = initial(bias, 0), s01 = s00, s02 = s00, s03 = s00
        window.forEachTap(at: window.input + position * advance) { input, weights in
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
        result.store(s00, 0, position)
        result.store(s01, 0, position + 1)
        result.store(s02, 0, position + 2)
        result.store(s03, 0, position + 3)
        position += 4
    }
    return position
}

/// 2 output channels, 3 positions at a time: narrow layers fill the registers with positions.
///
/// Returns how many positions it did.
@inline(never)
func tile2x3(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ result: TileResult
) -> Int {
    let advance = window.advance
    var position = 0
    while window.count - position >= 3 {
        var s00 = initial(bias, 0), s01 = s00, s02 = s00
        var s10 = initial(bias, 1), s11 = s10, s12 = s10
        window.forEachTap(at: window.input + position * advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let (v0, v1, v2) = (x[0], x[advance], x[2 * advance])
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
        result.store(s00, 0, position)
        result.store(s01, 0, position + 1)
        result.store(s02, 0, position + 2)
        result.store(s10, 1, position)
        result.store(s11, 1, position + 1)
        result.store(s12, 1, position + 2)
        position += 3
    }
    return position
}

/// 3 output channels, 2 positions at a time: narrow layers fill the registers with positions.
///
/// Returns how many positions it did.
@inline(never)
func tile3x2(
    _ window: TapWindow, _ bias: UnsafePointer<Float>?, _ result: TileResult
) -> Int {
    let advance = window.advance
    var position = 0
    while window.count - position >= 2 {
        var s00 = initial(bias, 0), s01 = s00
        var s10 = initial(bias, 1), s11 = s10
        var s20 = initial(bias, 2), s21 = s20
        window.forEachTap(at: window.input + position * advance) { input, weights in
            var (x, w) = (input, weights)
            var channel = 0
            while channel < window.channels {
                let (v0, v1) = (x[0], x[advance])
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
        result.store(s00, 0, position)
        result.store(s01, 0, position + 1)
        result.store(s10, 1, position)
        result.store(s11, 1, position + 1)
        result.store(s20, 2, position)
        result.store(s21, 2, position + 1)
        position += 2
    }
    return position
}
