import KernelTypes

/// 1 output channel, 6 positions at a time.
@inline(never)
func tile1x6(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        let plane = window.plane
        while left > 0 {
            let place0 = walk.next()
            let place1 = left > 1 ? walk.next() : place0
            let place2 = left > 2 ? walk.next() : place1
            let place3 = left > 3 ? walk.next() : place2
            let place4 = left > 4 ? walk.next() : place3
            let place5 = left > 5 ? walk.next() : place4
            let step1 = (place1.input - place0.input)
            let step2 = (place2.input - place0.input)
            let step3 = (place3.input - place0.input)
            let step4 = (place4.input - place0.input)
            let step5 = (place5.input - place0.input)
            let input = window.input + place0.input
            var s00 = Lanes(repeating: bias[0]), s01 = s00, s02 = s00, s03 = s00, s04 = s00,
                s05 = s00
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 1 * window.taps[tap].weight
                let end = x + window.channels * plane
                while x != end {
                    let (x0, x1, x2, x3, x4, x5) = (
                        x.pointee, x[step1], x[step2], x[step3], x[step4], x[step5]
                    )
                    s00.addProduct(x0, Lanes(repeating: w[0]))
                    s01.addProduct(x1, Lanes(repeating: w[0]))
                    s02.addProduct(x2, Lanes(repeating: w[0]))
                    s03.addProduct(x3, Lanes(repeating: w[0]))
                    s04.addProduct(x4, Lanes(repeating: w[0]))
                    s05.addProduct(x5, Lanes(repeating: w[0]))
                    x += plane
                    w += 1
                }
                tap += 1
            }
            let places0 = (place0.output, place1.output, place2.output)
            let places1 = (place3.output, place4.output, place5.output)
            if result.rectify {
                result.rectify(s00, s01, s02, 0, places0)
                result.rectify(s03, s04, s05, 0, places1)
            } else if let gate = result.gate {
                result.store(s00, s01, s02, 0, places0, gate)
                result.store(s03, s04, s05, 0, places1, gate)
            } else {
                result.store(s00, s01, s02, 0, places0)
                result.store(s03, s04, s05, 0, places1)
            }
            left -= 6
        }
        bias += 1
        weights += window.blockStep
        result.skip(1)
        block += 1
    }
}

/// 2 output channels, 3 positions at a time.
@inline(never)
func tile2x3(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        let plane = window.plane
        while left > 0 {
            let place0 = walk.next()
            let place1 = left > 1 ? walk.next() : place0
            let place2 = left > 2 ? walk.next() : place1
            let step1 = (place1.input - place0.input)
            let step2 = (place2.input - place0.input)
            let input = window.input + place0.input
            var s00 = Lanes(repeating: bias[0]), s01 = s00, s02 = s00
            var s10 = Lanes(repeating: bias[1]), s11 = s10, s12 = s10
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 2 * window.taps[tap].weight
                let end = x + window.channels * plane
                while x != end {
                    let (x0, x1, x2) = (x.pointee, x[step1], x[step2])
                    s00.addProduct(x0, Lanes(repeating: w[0]))
                    s01.addProduct(x1, Lanes(repeating: w[0]))
                    s02.addProduct(x2, Lanes(repeating: w[0]))
                    s10.addProduct(x0, Lanes(repeating: w[1]))
                    s11.addProduct(x1, Lanes(repeating: w[1]))
                    s12.addProduct(x2, Lanes(repeating: w[1]))
                    x += plane
                    w += 2
                }
                tap += 1
            }
            let places = (place0.output, place1.output, place2.output)
            if result.rectify {
                result.rectify(s00, s01, s02, 0, places)
                result.rectify(s10, s11, s12, 1, places)
            } else if let gate = result.gate {
                result.store(s00, s01, s02, 0, places, gate)
                result.store(s10, s11, s12, 1, places, gate)
            } else {
                result.store(s00, s01, s02, 0, places)
                result.store(s10, s11, s12, 1, places)
            }
            left -= 3
        }
        bias += 2
        weights += window.blockStep
        result.skip(2)
        block += 1
    }
}

/// 3 output channels, 2 positions at a time.
@inline(never)
func tile3x2(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        let plane = window.plane
        while left > 0 {
            let place0 = walk.next()
            let place1 = left > 1 ? walk.next() : place0
            let step1 = (place1.input - place0.input)
            let input = window.input + place0.input
            var s00 = Lanes(repeating: bias[0]), s01 = s00
            var s10 = Lanes(repeating: bias[1]), s11 = s10
            var s20 = Lanes(repeating: bias[2]), s21 = s20
            var tap = 0
            while tap < window.tapCount {
                var x = input + window.taps[tap].input
                var w = weights + 3 * window.taps[tap].weight
                let end = x + window.channels * plane
                while x != end {
                    let (x0, x1) = (x.pointee, x[step1])
                    s00.addProduct(x0, Lanes(repeating: w[0]))
                    s01.addProduct(x1, Lanes(repeating: w[0]))
                    s10.addProduct(x0, Lanes(repeating: w[1]))
                    s11.addProduct(x1, Lanes(repeating: w[1]))
                    s20.addProduct(x0, Lanes(repeating: w[2]))
                    s21.addProduct(x1, Lanes(repeating: w[2]))
                    x += plane
                    w += 3
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s00, 0, place0.output)
                result.rectify(s10, 1, place0.output)
                result.rectify(s20, 2, place0.output)
                result.rectify(s01, 0, place1.output)
                result.rectify(s11, 1, place1.output)
                result.rectify(s21, 2, place1.output)
            } else if let gate = result.gate {
                result.store(s00, 0, place0.output, gate)
                result.store(s10, 1, place0.output, gate)
                result.store(s20, 2, place0.output, gate)
                result.store(s01, 0, place1.output, gate)
                result.store(s11, 1, place1.output, gate)
                result.store(s21, 2, place1.output, gate)
            } else {
                result.store(s00, 0, place0.output)
                result.store(s10, 1, place0.output)
                result.store(s20, 2, place0.output)
                result.store(s01, 0, place1.output)
                result.store(s11, 1, place1.output)
                result.store(s21, 2, place1.output)
            }
            left -= 2
        }
        bias += 3
        weights += window.blockStep
        result.skip(3)
        block += 1
    }
}

/// 4 output channels, 3 positions and a chunk of lanes at a time: 12 accumulators.
@inline(never)
func tile4x3(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        let plane = window.plane * chunksPerVector
        while left > 0 {
            let place0 = walk.next()
            let place1 = left > 1 ? walk.next() : place0
            let place2 = left > 2 ? walk.next() : place1
            let step1 = (place1.input - place0.input) * chunksPerVector
            let step2 = (place2.input - place0.input) * chunksPerVector
            var chunk = 0
            while chunk < chunksPerVector {
                let input = chunks(window.input + place0.input) + chunk
                var s00 = Chunk(repeating: bias[0]), s01 = s00, s02 = s00
                var s10 = Chunk(repeating: bias[1]), s11 = s10, s12 = s10
                var s20 = Chunk(repeating: bias[2]), s21 = s20, s22 = s20
                var s30 = Chunk(repeating: bias[3]), s31 = s30, s32 = s30
                var tap = 0
                while tap < window.tapCount {
                    var x = input + window.taps[tap].input * chunksPerVector
                    var w = weights + 4 * window.taps[tap].weight
                    let end = x + window.channels * plane
                    while x != end {
                        let (x0, x1, x2) = (x.pointee, x[step1], x[step2])
                        s00.addProduct(x0, Chunk(repeating: w[0]))
                        s01.addProduct(x1, Chunk(repeating: w[0]))
                        s02.addProduct(x2, Chunk(repeating: w[0]))
                        s10.addProduct(x0, Chunk(repeating: w[1]))
                        s11.addProduct(x1, Chunk(repeating: w[1]))
                        s12.addProduct(x2, Chunk(repeating: w[1]))
                        s20.addProduct(x0, Chunk(repeating: w[2]))
                        s21.addProduct(x1, Chunk(repeating: w[2]))
                        s22.addProduct(x2, Chunk(repeating: w[2]))
                        s30.addProduct(x0, Chunk(repeating: w[3]))
                        s31.addProduct(x1, Chunk(repeating: w[3]))
                        s32.addProduct(x2, Chunk(repeating: w[3]))
                        x += plane
                        w += 4
                    }
                    tap += 1
                }
                let places = (place0.output, place1.output, place2.output)
                if result.rectify {
                    result.rectify(s00, s01, s02, 0, places, chunk)
                    result.rectify(s10, s11, s12, 1, places, chunk)
                    result.rectify(s20, s21, s22, 2, places, chunk)
                    result.rectify(s30, s31, s32, 3, places, chunk)
                } else if let gate = result.gate {
                    result.store(s00, s01, s02, 0, places, chunk, gate)
                    result.store(s10, s11, s12, 1, places, chunk, gate)
                    result.store(s20, s21, s22, 2, places, chunk, gate)
                    result.store(s30, s31, s32, 3, places, chunk, gate)
                } else {
                    result.store(s00, s01, s02, 0, places, chunk)
                    result.store(s10, s11, s12, 1, places, chunk)
                    result.store(s20, s21, s22, 2, places, chunk)
                    result.store(s30, s31, s32, 3, places, chunk)
                }
                chunk += 1
            }
            left -= 3
        }
        bias += 4
        weights += window.blockStep
        result.skip(4)
        block += 1
    }
}

/// 4 output channels, 3 positions and a chunk of lanes at a time: 12 accumulators.
///
/// For one input channel: a tap is one step, without a loop over channels.
@inline(never)
func tile4x3Single(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var (bias, weights, result) = (bias, window.weights, result)
    var block = 0
    while block < window.blocks {
        var (walk, left) = (window.positions, window.count)
        while left > 0 {
            let place0 = walk.next()
            let place1 = left > 1 ? walk.next() : place0
            let place2 = left > 2 ? walk.next() : place1
            let step1 = (place1.input - place0.input) * chunksPerVector
            let step2 = (place2.input - place0.input) * chunksPerVector
            var chunk = 0
            while chunk < chunksPerVector {
                let input = chunks(window.input + place0.input) + chunk
                var s00 = Chunk(repeating: bias[0]), s01 = s00, s02 = s00
                var s10 = Chunk(repeating: bias[1]), s11 = s10, s12 = s10
                var s20 = Chunk(repeating: bias[2]), s21 = s20, s22 = s20
                var s30 = Chunk(repeating: bias[3]), s31 = s30, s32 = s30
                var tap = 0
                while tap < window.tapCount {
                    let x = input + window.taps[tap].input * chunksPerVector
                    let w = weights + 4 * window.taps[tap].weight
                    let (x0, x1, x2) = (x.pointee, x[step1], x[step2])
                    s00.addProduct(x0, Chunk(repeating: w[0]))
                    s01.addProduct(x1, Chunk(repeating: w[0]))
                    s02.addProduct(x2, Chunk(repeating: w[0]))
                    s10.addProduct(x0, Chunk(repeating: w[1]))
                    s11.addProduct(x1, Chunk(repeating: w[1]))
                    s12.addProduct(x2, Chunk(repeating: w[1]))
                    s20.addProduct(x0, Chunk(repeating: w[2]))
                    s21.addProduct(x1, Chunk(repeating: w[2]))
                    s22.addProduct(x2, Chunk(repeating: w[2]))
                    s30.addProduct(x0, Chunk(repeating: w[3]))
                    s31.addProduct(x1, Chunk(repeating: w[3]))
                    s32.addProduct(x2, Chunk(repeating: w[3]))
                    tap += 1
                }
                let places = (place0.output, place1.output, place2.output)
                if result.rectify {
                    result.rectify(s00, s01, s02, 0, places, chunk)
                    result.rectify(s10, s11, s12, 1, places, chunk)
                    result.rectify(s20, s21, s22, 2, places, chunk)
                    result.rectify(s30, s31, s32, 3, places, chunk)
                } else if let gate = result.gate {
                    result.store(s00, s01, s02, 0, places, chunk, gate)
                    result.store(s10, s11, s12, 1, places, chunk, gate)
                    result.store(s20, s21, s22, 2, places, chunk, gate)
                    result.store(s30, s31, s32, 3, places, chunk, gate)
                } else {
                    result.store(s00, s01, s02, 0, places, chunk)
                    result.store(s10, s11, s12, 1, places, chunk)
                    result.store(s20, s21, s22, 2, places, chunk)
                    result.store(s30, s31, s32, 3, places, chunk)
                }
                chunk += 1
            }
            left -= 3
        }
        bias += 4
        weights += window.blockStep
        result.skip(4)
        block += 1
    }
}
