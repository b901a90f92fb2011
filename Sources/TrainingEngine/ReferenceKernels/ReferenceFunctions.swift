import KernelTypes

/// The elementary functions and layers written plainly: what the fast kernels are tested against.
extension ReferenceKernels {
    /// e^x - 1 as the fast kernel computes it, operation by operation.
    static func exponentialLessOne(_ x: Float) -> Float {
        let (shifted, r) = exponentialParts(x)
        var series: Float = 1 / 5040
        for term: Float in [1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5] {
            series = term.addingProduct(series, r)
        }
        let less = r.addingProduct(series, r * r)
        let power = Float(bitPattern: shifted.bitPattern << 23 &+ 127 << 23)
        return (power - 1).addingProduct(power, less)
    }

    static func hyperbolicTangent(_ x: Float) -> Float {
        let clamped = x > 10 ? 10 : x < -10 ? -10 : x
        let less = exponentialLessOne(clamped + clamped)
        return less / (less + 2)
    }

    /// log(1 + e) for e from 0 to 1.
    static func logarithmOfOneMore(_ e: Float) -> Float {
        let s = e / (2 + e)
        var series: Float = 2 / 13
        for divisor: Float in [11, 9, 7, 5, 3, 1] {
            series = (2 / divisor).addingProduct(series, s * s)
        }
        return s * series
    }

    /// The normal distribution and e^(-x²/2).
    static func normalDistribution(_ x: Float) -> (distribution: Float, bell: Float) {
        let a = abs(x) > 13.19 ? 13.19 : abs(x)
        let half = a * -0.5
        let exponent = half * a
        let power = exponential(exponent)
        let rest = (-exponent).addingProduct(half, a)
        let bell = abs(x) > 13.19 ? 0 : power.addingProduct(power, rest)
        let t = 1 / (1 as Float).addingProduct(a, 0.25)
        var series: Float = 0x1.bc10b8p-6
        for term: Float in [
            -0x1.46c21cp-3, 0x1.3d95e8p-2, -0x1.c69928p-3, 0x1.b465f6p-3, 0x1.cb1232p-6,
            0x1.ae3514p-4, 0x1.92c414p-4, 0x1.98d112p-4,
        ] {
            series = term.addingProduct(series, t)
        }
        let tail = bell * (t * series)
        return (x < 0 ? tail : 1 - tail, bell)
    }

    /// A function's value.
    static func value(_ function: PointwiseFunction, _ x: Float) -> Float {
        switch function {
        case .leakyReLU(let slope): return x <= 0 ? x * slope : x
        case .elu(let alpha): return x <= 0 ? exponentialLessOne(x) * alpha : x
        case .gelu: return x * normalDistribution(x).distribution
        case .silu:
            let x = x < -87 ? -87 : x
            return x / (1 + exponential(-x))
        case .tanh: return hyperbolicTangent(x)
        case .softplus(let beta, let threshold):
            let scaled = x * beta
            if scaled > threshold { return x }
            let tail = logarithmOfOneMore(exponential(-abs(scaled)))
            return ((scaled < 0 ? 0 : scaled) + tail) / beta
        }
    }

    /// A gradient times the function's derivative at `source`: its result where
    /// `hasDerivativeOfResult`, its input elsewhere.
    static func gradient(
        _ function: PointwiseFunction, _ source: Float, _ gradient: Float
    ) -> Float {
        switch function {
        case .leakyReLU(let slope): return source <= 0 ? gradient * slope : gradient
        case .elu(let alpha):
            return source <= 0 ? gradient * (exponential(source) * alpha) : gradient
        case .gelu:
            let (distribution, bell) = normalDistribution(source)
            return gradient * distribution.addingProduct(source, bell * 0x1.988454p-2)
        case .silu:
            let x: Float = source < -87 ? -87 : source > 87 ? 87 : source
            let power = exponential(-x)
            let y = 1 / (1 + power)
            return gradient * (y * (1 as Float).addingProduct(x, power * y))
        case .tanh: return gradient * (1 as Float).addingProduct(-source, source)
        case .softplus(let beta, let threshold):
            let scaled = source * beta
            return scaled > threshold ? gradient : gradient * (1 / (1 + exponential(-scaled)))
        }
    }
}
