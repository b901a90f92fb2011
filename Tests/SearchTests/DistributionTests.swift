import Search
import StudyModel
import Testing

/// What is drawn against SciPy's distributions.
@Suite struct DistributionTests {
    private static let unbounded = Double.greatestFiniteMagnitude

    private static let continuous: [(name: String, domain: FloatDomain)] = [
        ("uniform", FloatDomain(low: -2, high: 3)),
        ("log", FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform)),
        (
            "normal",
            FloatDomain(
                low: -unbounded, high: unbounded, distribution: .normal(mean: 1, deviation: 2))
        ),
        (
            "learning-rate",
            FloatDomain(
                low: 1e-5, high: unbounded, distribution: .normal(mean: 0.001, deviation: 0.001))
        ),
        (
            "penalty",
            FloatDomain(low: 0, high: unbounded, distribution: .normal(mean: 1e-5, deviation: 1e-4))
        ),
        ("tail", FloatDomain(low: 2, high: 3, distribution: .normal(mean: 0, deviation: 1))),
        (
            "log-normal",
            FloatDomain(
                low: 0, high: unbounded, distribution: .logNormal(mean: -7, deviation: 1.5))
        ),
        (
            "log-normal-cut",
            FloatDomain(low: 1e-4, high: 1e-2, distribution: .logNormal(mean: -7, deviation: 1.5))
        ),
    ]

    @Test("Quantiles are SciPy's to thirteen digits", arguments: continuous.map(\.name))
    func quantiles(name: String) throws {
        let domain = try #require(Self.continuous.first { $0.name == name }?.domain)
        let golden = try goldenNumbers(name, file: "distributions.csv")
        #expect(golden.count == 200)
        let distribution = TruncatedDistribution(
            domain.distribution, low: domain.low, high: domain.high)
        for (index, expected) in golden.enumerated() {
            let found = distribution.value(at: (Double(index) + 0.5) / 200)
            let scale = max(abs(expected), 1e-3 * abs(golden[199] - golden[0]))
            #expect(abs(found - expected) <= 1e-13 * scale, "quantile \(index)")
        }
    }

    /// The Kolmogorov-Smirnov statistic at SciPy's quantiles, with its critical value at 1e-6.
    @Test("Draws of a continuous domain are spread as SciPy's", arguments: continuous.map(\.name))
    func draws(name: String) throws {
        let domain = try #require(Self.continuous.first { $0.name == name }?.domain)
        let golden = try goldenNumbers(name, file: "distributions.csv")
        let count = 20_000
        let drawn = try numbers(.float(domain), seed: 77, count: count).sorted()
        #expect(drawn.allSatisfy { domain.low <= $0 && $0 <= domain.high })
        var statistic = 0.0
        for (index, quantile) in golden.enumerated() {
            let below = drawn.partitioningIndex { $0 > quantile }
            let share = Double(below) / Double(count)
            statistic = max(statistic, abs(share - (Double(index) + 0.5) / 200))
        }
        let critical = (7.2543 / Double(count)).squareRoot()
        #expect(statistic < critical)
    }

    private static let whole: [(name: String, domain: Domain)] = [
        ("int", .int(IntDomain(low: 2, high: 9))),
        ("int-log", .int(IntDomain(low: 1, high: 16, distribution: .logUniform))),
        (
            "int-normal",
            .int(IntDomain(low: 10, high: 60, distribution: .normal(mean: 50, deviation: 20)))
        ),
        ("step", .float(FloatDomain(low: 0, high: 1, step: 0.1))),
        (
            "step-normal",
            .float(
                FloatDomain(
                    low: -2, high: 2, distribution: .normal(mean: 0, deviation: 1), step: 0.5))
        ),
        (
            "step-log",
            .float(FloatDomain(low: 0.1, high: 1, distribution: .logUniform, step: 0.1))
        ),
    ]

    @Test(
        "Draws of whole numbers and steps are as likely as in SciPy", arguments: whole.map(\.name))
    func cells(name: String) throws {
        let domain = try #require(Self.whole.first { $0.name == name }?.domain)
        let golden = try goldenNumbers(name, file: "distributions.csv")
        let count = try #require(domain.count)
        #expect(golden.count == count)
        // A second, continuous parameter makes the space infinite, so that repeats aren't avoided.
        let job = job([domain, .float(FloatDomain(low: 0, high: 1))], seed: 78)
        let draws = 20_000
        var found: [ParameterValue: Int] = [:]
        for configuration in try configurations(job, count: draws) {
            found[configuration.entries[0].value, default: 0] += 1
        }
        let values: [ParameterValue] = (0..<count).map {
            switch domain {
            case .int(let ints): .int(ints.value(at: $0))
            case .float(let floats): .float(floats.value(at: $0))
            default: .bool(false)
            }
        }
        #expect(Set(found.keys).isSubset(of: values))
        for (value, probability) in zip(values, golden) {
            let share = Double(found[value] ?? 0) / Double(draws)
            let error = (probability * (1 - probability) / Double(draws)).squareRoot()
            #expect(abs(share - probability) < 6 * error, "\(value)")
        }
    }

    @Test("The mass that a cut leaves is what SciPy says")
    func mass() {
        func mass(_ low: Double, _ high: Double) -> Double {
            TruncatedDistribution(.normal(mean: 0, deviation: 1), low: low, high: high).mass
        }
        #expect(mass(-Self.unbounded, Self.unbounded) == 1)
        #expect(abs(mass(-1, 1) - 0.6826894921370859) < 1e-15)
        #expect(abs(mass(2, 3) - 0.021400233916549105) < 1e-15)
        #expect(mass(40, 50) < 1e-15)
        #expect(TruncatedDistribution(.uniform, low: 0, high: 1).mass == 1)
    }

    @Test("Values never leave the bounds, even for bounds far out in a tail or on one point")
    func bounds() {
        let cuts: [(Distribution, Double, Double)] = [
            (.normal(mean: 0, deviation: 1), 40, 50), (.normal(mean: 0, deviation: 1), -50, -40),
            (.normal(mean: 0, deviation: 1e-300), 1, 2), (.uniform, 3, 3), (.logUniform, 1, 1),
            (.logNormal(mean: 0, deviation: 1), 0, 1e-300),
            (.logUniform, .leastNonzeroMagnitude, 1.7e308),
        ]
        for (distribution, low, high) in cuts {
            let cut = TruncatedDistribution(distribution, low: low, high: high)
            for fraction in [0x1p-53, 0.1, 0.5, 0.9, 1 - 0x1p-53] {
                #expect((low...high).contains(cut.value(at: fraction)), "\(distribution)")
            }
        }
    }
}

extension Array where Element == Double {
    /// The first index of a sorted list where a condition holds, by halving.
    fileprivate func partitioningIndex(where holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
