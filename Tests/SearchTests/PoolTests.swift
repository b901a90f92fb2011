import Search
import StudyModel
import Testing

/// Pools: candidates that are drawn once a study.
@Suite struct PoolTests {
    private func space(_ pool: PoolDomain, before: [Domain] = []) -> SearchSpace {
        let parameters = before.enumerated().map { Parameter(name: "b\($0)", domain: $1) }
        return SearchSpace(parameters + [Parameter(name: "x", domain: .pool(pool))])
    }

    private func values(_ space: SearchSpace, seed: UInt64) throws -> [ParameterValue] {
        guard case .categorical(let values)? = try space.resolvingPools(seed: seed)["x"]?.domain
        else { return [] }
        return values
    }

    private static let rates = PoolDomain(
        source: .float(
            FloatDomain(
                low: 1e-5, high: .greatestFiniteMagnitude,
                distribution: .normal(mean: 0.001, deviation: 0.001))), size: 10)

    @Test("A pool has its fixed values in front and distinct draws within its bounds")
    func contents() throws {
        var pool = Self.rates
        pool.fixed = [.float(0), .float(0.5)]
        for seed in 0..<200 {
            let values = try values(space(pool), seed: UInt64(seed))
            #expect(values.count == 12 && Set(values).count == 12)
            #expect(Array(values[..<2]) == [.float(0), .float(0.5)])
            #expect(values[2...].compactMap(\.number).allSatisfy { $0 >= 1e-5 && $0 < 0.01 })
        }
    }

    @Test("Draws over many studies are spread like the pool's source")
    func spread() throws {
        let golden = try goldenNumbers("learning-rate", file: "distributions.csv")
        let drawn = try (0..<2_000).flatMap {
            try values(space(Self.rates), seed: UInt64($0)).compactMap(\.number)
        }
        let statistic =
            golden.enumerated().map { index, quantile in
                let below = Double(drawn.count { $0 <= quantile }) / Double(drawn.count)
                return abs(below - (Double(index) + 0.5) / 200)
            }.max() ?? 1
        // Kolmogorov and Smirnov's critical value at 1e-6 for 20,000 draws.
        #expect(statistic < (7.2543 / Double(drawn.count)).squareRoot())
    }

    @Test("A pool depends on the seed and on its place, and on nothing else of the space")
    func dependence() throws {
        let one = try values(space(Self.rates, before: [choice(2)]), seed: 1)
        let other = Domain.pool(PoolDomain(source: .int(IntDomain(low: 0, high: 9)), size: 5))
        #expect(try values(space(Self.rates, before: [other]), seed: 1) == one)
        #expect(try values(space(Self.rates, before: [choice(2)]), seed: 2) != one)
        #expect(try values(space(Self.rates), seed: 1) != one)
        var longer = Self.rates
        longer.size = 15
        #expect(Array(try values(space(longer, before: [choice(2)]), seed: 1)[..<10]) == one)
    }

    @Test("A pool can take all values of its source")
    func exhausted() throws {
        let ints = PoolDomain(
            source: .int(IntDomain(low: 1, high: 100)), size: 99, fixed: [.int(7)])
        for seed in 0..<20 {
            let values = try values(space(ints), seed: UInt64(seed))
            #expect(Set(values) == Set((1...100).map { .int($0) }))
        }
    }

    @Test("A pool that can't be filled is refused by name")
    func refused() {
        let few = PoolDomain(source: .int(IntDomain(low: 1, high: 3)), size: 10)
        #expect(throws: SearchError.poolTooLarge(parameter: "x", size: 10, available: 3)) {
            try space(few).resolvingPools(seed: 1)
        }
        let taken = PoolDomain(
            source: .int(IntDomain(low: 1, high: 3)), size: 3, fixed: [.int(2), .int(9)])
        #expect(throws: SearchError.poolTooLarge(parameter: "x", size: 3, available: 2)) {
            try space(taken).resolvingPools(seed: 1)
        }
        let steps = PoolDomain(source: .float(FloatDomain(low: 0, high: 1, step: 0.5)), size: 4)
        #expect(throws: SearchError.poolTooLarge(parameter: "x", size: 4, available: 3)) {
            try space(steps).resolvingPools(seed: 1)
        }
        let rare = PoolDomain(
            source: .int(
                IntDomain(low: 0, high: 99, distribution: .normal(mean: 5, deviation: 0.1))),
            size: 9)
        #expect(throws: SearchError.self) { try space(rare).resolvingPools(seed: 1) }
    }

    @Test("A space without pools stays as it is")
    func without() throws {
        let space = SearchSpace([Parameter(name: "a", domain: choice(3))])
        #expect(try space.resolvingPools(seed: 1) == space)
    }

    @Test("Errors say what to do")
    func messages() {
        #expect(
            SearchError.poolTooLarge(parameter: "l2", size: 10, available: 3).description
                == "the pool of l2 can't be filled: it asks for 10 distinct values, and its source "
                + "has 3 besides the fixed ones; lower its size or widen its source")
        #expect(
            SearchError.continuousGrid(parameter: "lr").description
                == "lr is continuous; a grid needs finitely many values: "
                + "give it a step, a pool or a list of choices")
    }
}
