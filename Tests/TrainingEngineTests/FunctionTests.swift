import Foundation
import KernelTypes
import Testing

@testable import TrainingEngine

/// Nonlinearities: the fast kernels' bits, and how right they are.
@Suite struct FunctionTests {
    static let functions: [PointwiseFunction] = [
        .leakyReLU(slope: 0.01), .leakyReLU(slope: 0), .elu(alpha: 1), .elu(alpha: -0.4), .gelu,
        .silu, .tanh, .softplus(beta: 1, threshold: 20), .softplus(beta: 0.3, threshold: 2),
        .softplus(beta: 5, threshold: 80),
    ]

    /// Numbers of all sizes, and those where something changes.
    private static let inputs: [Float] = {
        var numbers = TestNumbers(seed: 8)
        var inputs = (0..<3000).map { _ in numbers.float() * 16 }
        inputs += (0..<1000).map { _ in numbers.float() * 100 }
        for exponent in -40...60 {
            inputs += [numbers.float() * Float(sign: .plus, exponent: exponent, significand: 1)]
        }
        inputs += [
            0, -0.0, 87, -87, 87.1, -87.1, 13.19, -13.19, 13.2, -13.2, 10, -10, 20, 20.000_002,
            1e30, -1e30, .leastNonzeroMagnitude, -.leastNormalMagnitude,
        ]
        return inputs + Array(repeating: 1, count: 16 - inputs.count % 16)
    }()

    /// Runs a kernel over an array, in place.
    private func run(
        _ values: [Float],
        _ body: (UnsafeMutablePointer<Lanes>, Int) -> Void
    ) -> [Float] {
        let storage = AlignedStorage(floats: values.count)
        for (index, value) in values.enumerated() { storage.floats[index] = value }
        body(storage.lanes(), values.count / laneCount)
        return (0..<values.count).map { storage.floats[$0] }
    }

    private func values(_ set: InstructionSet, _ function: PointwiseFunction) -> [Float] {
        run(Self.inputs) { set.layerKernels.pointwise(function, $0, $1, $0) }
    }

    private func slopes(
        _ set: InstructionSet, _ function: PointwiseFunction, at inputs: [Float],
        gradients: [Float]
    ) -> [Float] {
        let sources =
            function.hasDerivativeOfResult
            ? inputs.map { ReferenceKernels.value(function, $0) } : inputs
        let source = AlignedStorage(floats: sources.count)
        for (index, value) in sources.enumerated() { source.floats[index] = value }
        return run(gradients) {
            set.layerKernels.pointwiseGradient(function, source.lanes(), $1, $0)
        }
    }

    @Test(
        "Fast functions and derivatives have the plain ones' bits",
        arguments: InstructionSet.available, functions)
    func bits(set: InstructionSet, function: PointwiseFunction) {
        let found = values(set, function)
        for (x, y) in zip(Self.inputs, found) {
            let expected = ReferenceKernels.value(function, x)
            #expect(y.bitPattern == expected.bitPattern, "at \(x): \(y), \(expected)")
        }
        var numbers = TestNumbers(seed: 4)
        let gradients = numbers.floats(Self.inputs.count)
        let moved = slopes(set, function, at: Self.inputs, gradients: gradients)
        for (place, x) in Self.inputs.enumerated() {
            let source =
                function.hasDerivativeOfResult ? ReferenceKernels.value(function, x) : x
            let expected = ReferenceKernels.gradient(function, source, gradients[place])
            #expect(moved[place].bitPattern == expected.bitPattern, "at \(x)")
        }
    }

    /// A function and its derivative in double precision, from the C library.
    private func exact(_ function: PointwiseFunction, _ x: Double) -> (Double, Double) {
        switch function {
        case .leakyReLU(let slope): return x > 0 ? (x, 1) : (x * Double(slope), Double(slope))
        case .elu(let alpha):
            return x > 0 ? (x, 1) : (Double(alpha) * expm1(x), Double(alpha) * exp(x))
        case .gelu:
            let distribution = erfc(-x / 2.0.squareRoot()) / 2
            return (
                x * distribution, distribution + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            )
        case .silu:
            let y = 1 / (1 + exp(-x))
            return (x * y, y * (1 + x * (1 / (1 + exp(x)))))
        case .tanh: return (Foundation.tanh(x), 1 - Foundation.tanh(x) * Foundation.tanh(x))
        case .softplus(let beta, let threshold):
            // Which side of the threshold a number is on, is decided in its own precision.
            if Float(x) * beta > threshold { return (x, 1) }
            let u = Double(beta) * x
            return ((max(u, 0) + log1p(exp(-abs(u)))) / Double(beta), 1 / (1 + exp(-u)))
        }
    }

    @Test(
        "Functions are right within 2e-6 of their size, derivatives within 1e-6 of 1",
        arguments: functions)
    func accuracy(function: PointwiseFunction) throws {
        let set = try #require(InstructionSet.available.last)
        let found = values(set, function)
        let ones = Self.inputs.map { _ in Float(1) }
        let slopes = slopes(set, function, at: Self.inputs, gradients: ones)
        for (place, x) in Self.inputs.enumerated() {
            let (value, slope) = exact(function, Double(x))
            // Softplus rounds beta · x, and e^(beta · x) has that error times beta · x. What is
            // nearly too small for a Float may be nothing.
            var share = 2e-6
            if case .softplus(let beta, _) = function { share += abs(Double(beta * x)) * 0x1p-24 }
            let error = abs(Double(found[place]) - value)
            #expect(error < share * abs(value) + 1e-34, "at \(x): \(found[place]), \(value)")
            #expect(
                abs(Double(slopes[place]) - slope) < 1e-6, "at \(x): \(slopes[place]), \(slope)")
        }
    }

    @Test("NaN stays NaN", arguments: functions)
    func notANumber(function: PointwiseFunction) throws {
        let set = try #require(InstructionSet.available.last)
        let found = run(Array(repeating: .nan, count: 16)) {
            set.layerKernels.pointwise(function, $0, $1, $0)
        }
        #expect(found.allSatisfy { $0.isNaN })
    }

    @Test(
        "Settings outside their range are refused by layer",
        arguments: [
            Layer.leakyReLU(slope: -0.1), .leakyReLU(slope: .nan), .elu(alpha: .infinity),
            .softplus(beta: 0), .softplus(beta: 1, threshold: .nan),
        ])
    func refused(layer: Layer) {
        #expect(throws: EngineError.self) {
            try Network(input: .vector(4), layers: [NamedLayer("m", layer)])
        }
    }
}
