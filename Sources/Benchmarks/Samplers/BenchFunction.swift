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
            "\(name), \(dimensions) parameters",
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

    static let all = [
        sphere(dimensions: 5), sphere(dimensions: 10), rosenbrock(dimensions: 4),
        rosenbrock(dimensions: 10), ackley(dimensions: 5), ackley(dimensions: 10), hartmann,
        training,
    ]

    /// An instance of a function of the suite BBOB; its values are gaps to the least one.
    static func bbob(
        _ function: BBOBFunction, dimensions: Int, instance: BBOBInstance
    ) -> BenchFunction {
        BenchFunction(
            "f\(function.number) \(function.name)", dimensions: dimensions, from: -5, to: 5
        ) { function.gap($0, instance) }
    }

    /// A sphere function with its minimum at 1 in every dimension.
    static func sphere(dimensions: Int) -> BenchFunction {
        BenchFunction("sphere", dimensions: dimensions, from: -5, to: 5) { x in
            x.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
        }
    }

    /// A curved valley.
    ///
    /// Source: Rosenbrock, The Computer Journal 3 (1960).
    static func rosenbrock(dimensions: Int) -> BenchFunction {
        BenchFunction("rosenbrock", dimensions: dimensions, from: -2, to: 2) { x in
            (0..<x.count - 1).reduce(0) { total, i in
                let (bend, slope) = (x[i + 1] - x[i] * x[i], 1 - x[i])
                return total + 100 * bend * bend + slope * slope
            }
        }
    }

    /// A funnel with ripples.
    ///
    /// Source: Ackley, "A connectionist machine for genetic hillclimbing"
    /// (1987).
    static func ackley(dimensions: Int) -> BenchFunction {
        BenchFunction("ackley", dimensions: dimensions, from: -20, to: 30) { x in
            let count = Double(x.count)
            let distance = (x.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
            let ripples = x.reduce(0) { $0 + cos(2 * Double.pi * $1) } / count
            return 20 - 20 * exp(-0.2 * distance) + M_E - exp(ripples)
        }
    }

    /// Four wells in 6 dimensions, moved up so that the minimum is 0.
    ///
    /// Source: Hartman, "Some experiments in global optimization", Naval Postgraduate School
    /// (1972); constants as in Surjanovic and Bingham, Virtual Library of Simulation Experiments.
    static let hartmann = BenchFunction("hartmann", dimensions: 6, from: 0, to: 1) { x in
        let depths = [1, 1.2, 3, 3.2]
        let widths: [[Double]] = [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
            [17, 8, 0.05, 10, 0.1, 14],
        ]
        let centres: [[Double]] = [
            [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
            [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
            [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
            [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ]
        let wells = depths.indices.reduce(0.0) { total, well in
            let distance = x.indices.reduce(0.0) {
                $0 + widths[well][$1] * (x[$1] - centres[well][$1]) * (x[$1] - centres[well][$1])
            }
            return total + depths[well] * exp(-distance)
        }
        return 3.3223680114155147 - wells
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
