import KernelTypes

/// 1 output channel, position after position.
@inline(never)
func tile1(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        while left > 0 {
            let place = walk.next()
            let input = window.input + place.input
            var s0 = Lanes(repeating: bias[0])
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 1 * window.taps[tap].weight
                let end = x + window.channels * window.plane
                while x != end {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    x += window.plane
                    w += 1
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s0, 0, place.output)
            } else if let gate = result.gate {
                result.store(s0, 0, place.output, gate)
            } else {
                result.store(s0, 0, place.output)
            }
            left -= 1
        }
        bias += 1
        weights += window.blockStep
        result.skip(1)
        block += 1
    }
}

/// 2 output channels, position after position.
@inline(never)
func tile2(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        while left > 0 {
            let place = walk.next()
            let input = window.input + place.input
            var s0 = Lanes(repeating: bias[0])
            var s1 = Lanes(repeating: bias[1])
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 2 * window.taps[tap].weight
                let end = x + window.channels * window.plane
                while x != end {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    x += window.plane
                    w += 2
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s0, 0, place.output)
                result.rectify(s1, 1, place.output)
            } else if let gate = result.gate {
                result.store(s0, 0, place.output, gate)
                result.store(s1, 1, place.output, gate)
            } else {
                result.store(s0, 0, place.output)
                result.store(s1, 1, place.output)
            }
            left -= 1
        }
        bias += 2
        weights += window.blockStep
        result.skip(2)
        block += 1
    }
}

/// 3 output channels, position after position.
@inline(never)
func tile3(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        while left > 0 {
            let place = walk.next()
            let input = window.input + place.input
            var s0 = Lanes(repeating: bias[0])
            var s1 = Lanes(repeating: bias[1])
            var s2 = Lanes(repeating: bias[2])
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 3 * window.taps[tap].weight
                let end = x + window.channels * window.plane
                while x != end {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    s2.addProduct(value, Lanes(repeating: w[2]))
                    x += window.plane
                    w += 3
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s0, 0, place.output)
                result.rectify(s1, 1, place.output)
                result.rectify(s2, 2, place.output)
            } else if let gate = result.gate {
                result.store(s0, 0, place.output, gate)
                result.store(s1, 1, place.output, gate)
                result.store(s2, 2, place.output, gate)
            } else {
                result.store(s0, 0, place.output)
                result.store(s1, 1, place.output)
                result.store(s2, 2, place.output)
            }
            left -= 1
        }
        bias += 3
        weights += window.blockStep
        result.skip(3)
        block += 1
    }
}
