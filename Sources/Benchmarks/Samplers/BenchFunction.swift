import Foundation
import StudyModel

/// An objective function for comparing samplers.
struct BenchFunction: Sendable {
    let name: String
    let parameters: [Parameter]
    /// Maps a configuration's numbers, in order, to the function value; the minimum is 0.
    let value: @Sendable ([Double]) -> Double

    func value(of configuration: Configuration) -> Double {
        value(configuration.entries.map { $0.value.number ?? 0 })
    }

    /// A space of float parameters with the same domain.
    private init(
        _ name: String, dimensions: Int, from low: Double, to high: Double,
        value: @escaping @Sendable ([Double]) -> Double
    ) {
        self.init(
            name,
            (0..<dimensions).map {
                Parameter(name: "x\($0)", domain: .float(FloatDomain(low: low, high: high)))
            }, value: value)
    }

    private init(
        _ name: String, _ parameters: [Parameter], value: @escaping @Sendable ([Double]) -> Double
    ) {
        self.name = name
        self.parameters = parameters
        self.value = value
    }

    static let all = [sphere(dimensions: 5), rosenbrock, ackley, training]

    /// A sphere function with its minimum at 1 in every dimension.
    static func sphere(dimensions: Int) -> BenchFunction {
        BenchFunction("sphere", dimensions: dimensions, from: -5, to: 5) { x in
            x.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
        }
    }

    /// A curved valley.
    ///
    /// Source: Rosenbrock, The Computer Journal 3 (1960).
    static let rosenbrock = BenchFunction("rosenbrock", dimensions: 4, from: -2, to: 2) { x in
        (0..<3).reduce(0) { total, i in
            let (bend, slope) = (x[i + 1] - x[i] * x[i], 1 - x[i])
            return total + 100 * bend * bend + slope * slope
        }
    }

    /// A funnel with ripples.
    ///
    /// Source: Ackley, "A connectionist machine for genetic hillclimbing"
    /// (1987).
    static let ackley = BenchFunction("ackley", dimensions: 5, from: -20, to: 30) { x in
        let count = Double(x.count)
        let distance = (x.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
        let ripples = x.reduce(0) { $0 + cos(2 * Double.pi * $1) } / count
        return 20 - 20 * exp(-0.2 * distance) + M_E - exp(ripples)
    }

    /// A simulated training: a learning rate, a penalty, two sizes and an optimizer.
    static let training = BenchFunction(
        "training",
        [
            Parameter(
                name: "rate",
                domain: .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform))),
            Parameter(
                name: "l2",
                domain: .float(FloatDomain(low: 1e-8, high: 1e-2, distribution: .logUniform))),
            Parameter(name: "dimension", domain: .int(IntDomain(low: 2, high: 9))),
            Parameter(name: "units", domain: .int(IntDomain(low: 50, high: 149))),
            Parameter(
                name: "optimizer", domain: .categorical([.int(0), .int(1), .int(2)])),
        ]
    ) { x in
        // The optimal learning rate depends on the optimizer.
        let rate = log10(x[0]) + 3 + 0.5 * x[4]
        let penalty = max(0, log10(x[1]) + 5)
        return 0.1 * x[4] + rate * rate + penalty * penalty + 0.1 * (9 - x[2])
            + 0.002 * abs(x[3] - 120)
    }
}
