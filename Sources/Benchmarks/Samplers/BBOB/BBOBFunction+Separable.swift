import Foundation

private typealias T = BBOBTransforms

/// Functions 1 to 5, whose coordinates don't depend on one another.
extension BBOBFunction {
    static let separable: [BBOBFunction] = [
        BBOBFunction(1, "sphere", .separable) { x, instance in
            T.difference(x, instance.optimum).reduce(0) { $0 + $1 * $1 }
        },
        BBOBFunction(2, "ellipsoid", .separable) { x, instance in
            ellipsoid(T.oscillated(T.difference(x, instance.optimum)))
        },
        BBOBFunction(3, "rastrigin", .separable) { x, instance in
            let z = T.oscillated(T.difference(x, instance.optimum))
            return rastrigin(T.scaled(T.skewed(z, 0.2), 10))
        },
        BBOBFunction(4, "büche-rastrigin", .separable, at: .boxWithPositiveOdds(4)) { x, instance in
            var z = T.oscillated(T.difference(x, instance.optimum))
            // Coordinates 1, 3, 5, … are ten times as steep above the optimum.
            for index in stride(from: 0, to: z.count, by: 2) where z[index] > 0 { z[index] *= 10 }
            return rastrigin(T.scaled(z, 10))
        },
        BBOBFunction(5, "linear slope", .separable, at: .corner(5)) { x, instance in
            x.indices.reduce(0) { total, index in
                let best = instance.optimum[index]
                let z = best * x[index] < 25 ? x[index] : best
                let size = pow(10, T.step(index, of: x.count))
                return total + 5 * size - (best < 0 ? -size : size) * z
            }
        },
    ]

    /// Axes with a condition number of 10⁶.
    static func ellipsoid(_ z: [Double]) -> Double {
        z.indices.reduce(0) { $0 + pow(10, 6 * T.step($1, of: z.count)) * z[$1] * z[$1] }
    }

    /// A bowl with about 10^D local optima.
    static func rastrigin(_ z: [Double]) -> Double {
        z.reduce(0) { $0 + 10 - 10 * cos(2 * Double.pi * $1) + $1 * $1 }
    }
}
