import KernelTypes

/// 1 output channel, 4 positions at a time.
///
/// Returns how many positions it did.
@inline(never)
func tile1x4(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) -> Int {
    let advance = window.advance
    let plane = window.plane
    var position = 0
    while window.count - position >= 4 {
        var s00 = initial(bias, 0), s01 = s00, s02 = s00, s03 = s00
        let input = window.input + position * advance
        var tapRow = 0
        while tapRow < window.tapRows {
            var tapColumn = 0
            while tapColumn < window.tapColumns {
                var x = input + (tapRow * window.rowStep + tapColumn * window.columnStep)
                var w =
                    window.weights
                    + (tapRow * window.weightRowStep + tapColumn * window.weightColumnStep)
                var left = window.channels
                while left > 0 {
                    let a0 = x[0]
                    let a1 = x[advance]
                    let a2 = x[2 * advance]
                    let a3 = x[3 * advance]
                    s00.addProduct(a0, Lanes(repeating: w[0]))
                    s01.addProduct(a1, Lanes(repeating: w[0]))
                    s02.addProduct(a2, Lanes(repeating: w[0]))
                    s03.addProduct(a3, Lanes(repeating: w[0]))
                    x += plane
                    w += 1
                    left -= 1
                }
                tapColumn += 1
            }
            tapRow += 1
        }
        result.store(s00, 0, position)
        result.store(s01, 0, position + 1)
        result.store(s02, 0, position + 2)
        result.store(s03, 0, position + 3)
        position += 4
    }
    return position
}

/// 2 output channels, 3 positions at a time.
///
/// Returns how many positions it did.
@inline(never)
func tile2x3(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) -> Int {
    let advance = window.advance
    let plane = window.plane
    var position = 0
    while window.count - position >= 3 {
        var s00 = initial(bias, 0), s01 = s00, s02 = s00
        var s10 = initial(bias, 1), s11 = s10, s12 = s10
        let input = window.input + position * advance
        var tapRow = 0
        while tapRow < window.tapRows {
            var tapColumn = 0
            while tapColumn < window.tapColumns {
                var x = input + (tapRow * window.rowStep + tapColumn * window.columnStep)
                var w =
                    window.weights
                    + (tapRow * window.weightRowStep + tapColumn * window.weightColumnStep)
                var left = window.channels
                while left > 0 {
                    let a0 = x[0]
                    let a1 = x[advance]
                    let a2 = x[2 * advance]
                    s00.addProduct(a0, Lanes(repeating: w[0]))
                    s01.addProduct(a1, Lanes(repeating: w[0]))
                    s02.addProduct(a2, Lanes(repeating: w[0]))
                    s10.addProduct(a0, Lanes(repeating: w[1]))
                    s11.addProduct(a1, Lanes(repeating: w[1]))
                    s12.addProduct(a2, Lanes(repeating: w[1]))
                    x += plane
                    w += 2
                    left -= 1
                }
                tapColumn += 1
            }
            tapRow += 1
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

/// 3 output channels, 2 positions at a time.
///
/// Returns how many positions it did.
@inline(never)
func tile3x2(
    _ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult
) -> Int {
    let advance = window.advance
    let plane = window.plane
    var position = 0
    while window.count - position >= 2 {
        var s00 = initial(bias, 0), s01 = s00
        var s10 = initial(bias, 1), s11 = s10
        var s20 = initial(bias, 2), s21 = s20
        let input = window.input + position * advance
        var tapRow = 0
        while tapRow < window.tapRows {
            var tapColumn = 0
            while tapColumn < window.tapColumns {
                var x = input + (tapRow * window.rowStep + tapColumn * window.columnStep)
                var w =
                    window.weights
                    + (tapRow * window.weightRowStep + tapColumn * window.weightColumnStep)
                var left = window.channels
                while left > 0 {
                    let a0 = x[0]
                    let a1 = x[advance]
                    s00.addProduct(a0, Lanes(repeating: w[0]))
                    s01.addProduct(a1, Lanes(repeating: w[0]))
                    s10.addProduct(a0, Lanes(repeating: w[1]))
                    s11.addProduct(a1, Lanes(repeating: w[1]))
                    s20.addProduct(a0, Lanes(repeating: w[2]))
                    s21.addProduct(a1, Lanes(repeating: w[2]))
                    x += plane
                    w += 3
                    left -= 1
                }
                tapColumn += 1
            }
            tapRow += 1
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
