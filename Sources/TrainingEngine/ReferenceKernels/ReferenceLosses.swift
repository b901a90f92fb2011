import KernelTypes

/// The losses and the logarithm written plainly, one number at a time.
extension ReferenceKernels {
    /// A loss and its slope for one output and its target.
    typealias Term = (loss: Float, slope: Float)

    static func absoluteError(_ x: Float, _ t: Float) -> Term {
        let difference = x - t
        return (magnitude(difference), difference > 0 ? 1 : difference < 0 ? -1 : 0)
    }

    static func huber(_ x: Float, _ t: Float, delta: Float) -> Term {
        let difference = x - t
        let size = magnitude(difference)
        let slope = difference > delta ? delta : difference < -delta ? -delta : difference
        let loss =
            size > delta ? delta * (size - 0.5 * delta) : 0.5 * difference * difference
        return (loss, slope)
    }

    static func binaryCrossEntropy(_ x: Float, _ t: Float) -> Term {
        let (yes, no) = (logarithm(x), logarithmOnePlus(-x))
        let spread = x * (1 - x)
        let loss = ((t - 1) * (no < -100 ? -100 : no))
            .addingProduct(-t, yes < -100 ? -100 : yes)
        return (loss, (x - t) / (spread < 1e-12 ? 1e-12 : spread))
    }

    static func binaryCrossEntropyWithLogits(_ x: Float, _ t: Float) -> Term {
        let loss =
            (x < 0 ? 0 : x).addingProduct(-x, t) + logarithmOnePlus(exponential(-magnitude(x)))
        return (loss, 1 / (1 + exponential(-x)) - t)
    }

    /// One sample's cross entropy and its slopes.
    static func crossEntropy(
        _ outputs: [Float], label: Int, smoothing: Float
    ) -> (loss: Float, slopes: [Float]) {
        var largest = outputs[0]
        for output in outputs where output > largest { largest = output }
        var (sum, all) = (Float(0), Float(0))
        for output in outputs {
            sum += exponential(-(largest - output))
            all += largest - output
        }
        let (share, rest) = (smoothing / Float(outputs.count), 1 - smoothing)
        let loss = logarithm(sum).addingProduct(rest, largest - outputs[label])
            .addingProduct(share, all)
        let slopes = outputs.enumerated().map { index, output in
            let slope = exponential(output - largest) / sum - share
            return index == label ? slope - rest : slope
        }
        return (loss, slopes)
    }

    private static func magnitude(_ x: Float) -> Float { x < 0 ? -x : x }

    /// ln x as the fast kernel computes it, operation by operation.
    static func logarithm(_ x: Float) -> Float {
        guard x < .infinity else { return x }
        guard x != 0 else { return -.infinity }
        let isSmall = x < .leastNormalMagnitude
        let bits = Int32(bitPattern: (isSmall ? x * 0x1p25 : x).bitPattern)
        let power = (bits &- 0x3f35_04f3) >> 23
        let m = Float(bitPattern: UInt32(bitPattern: bits &- power << 23))
        let k = isSmall ? Float(power) - 25 : Float(power)
        let f = m - 1
        let s = f / (f + 2)
        var series: Float = 2 / 9
        for term: Float in [2 / 7, 2 / 5, 2 / 3, 2] { series = term.addingProduct(series, s * s) }
        return (k * 0x1.7f7d1cp-20).addingProduct(series, s).addingProduct(k, 0x1.62e4p-1)
    }

    /// ln (1 + x) as the fast kernel computes it.
    static func logarithmOnePlus(_ x: Float) -> Float {
        let w = x + 1
        return logarithm(w) + (w <= 0 ? 0 : (x - (w - 1)) / w)
    }
}
