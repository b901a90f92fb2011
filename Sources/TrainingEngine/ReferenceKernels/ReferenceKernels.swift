import KernelTypes

/// The kernels written plainly, one number at a time: what the fast ones are tested against.
///
/// They are compiled for the plainest processor of the architecture, and must have the fast
/// kernels' bits. All panels are arrays laid out as [channel][row][column][lane].
enum ReferenceKernels {
    /// The extents of a convolution that gathers its inputs for each output.
    struct Gathering {
        var inputs: Int
        var outputs: Int
        var rows: AxisGeometry
        var columns: AxisGeometry
        /// Where weight (output, input, tap) is in its tensor.
        var pack: PackPlan
    }

    /// A convolution, by the sum that `GatherPlan` states.
    static func gather(
        _ shape: Gathering, input: [Float], weights: [Float], bias: [Float]?, gate: [Float]?,
        rectify: Bool
    ) -> [Float] {
        var result: [Float] = []
        for output in 0..<shape.outputs {
            for row in 0..<shape.rows.output {
                for column in 0..<shape.columns.output {
                    for lane in 0..<laneCount {
                        var sum = bias?[output] ?? 0
                        for (tapRow, y) in shape.rows.taps(at: row) {
                            for (tapColumn, x) in shape.columns.taps(at: column) {
                                let tap = tapRow * shape.columns.kernel + tapColumn
                                for channel in 0..<shape.inputs {
                                    let place =
                                        (channel * shape.rows.input + y) * shape.columns.input + x
                                    sum.addProduct(
                                        input[place * laneCount + lane],
                                        weights[
                                            output * shape.pack.outputStride
                                                + channel * shape.pack.inputStride + tap])
                                }
                            }
                        }
                        if rectify && sum < 0 { sum = 0 }
                        if let gate, gate[result.count] <= 0 { sum = 0 }
                        result.append(sum)
                    }
                }
            }
        }
        return result
    }

    /// The lane sums of a weight gradient, added to `sums`, by the sum that `CorrelatePlan` states.
    static func correlate(
        small: [Float], large: [Float], smallChannels: Int, largeChannels: Int,
        rows: AxisGeometry, columns: AxisGeometry, sums: [Float]
    ) -> [Float] {
        var sums = sums
        forEachPair(smallChannels, largeChannels, rows, columns) { place, from, to in
            for lane in 0..<laneCount {
                sums[place * laneCount + lane].addProduct(
                    small[from * laneCount + lane], large[to * laneCount + lane])
            }
        }
        return sums
    }

    /// The sums of a weight gradient, sample after sample at each position.
    static func correlateSamples(
        small: [Float], large: [Float], smallChannels: Int, largeChannels: Int,
        rows: AxisGeometry, columns: AxisGeometry, sums: [Float]
    ) -> [Float] {
        var sums = sums
        forEachPair(smallChannels, largeChannels, rows, columns) { place, from, to in
            for lane in 0..<laneCount {
                sums[place].addProduct(
                    small[from * laneCount + lane], large[to * laneCount + lane])
            }
        }
        return sums
    }

    /// Calls `body` with a weight's place in its tensor and the vectors that meet there, in order.
    private static func forEachPair(
        _ smallChannels: Int, _ largeChannels: Int, _ rows: AxisGeometry,
        _ columns: AxisGeometry, _ body: (_ place: Int, _ small: Int, _ large: Int) -> Void
    ) {
        var place = 0
        for a in 0..<smallChannels {
            for b in 0..<largeChannels {
                for tapRow in 0..<rows.kernel {
                    for tapColumn in 0..<columns.kernel {
                        for row in 0..<rows.output {
                            let y = row * rows.stride + tapRow - rows.padding
                            for column in 0..<columns.output {
                                let x = column * columns.stride + tapColumn - columns.padding
                                guard (0..<rows.input).contains(y),
                                    (0..<columns.input).contains(x)
                                else { continue }
                                body(
                                    place, (a * rows.output + row) * columns.output + column,
                                    (b * rows.input + y) * columns.input + x)
                            }
                        }
                        place += 1
                    }
                }
            }
        }
    }

    /// The sum of 16 lanes: in halves, 16 to 8 to 4 to 2 to 1.
    static func laneSum(_ lanes: ArraySlice<Float>) -> Float {
        var sums = Array(lanes)
        while sums.count > 1 {
            let half = sums.count / 2
            sums = (0..<half).map { sums[$0] + sums[$0 + half] }
        }
        return sums[0]
    }

    /// The logistic function.
    static func sigmoid(_ x: Float) -> Float { 1 / (1 + exponential(-x)) }

    /// x, clamped to ±87, as k · ln 2 + r; k is the low bits of `shifted`.
    static func exponentialParts(_ x: Float) -> (shifted: Float, r: Float) {
        let clamped = x > 87 ? 87 : x < -87 ? -87 : x
        let magic: Float = 0x1.8p23
        let shifted = magic.addingProduct(clamped, 0x1.715476p0)
        let k = shifted - magic
        return (
            shifted, clamped.addingProduct(k, -0x1.62e4p-1).addingProduct(k, -0x1.7f7d1cp-20)
        )
    }

    /// e^x as the fast kernel computes it, operation by operation.
    static func exponential(_ x: Float) -> Float {
        let (shifted, r) = exponentialParts(x)
        var series: Float = 1 / 5040
        for term: Float in [1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1, 1] {
            series = term.addingProduct(series, r)
        }
        return Float(bitPattern: series.bitPattern &+ shifted.bitPattern << 23)
    }

    /// One number's step of Adam: the new value, mean and square.
    static func adam(
        _ step: AdamStep, value: Float, gradient: Float, mean: Float, square: Float
    ) -> (value: Float, mean: Float, square: Float) {
        let g = gradient.addingProduct(step.weightDecay, value)
        let m = mean.addingProduct(g - mean, step.meanShare)
        let v = (square * step.squareKept).addingProduct(g * g, step.squareShare)
        let divisor = v.squareRoot() / step.rootCorrection + step.epsilon
        return (value.addingProduct(-step.correctedRate, m / divisor), m, v)
    }

    /// One number's step of RMSprop: the new value and square.
    static func rmsprop(
        _ step: RMSpropStep, value: Float, gradient: Float, square: Float
    ) -> (value: Float, square: Float) {
        let g = gradient.addingProduct(step.weightDecay, value)
        let v = (square * step.squareKept).addingProduct(g * g, step.squareShare)
        return (value.addingProduct(-step.rate, g / (v.squareRoot() + step.epsilon)), v)
    }
}
