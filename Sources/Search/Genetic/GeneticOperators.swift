import Portable

/// The operators of real-coded genetic algorithms, on coordinates in [0, 1].
///
/// They are functions of uniform random numbers, so that tests can give these.
enum GeneticOperators {
    /// Parents closer than this have children equal to them.
    private static let leastDistance = 1e-14

    /// Simulated binary crossover: the two children of two coordinates, the smaller one first.
    ///
    /// Sources: Deb and Agrawal, "Simulated binary crossover for continuous search space", Complex
    /// Systems 9 (1995); with bounds as in Deb, "An efficient constraint handling method for
    /// genetic algorithms", Computer Methods in Applied Mechanics and Engineering 186 (2000):
    /// children outside [0, 1] have no probability.
    ///
    /// - Parameters:
    ///   - index: the distribution index η_c; children are nearer to their parents for larger ones.
    ///   - u: in (0, 1).
    static func crossed(
        _ a: Double, _ b: Double, index: Double, u: Double
    ) -> (low: Double, high: Double) {
        let (low, high) = (min(a, b), max(a, b))
        let distance = high - low
        guard distance > leastDistance else { return (low, high) }
        /// The spread of the children over that of the parents, with `room` beyond a parent.
        func spread(_ room: Double) -> Double {
            let beta = 1 + 2 * room / distance
            let alpha = 2 - power(beta, -(index + 1))
            return u <= 1 / alpha
                ? power(u * alpha, 1 / (index + 1))
                : power(1 / (2 - u * alpha), 1 / (index + 1))
        }
        let (middle, half) = (0.5 * (low + high), 0.5 * distance)
        return (
            inside(middle - spread(low) * half), inside(middle + spread(1 - high) * half)
        )
    }

    /// Polynomial mutation of a coordinate.
    ///
    /// Source: Deb and Goyal, "A combined genetic adaptive search (GeneAS) for engineering design",
    /// Computer Science and Informatics 26 (1996), with bounds as in Deb et al. (2002).
    ///
    /// - Parameters:
    ///   - index: the distribution index η_m; changes are smaller for larger ones.
    ///   - u: in (0, 1).
    static func mutated(_ x: Double, index: Double, u: Double) -> Double {
        if u < 0.5 {
            let value = 2 * u + (1 - 2 * u) * power(1 - x, index + 1)
            return inside(x + power(value, 1 / (index + 1)) - 1)
        }
        let value = 2 * (1 - u) + 2 * (u - 0.5) * power(x, index + 1)
        return inside(x + 1 - power(value, 1 / (index + 1)))
    }

    private static func inside(_ x: Double) -> Double { min(max(x, 0), 1) }

    /// base^exponent for base ≥ 0.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        base > 0 ? PortableMath.exp(exponent * PortableMath.log(base)) : 0
    }
}
