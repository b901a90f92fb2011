import KernelTypes

/// 4 output channels, position after position.
@inline(never)
func tile4(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
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
            var s3 = Lanes(repeating: bias[3])
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 4 * window.taps[tap].weight
                let end = x + window.channels * window.plane
                while x != end {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    s2.addProduct(value, Lanes(repeating: w[2]))
                    s3.addProduct(value, Lanes(repeating: w[3]))
                    x += window.plane
                    w += 4
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s0, 0, place.output)
                result.rectify(s1, 1, place.output)
                result.rectify(s2, 2, place.output)
                result.rectify(s3, 3, place.output)
            } else if let gate = result.gate {
                result.store(s0, 0, place.output, gate)
                result.store(s1, 1, place.output, gate)
                result.store(s2, 2, place.output, gate)
                result.store(s3, 3, place.output, gate)
            } else {
                result.store(s0, 0, place.output)
                result.store(s1, 1, place.output)
                result.store(s2, 2, place.output)
                result.store(s3, 3, place.output)
            }
            left -= 1
        }
        bias += 4
        weights += window.blockStep
        result.skip(4)
        block += 1
    }
}

/// 5 output channels, position after position.
@inline(never)
func tile5(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
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
            var s3 = Lanes(repeating: bias[3])
            var s4 = Lanes(repeating: bias[4])
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 5 * window.taps[tap].weight
                let end = x + window.channels * window.plane
                while x != end {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    s2.addProduct(value, Lanes(repeating: w[2]))
                    s3.addProduct(value, Lanes(repeating: w[3]))
                    s4.addProduct(value, Lanes(repeating: w[4]))
                    x += window.plane
                    w += 5
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s0, 0, place.output)
                result.rectify(s1, 1, place.output)
                result.rectify(s2, 2, place.output)
                result.rectify(s3, 3, place.output)
                result.rectify(s4, 4, place.output)
            } else if let gate = result.gate {
                result.store(s0, 0, place.output, gate)
                result.store(s1, 1, place.output, gate)
                result.store(s2, 2, place.output, gate)
                result.store(s3, 3, place.output, gate)
                result.store(s4, 4, place.output, gate)
            } else {
                result.store(s0, 0, place.output)
                result.store(s1, 1, place.output)
                result.store(s2, 2, place.output)
                result.store(s3, 3, place.output)
                result.store(s4, 4, place.output)
            }
            left -= 1
        }
        bias += 5
        weights += window.blockStep
        result.skip(5)
        block += 1
    }
}

/// 6 output channels, position after position.
@inline(never)
func tile6(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
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
            var s3 = Lanes(repeating: bias[3])
            var s4 = Lanes(repeating: bias[4])
            var s5 = Lanes(repeating: bias[5])
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 6 * window.taps[tap].weight
                let end = x + window.channels * window.plane
                while x != end {
                    let value = x.pointee
                    s0.addProduct(value, Lanes(repeating: w[0]))
                    s1.addProduct(value, Lanes(repeating: w[1]))
                    s2.addProduct(value, Lanes(repeating: w[2]))
                    s3.addProduct(value, Lanes(repeating: w[3]))
                    s4.addProduct(value, Lanes(repeating: w[4]))
                    s5.addProduct(value, Lanes(repeating: w[5]))
                    x += window.plane
                    w += 6
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s0, 0, place.output)
                result.rectify(s1, 1, place.output)
                result.rectify(s2, 2, place.output)
                result.rectify(s3, 3, place.output)
                result.rectify(s4, 4, place.output)
                result.rectify(s5, 5, place.output)
            } else if let gate = result.gate {
                result.store(s0, 0, place.output, gate)
                result.store(s1, 1, place.output, gate)
                result.store(s2, 2, place.output, gate)
                result.store(s3, 3, place.output, gate)
                result.store(s4, 4, place.output, gate)
                result.store(s5, 5, place.output, gate)
            } else {
                result.store(s0, 0, place.output)
                result.store(s1, 1, place.output)
                result.store(s2, 2, place.output)
                result.store(s3, 3, place.output)
                result.store(s4, 4, place.output)
                result.store(s5, 5, place.output)
            }
            left -= 1
        }
        bias += 6
        weights += window.blockStep
        result.skip(6)
        block += 1
    }
}
