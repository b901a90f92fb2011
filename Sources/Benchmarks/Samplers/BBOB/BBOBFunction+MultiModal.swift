import Foundation

private typealias T = BBOBTransforms

/// Functions 15 to 19: many local optima on a global structure.
extension BBOBFunction {
    static let multiModal: [BBOBFunction] = [
        BBOBFunction(15, "rastrigin rotated", .multiModal) { x, instance in
            let bent = T.skewed(T.oscillated(rotatedGap(x, instance)), 0.2)
            return rastrigin(
                T.rotated(instance.first, T.scaled(T.rotated(instance.second, bent), 10)))
        },
        BBOBFunction(16, "weierstrass", .multiModal) { x, instance in
            let bent = T.oscillated(rotatedGap(x, instance))
            let z = T.rotated(instance.first, T.scaled(T.rotated(instance.second, bent), 0.01))
            let mean = z.reduce(0) { $0 + weierstrass($1) } / Double(z.count)
            let height = mean - weierstrass(0)
            return 10 * height * height * height
        },
        BBOBFunction(17, "schaffer", .multiModal) { schaffer($0, $1, condition: 10) },
        BBOBFunction(18, "schaffer ill-conditioned", .multiModal) {
            schaffer($0, $1, condition: 1_000)
        },
        BBOBFunction(19, "griewank-rosenbrock", .multiModal, at: .rotatedHalf) { x, instance in
            let size = stretch(x.count)
            let terms = valley(T.rotated(instance.first, x).map { size * $0 + 0.5 })
            let total = terms.reduce(0) { $0 + $1 / 4_000 - cos($1) }
            return 10 * total / Double(terms.count) + 10
        },
    ]

    /// Twelve waves, each with half the height and a third of the length of the one before.
    private static func weierstrass(_ z: Double) -> Double {
        (0..<12).reduce(0) {
            $0 + pow(0.5, Double($1)) * cos(2 * Double.pi * pow(3, Double($1)) * (z + 0.5))
        }
    }

    private static func schaffer(
        _ x: [Double], _ instance: BBOBInstance, condition: Double
    ) -> Double {
        let bent = T.skewed(rotatedGap(x, instance), 0.5)
        let z = T.scaled(T.rotated(instance.second, bent), condition)
        let terms = zip(z, z.dropFirst()).map { here, next in
            let size = (here * here + next * next).squareRoot()
            let wave = sin(50 * pow(size, 0.2))
            return size.squareRoot() * (1 + wave * wave)
        }
        let mean = terms.reduce(0, +) / Double(terms.count)
        return mean * mean
    }
}
