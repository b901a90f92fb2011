import Foundation

private typealias T = BBOBTransforms

/// Functions 6 to 9, with low or moderate conditioning.
extension BBOBFunction {
    static let lowConditioning: [BBOBFunction] = [
        BBOBFunction(6, "attractive sector", .lowConditioning) { x, instance in
            let inner = T.rotated(instance.first, T.difference(x, instance.optimum))
            let z = T.rotated(instance.second, T.scaled(inner, 10))
            let total = zip(z, instance.optimum).reduce(0) { total, pair in
                let steep = pair.0 * pair.1 > 0 ? 100 * pair.0 : pair.0
                return total + steep * steep
            }
            return pow(T.oscillated(total), 0.9)
        },
        BBOBFunction(7, "step ellipsoid", .lowConditioning) { x, instance in
            let inner = T.scaled(
                T.rotated(instance.first, T.difference(x, instance.optimum)), 10)
            let flat = inner.map {
                abs($0) > 0.5 ? floor(0.5 + $0) : floor(0.5 + 10 * $0) / 10
            }
            let z = T.rotated(instance.second, flat)
            let total = z.indices.reduce(0) {
                $0 + pow(10, 2 * T.step($1, of: z.count)) * z[$1] * z[$1]
            }
            // Without the first term, the steps would have no slope at all.
            return 0.1 * max(abs(inner[0]) / 1e4, total)
        },
        BBOBFunction(8, "rosenbrock", .lowConditioning, at: .box(3)) { x, instance in
            let size = stretch(x.count)
            return valley(T.difference(x, instance.optimum).map { size * $0 + 1 }).reduce(0, +)
        },
        BBOBFunction(9, "rosenbrock rotated", .lowConditioning, at: .rotatedHalf) { x, instance in
            let size = stretch(x.count)
            return valley(T.rotated(instance.first, x).map { size * $0 + 0.5 }).reduce(0, +)
        },
    ]
}

/// Functions 10 to 14, with one optimum and high conditioning.
extension BBOBFunction {
    static let highConditioning: [BBOBFunction] = [
        BBOBFunction(10, "ellipsoid rotated", .highConditioning) { x, instance in
            ellipsoid(T.oscillated(rotatedGap(x, instance)))
        },
        BBOBFunction(11, "discus", .highConditioning) { x, instance in
            let z = T.oscillated(rotatedGap(x, instance))
            return 1e6 * z[0] * z[0] + z.dropFirst().reduce(0) { $0 + $1 * $1 }
        },
        BBOBFunction(12, "bent cigar", .highConditioning) { x, instance in
            let z = T.rotated(instance.first, T.skewed(rotatedGap(x, instance), 0.5))
            return z[0] * z[0] + 1e6 * z.dropFirst().reduce(0) { $0 + $1 * $1 }
        },
        BBOBFunction(13, "sharp ridge", .highConditioning) { x, instance in
            let z = T.rotated(instance.second, T.scaled(rotatedGap(x, instance), 10))
            return z[0] * z[0]
                + 100 * z.dropFirst().reduce(0) { $0 + $1 * $1 }.squareRoot()
        },
        BBOBFunction(14, "different powers", .highConditioning) { x, instance in
            let z = rotatedGap(x, instance)
            return z.indices.reduce(0) {
                $0 + pow(abs(z[$1]), 2 + 4 * T.step($1, of: z.count))
            }.squareRoot()
        },
    ]

    /// R (x - x_opt).
    static func rotatedGap(_ x: [Double], _ instance: BBOBInstance) -> [Double] {
        T.rotated(instance.first, T.difference(x, instance.optimum))
    }
}
