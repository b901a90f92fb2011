import Portable
import StudyModel
import Testing

@testable import Search

@Suite struct PriorTests {
    private static func parameter(
        _ domain: Domain, _ value: ParameterValue, _ confidence: ParameterPrior.Confidence = .medium
    ) -> Parameter {
        Parameter(
            name: "p", domain: domain, prior: ParameterPrior(value, confidence: confidence))
    }

    private static func drawn(_ parameter: Parameter) throws -> DrawnPrior {
        try #require(DrawnPrior(parameter, DrawableDomain(parameter.domain)))
    }

    @Test("Quantiles and densities of a number's prior are SciPy's")
    func truncatedNormal() throws {
        let goldens = try KnowledgeGoldens.read().priors
        #expect(goldens.count == 18)
        for golden in goldens {
            let confidence = try #require(
                ParameterPrior.Confidence(rawValue: golden.confidence))
            // On this domain the quantile of a value is the value.
            let parameter = Self.parameter(
                .float(FloatDomain(low: 0, high: 1)), .float(golden.mean), confidence)
            let prior = try Self.drawn(parameter)
            let space = SearchSpace([parameter])
            let density = try #require(PriorDensity(space, ParzenHistory(space).domains))
            for (place, fraction) in golden.fractions.enumerated() {
                #expect(abs(prior.fraction(at: fraction) - golden.quantiles[place]) < 1e-7)
                #expect(abs(density.draw { _ in fraction }[0] - golden.quantiles[place]) < 1e-7)
                let found = density.logDensity(at: [fraction])
                #expect(abs(found - golden.logDensities[place]) < 1e-7)
            }
        }
    }

    /// The share of draws with an equally spaced fraction that have each value.
    private func shares(_ count: Int, _ value: (Double) -> Int) -> [Double] {
        let draws = 100_000
        var counts = Array(repeating: 0, count: count)
        for draw in 0..<draws { counts[value((Double(draw) + 0.5) / Double(draws))] += 1 }
        return counts.map { Double($0) / Double(draws) }
    }

    @Test("A given choice has its odds against each other choice, drawn and as a density")
    func choices() throws {
        for given in 0..<4 {
            let parameter = Self.parameter(choice(4), .int(given), .medium)
            let prior = try Self.drawn(parameter)
            let domain = DrawableDomain(parameter.domain)
            let space = SearchSpace([parameter])
            let density = try #require(PriorDensity(space, ParzenHistory(space).domains))
            let expected = (0..<4).map { $0 == given ? 4 / 7.0 : 1 / 7.0 }
            let found = [
                shares(4) { domain.position(atFraction: prior.fraction(at: $0)) },
                shares(4) { fraction in Int(density.draw { _ in fraction }[0]) },
                (0..<4).map { PortableMath.exp(density.logDensity(at: [Double($0)])) },
            ]
            for shares in found {
                #expect(zip(shares, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(given)")
            }
        }
    }

    @Test("The density of whole numbers adds up to 1, and is highest at the given value")
    func wholeNumbers() throws {
        let parameter = Self.parameter(
            .int(IntDomain(low: 1, high: 64, distribution: .logUniform)), .int(8), .high)
        let space = SearchSpace([parameter])
        let density = try #require(PriorDensity(space, ParzenHistory(space).domains))
        let shares = (0..<64).map { PortableMath.exp(density.logDensity(at: [Double($0)])) }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        // Of equally wide cells on the logarithmic axis, that of 8 would be the likeliest.
        let widths = (1...64).map { value in
            PortableMath.log((Double(value) + 0.5) / (Double(value) - 0.5))
        }
        let heights = zip(shares, widths).map { $0 / $1 }
        #expect(heights.firstIndex(of: heights.max() ?? 0) == 7)
    }

    @Test("Without priors nothing is prepared, and all draws stay as they were")
    func none() throws {
        let space = SearchSpace([Parameter(name: "p", domain: choice(4))])
        #expect(PriorDensity(space, ParzenHistory(space).domains) == nil)
        #expect(DrawnPrior(space.parameters[0], DrawableDomain(choice(4))) == nil)
    }

    @Test("random draws every second trial from the prior, in finite and continuous spaces")
    func random() throws {
        for (domain, value) in [
            (Domain.float(FloatDomain(low: 0, high: 1)), ParameterValue.float(0.9)),
            (.int(IntDomain(low: 0, high: 999_999_999)), .int(900_000_000)),
        ] {
            var with = job([domain], trials: 400)
            with.space.parameters[0].prior = ParameterPrior(value, confidence: .high)
            let scale = value.number.map { $0 / 0.9 } ?? 1
            let drawn = try configurations(with, count: 400).compactMap {
                $0.entries[0].value.number.map { $0 / scale }
            }
            let plain = try numbers(domain, count: 400).map { $0 / scale }
            let even = stride(from: 0, to: 400, by: 2).map { drawn[$0] }
            let mean = even.reduce(0, +) / 200
            #expect(abs(mean - 0.86) < 0.03)
            for trial in stride(from: 1, to: 400, by: 2) {
                #expect(drawn[trial] == plain[trial])
            }
        }
    }

    /// The mean best value of a sphere in 4 dimensions with its minimum of 0 at 0.8.
    private func best(
        _ sampler: SamplerSpec, prior: Double?, trials: Int, seeds: Int = 12
    ) throws -> Double {
        let domain = Domain.float(FloatDomain(low: 0, high: 1))
        return try (0..<seeds).reduce(0) { total, seed in
            var job = job(
                Array(repeating: domain, count: 4), sampler: sampler, seed: UInt64(seed),
                trials: trials)
            if let prior {
                for index in job.space.parameters.indices {
                    job.space.parameters[index].prior = ParameterPrior(.float(prior))
                }
            }
            var least = Double.infinity
            _ = try search(job, count: trials) { configuration in
                let value = configuration.entries.reduce(0.0) {
                    let distance = ($1.value.number ?? 0) - 0.8
                    return $0 + distance * distance
                }
                least = min(least, value)
                return .complete(metrics: ["validation_loss": value])
            }
            return total + least / Double(seeds)
        }
    }

    @Test("A right prior finds better values soon, and a wrong one costs little in the end")
    func usefulness() throws {
        let tpe = TPESettings(lag: 1).spec
        #expect(try best(tpe, prior: 0.75, trials: 20) < best(tpe, prior: nil, trials: 20))
        let late = try best(tpe, prior: 0.1, trials: 100)
        #expect(try late < best(tpe, prior: nil, trials: 40))
        // A generation of CMA-ES begins at the prior.
        let cma = CMAESSettings().spec
        #expect(try best(cma, prior: 0.75, trials: 10) < 0.6 * best(cma, prior: nil, trials: 10))
    }
}
