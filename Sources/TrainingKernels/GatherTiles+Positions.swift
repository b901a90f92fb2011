import KernelTypes

/// 1 output channel, 6 positions at a time.
@inline(never)
func tile1x6(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var walk = window.positions
    var left = window.count
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
        var s00 = Lanes(repeating: bias[0]), s01 = s00, s02 = s00, s03 = s00, s04 = s00, s05 = s00
        var tap = 0
        while tap < window.tapCount {
            var x = input + window.taps[tap].input
            var w = window.weights + 1 * window.taps[tap].weight
            let end = x + window.channels * plane
            while x != end {
                let x0 = x.pointee
                let x1 = x[step1]
                let x2 = x[step2]
                let x3 = x[step3]
                let x4 = x[step4]
                let x5 = x[step5]
                let w0 = Lanes(repeating: w[0])
                s00.addProduct(x0, w0)
                s01.addProduct(x1, w0)
                s02.addProduct(x2, w0)
                s03.addProduct(x3, w0)
                s04.addProduct(x4, w0)
                s05.addProduct(x5, w0)
                x += plane
                w += 1
            }
            tap += 1
        }
        if result.rectify {
            result.rectify(s00, 0, place0.output)
            result.rectify(s01, 0, place1.output)
            result.rectify(s02, 0, place2.output)
            result.rectify(s03, 0, place3.output)
            result.rectify(s04, 0, place4.output)
            result.rectify(s05, 0, place5.output)
        } else if let gate = result.gate {
            result.store(s00, 0, place0.output, gate)
            result.store(s01, 0, place1.output, gate)
            result.store(s02, 0, place2.output, gate)
            result.store(s03, 0, place3.output, gate)
            result.store(s04, 0, place4.output, gate)
            result.store(s05, 0, place5.output, gate)
        } else {
            result.store(s00, 0, place0.output)
            result.store(s01, 0, place1.output)
            result.store(s02, 0, place2.output)
            result.store(s03, 0, place3.output)
            result.store(s04, 0, place4.output)
            result.store(s05, 0, place5.output)
        }
        left -= 6
    }
}

/// 2 output channels, 3 positions at a time.
@inline(never)
func tile2x3(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var walk = window.positions
    var left = window.count
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
            var w = window.weights + 2 * window.taps[tap].weight
            let end = x + window.channels * plane
            while x != end {
                let x0 = x.pointee
                let x1 = x[step1]
                let x2 = x[step2]
                let w0 = Lanes(repeating: w[0])
                s00.addProduct(x0, w0)
                s01.addProduct(x1, w0)
                s02.addProduct(x2, w0)
                let w1 = Lanes(repeating: w[1])
                s10.addProduct(x0, w1)
                s11.addProduct(x1, w1)
                s12.addProduct(x2, w1)
                x += plane
                w += 2
            }
            tap += 1
        }
        if result.rectify {
            result.rectify(s00, 0, place0.output)
            result.rectify(s10, 1, place0.output)
            result.rectify(s01, 0, place1.output)
            result.rectify(s11, 1, place1.output)
            result.rectify(s02, 0, place2.output)
            result.rectify(s12, 1, place2.output)
        } else if let gate = result.gate {
            result.store(s00, 0, place0.output, gate)
            result.store(s10, 1, place0.output, gate)
            result.store(s01, 0, place1.output, gate)
            result.store(s11, 1, place1.output, gate)
            result.store(s02, 0, place2.output, gate)
            result.store(s12, 1, place2.output, gate)
        } else {
            result.store(s00, 0, place0.output)
            result.store(s10, 1, place0.output)
            result.store(s01, 0, place1.output)
            result.store(s11, 1, place1.output)
            result.store(s02, 0, place2.output)
            result.store(s12, 1, place2.output)
        }
        left -= 3
    }
}

/// 3 output channels, 2 positions at a time.
@inline(never)
func tile3x2(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var walk = window.positions
    var left = window.count
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
            var w = window.weights + 3 * window.taps[tap].weight
            let end = x + window.channels * plane
            while x != end {
                let x0 = x.pointee
                let x1 = x[step1]
                let w0 = Lanes(repeating: w[0])
                s00.addProduct(x0, w0)
                s01.addProduct(x1, w0)
                let w1 = Lanes(repeating: w[1])
                s10.addProduct(x0, w1)
                s11.addProduct(x1, w1)
                let w2 = Lanes(repeating: w[2])
                s20.addProduct(x0, w2)
                s21.addProduct(x1, w2)
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
}

/// 4 output channels, 3 positions and a chunk of lanes at a time: 12 accumulators.
@inline(never)
func tile4x3(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var walk = window.positions
    var left = window.count
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
                var w = window.weights + 4 * window.taps[tap].weight
                let end = x + window.channels * plane
                while x != end {
                    let x0 = x.pointee
                    let x1 = x[step1]
                    let x2 = x[step2]
                    let w0 = Chunk(repeating: w[0])
                    s00.addProduct(x0, w0)
                    s01.addProduct(x1, w0)
                    s02.addProduct(x2, w0)
                    let w1 = Chunk(repeating: w[1])
                    s10.addProduct(x0, w1)
                    s11.addProduct(x1, w1)
                    s12.addProduct(x2, w1)
                    let w2 = Chunk(repeating: w[2])
                    s20.addProduct(x0, w2)
                    s21.addProduct(x1, w2)
                    s22.addProduct(x2, w2)
                    let w3 = Chunk(repeating: w[3])
                    s30.addProduct(x0, w3)
                    s31.addProduct(x1, w3)
                    s32.addProduct(x2, w3)
                    x += plane
                    w += 4
                }
                tap += 1
            }
            if result.rectify {
                result.rectify(s00, 0, place0.output, chunk)
                result.rectify(s10, 1, place0.output, chunk)
                result.rectify(s20, 2, place0.output, chunk)
                result.rectify(s30, 3, place0.output, chunk)
                result.rectify(s01, 0, place1.output, chunk)
                result.rectify(s11, 1, place1.output, chunk)
                result.rectify(s21, 2, place1.output, chunk)
                result.rectify(s31, 3, place1.output, chunk)
                result.rectify(s02, 0, place2.output, chunk)
                result.rectify(s12, 1, place2.output, chunk)
                result.rectify(s22, 2, place2.output, chunk)
                result.rectify(s32, 3, place2.output, chunk)
            } else if let gate = result.gate {
                result.store(s00, 0, place0.output, chunk, gate)
                result.store(s10, 1, place0.output, chunk, gate)
                result.store(s20, 2, place0.output, chunk, gate)
                result.store(s30, 3, place0.output, chunk, gate)
                result.store(s01, 0, place1.output, chunk, gate)
                result.store(s11, 1, place1.output, chunk, gate)
                result.store(s21, 2, place1.output, chunk, gate)
                result.store(s31, 3, place1.output, chunk, gate)
                result.store(s02, 0, place2.output, chunk, gate)
                result.store(s12, 1, place2.output, chunk, gate)
                result.store(s22, 2, place2.output, chunk, gate)
                result.store(s32, 3, place2.output, chunk, gate)
            } else {
                result.store(s00, 0, place0.output, chunk)
                result.store(s10, 1, place0.output, chunk)
                result.store(s20, 2, place0.output, chunk)
                result.store(s30, 3, place0.output, chunk)
                result.store(s01, 0, place1.output, chunk)
                result.store(s11, 1, place1.output, chunk)
                result.store(s21, 2, place1.output, chunk)
                result.store(s31, 3, place1.output, chunk)
                result.store(s02, 0, place2.output, chunk)
                result.store(s12, 1, place2.output, chunk)
                result.store(s22, 2, place2.output, chunk)
                result.store(s32, 3, place2.output, chunk)
            }
            chunk += 1
        }
        left -= 3
    }
}

/// 4 output channels, 3 positions and a chunk of lanes at a time: 12 accumulators.
///
/// For one input channel: a tap is one step, without a loop over channels.
@inline(never)
func tile4x3Single(_ window: TapWindow, _ bias: UnsafePointer<Float>, _ result: TileResult) {
    var walk = window.positions
    var left = window.count
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
                let w = window.weights + 4 * window.taps[tap].weight
                let x0 = x.pointee
                let x1 = x[step1]
                let x2 = x[step2]
                let w0 = Chunk(repeating: w[0])
                s00.addProduct(x0, w0)
                s01.addProduct(x1, w0)
                s02.addProduct(x2, w0)
                let w1 = Chunk(repeating: w[1])
                s10.addProduct(x0, w1)
                s11.addProduct(x1, w1)
                s12.addProduct(x2, w1)
                let w2 = Chunk(repeating: w[2])
                s20.addProduct(x0, w2)
                s21.addProduct(x1, w2)
                s22.addProduct(x2, w2)
                let w3 = Chunk(repeating: w[3])
                s30.addProduct(x0, w3)
                s31.addProduct(x1, w3)
                s32.addProduct(x2, w3)
                tap += 1
            }
            if result.rectify {
                result.rectify(s00, 0, place0.output, chunk)
                result.rectify(s10, 1, place0.output, chunk)
                result.rectify(s20, 2, place0.output, chunk)
                result.rectify(s30, 3, place0.output, chunk)
                result.rectify(s01, 0, place1.output, chunk)
                result.rectify(s11, 1, place1.output, chunk)
                result.rectify(s21, 2, place1.output, chunk)
                result.rectify(s31, 3, place1.output, chunk)
                result.rectify(s02, 0, place2.output, chunk)
                result.rectify(s12, 1, place2.output, chunk)
                result.rectify(s22, 2, place2.output, chunk)
                result.rectify(s32, 3, place2.output, chunk)
            } else if let gate = result.gate {
                result.store(s00, 0, place0.output, chunk, gate)
                result.store(s10, 1, place0.output, chunk, gate)
                result.store(s20, 2, place0.output, chunk, gate)
                result.store(s30, 3, place0.output, chunk, gate)
                result.store(s01, 0, place1.output, chunk, gate)
                result.store(s11, 1, place1.output, chunk, gate)
                result.store(s21, 2, place1.output, chunk, gate)
                result.store(s31, 3, place1.output, chunk, gate)
                result.store(s02, 0, place2.output, chunk, gate)
                result.store(s12, 1, place2.output, chunk, gate)
                result.store(s22, 2, place2.output, chunk, gate)
                result.store(s32, 3, place2.output, chunk, gate)
            } else {
                result.store(s00, 0, place0.output, chunk)
                result.store(s10, 1, place0.output, chunk)
                result.store(s20, 2, place0.output, chunk)
                result.store(s30, 3, place0.output, chunk)
                result.store(s01, 0, place1.output, chunk)
                result.store(s11, 1, place1.output, chunk)
                result.store(s21, 2, place1.output, chunk)
                result.store(s31, 3, place1.output, chunk)
                result.store(s02, 0, place2.output, chunk)
                result.store(s12, 1, place2.output, chunk)
                result.store(s22, 2, place2.output, chunk)
                result.store(s32, 3, place2.output, chunk)
            }
            chunk += 1
        }
        left -= 3
    }
}
