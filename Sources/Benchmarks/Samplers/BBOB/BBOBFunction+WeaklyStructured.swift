import Foundation

private typealias T = BBOBTransforms

/// Functions 20 to 24: many local optima with a weak global structure, or none.
extension BBOBFunction {
    static let weaklyStructured: [BBOBFunction] = [
        BBOBFunction(20, "schwefel", .weaklyStructured, at: .corner(schwefelOptimum)) {
            schwefel($0, $1)
        },
        BBOBFunction(
            21, "gallagher 101", .weaklyStructured,
            at: .peak(.init(count: 101, edge: 5, condition: 1_000))
        ) { gallagher($0, $1) },
        BBOBFunction(
            22, "gallagher 21", .weaklyStructured,
            at: .peak(.init(count: 21, edge: 4.9, condition: 1_000_000))
        ) { gallagher($0, $1) },
        BBOBFunction(23, "katsuura", .weaklyStructured) { x, instance in
            let z = T.rotated(instance.second, T.scaled(rotatedGap(x, instance), 100))
            let count = Double(z.count)
            let product = z.indices.reduce(1) {
                $0 * pow(1 + Double($1 + 1) * roughness(z[$1]), 10 / pow(count, 1.2))
            }
            return 10 / (count * count) * (product - 1)
        },
        BBOBFunction(24, "lunacek", .weaklyStructured, at: .corner(1.25)) { lunacek($0, $1) },
    ]

    /// Half of 4.2096874633, as the report has it.
    private static let schwefelOptimum = 4.2096874633 / 2

    /// The best local optima are far from one another, and the very best one is in a corner.
    private static func schwefel(_ x: [Double], _ instance: BBOBInstance) -> Double {
        let best = instance.optimum.map { 2 * abs($0) }
        let doubled = zip(x, instance.optimum).map { $1 < 0 ? -2 * $0 : 2 * $0 }
        let inner = x.indices.map { index in
            index == 0
                ? doubled[0]
                : doubled[index] + 0.25 * (doubled[index - 1] - best[index - 1])
        }
        let z = zip(T.scaled(T.difference(inner, best), 10), best).map { 100 * ($0 + $1) }
        let waves = z.reduce(0) { $0 + $1 * sin(abs($1).squareRoot()) } / Double(z.count)
        // Inside of the box, z can still leave it, and waves are higher there.
        let outside = z.reduce(0) { total, value in
            let distance = max(0, abs(value) / 100 - 5)
            return total + distance * distance
        }
        return 4.189828872724339 - waves / 100 + 100 * outside
    }

    /// Peaks at random places, with random shapes.
    private static func gallagher(_ x: [Double], _ instance: BBOBInstance) -> Double {
        guard let peaks = instance.peaks else { preconditionFailure("an instance without peaks") }
        var highest = 0.0
        for (peak, centre) in peaks.centres.enumerated() {
            let z = T.rotated(instance.first, T.difference(x, centre))
            let distance = z.indices.reduce(0) { $0 + peaks.scales[peak][$1] * z[$1] * z[$1] }
            highest = max(highest, peaks.heights[peak] * exp(-distance / Double(2 * x.count)))
        }
        let gap = T.oscillated(10 - highest)
        return gap * gap
    }

    /// Rough on 32 scales, and nowhere differentiable in the limit.
    private static func roughness(_ z: Double) -> Double {
        (1...32).reduce(0) { total, exponent in
            let power = pow(2, Double(exponent))
            return total + abs(power * z - (power * z).rounded()) / power
        }
    }

    /// Two funnels with ripples, the wider of which does not have the optimum.
    private static func lunacek(_ x: [Double], _ instance: BBOBInstance) -> Double {
        let (count, near) = (Double(x.count), 2.5)
        let depth = 1 - 1 / (2 * (count + 20).squareRoot() - 8.2)
        let far = -((near * near - 1) / depth).squareRoot()
        let mirrored = zip(x, instance.optimum).map { $1 < 0 ? -2 * $0 : 2 * $0 }
        let fromNear = mirrored.map { $0 - near }
        let z = T.rotated(instance.second, T.scaled(T.rotated(instance.first, fromNear), 100))
        let narrow = fromNear.reduce(0) { $0 + $1 * $1 }
        let wide = mirrored.reduce(0) { $0 + ($1 - far) * ($1 - far) }
        let ripples = z.reduce(0) { $0 + 1 - cos(2 * Double.pi * $1) }
        return min(narrow, count + depth * wide) + 10 * ripples
    }
}
