import Search
import StudyModel
import Testing

/// Random and grid search.
@Suite struct SamplerTests {
    private static let unit = Domain.float(FloatDomain(low: 0, high: 1))

    @Test("A finite space is gone through without repeats, round after round", arguments: 0..<20)
    func rounds(seed: Int) throws {
        let job = job(
            [choice(3), .int(IntDomain(low: 2, high: 9, step: 2)), choice(2), choice(1)],
            seed: UInt64(seed))
        let tried = try configurations(job, count: 24 * 3)
        for round in 0..<3 { #expect(Set(tried[(24 * round)..<(24 * round + 24)]).count == 24) }
        #expect(Array(tried[0..<24]) != Array(tried[24..<48]))
    }

    @Test("No configuration repeats where draws almost always do", arguments: 0..<20)
    func concentrated(seed: Int) throws {
        // Nearly all of the mass is on three values.
        let narrow = Domain.int(
            IntDomain(low: 0, high: 499, distribution: .normal(mean: 250, deviation: 0.5)))
        let tried = try configurations(job([narrow], seed: UInt64(seed)), count: 500)
        #expect(Set(tried).count == 500)
    }

    @Test("No configuration repeats in a space too large to list, or too large to count")
    func huge() throws {
        func narrow(_ high: Int) -> Domain {
            .int(IntDomain(low: 0, high: high, distribution: .normal(mean: 5, deviation: 0.1)))
        }
        #expect(Set(try configurations(job([narrow(1 << 50)]), count: 300)).count == 300)
        let wide = Array(repeating: narrow(1 << 50), count: 4)
        #expect(Set(try configurations(job(wide), count: 300)).count == 300)
        let ends = try configurations(
            job([.int(IntDomain(low: -(1 << 53), high: 1 << 53))]), count: 9)
        #expect(Set(ends).count == 9)
    }

    @Test("The last unseen configuration is as likely to be any one of them")
    func unseen() throws {
        // Of 6 configurations the order of all is drawn: each should come last equally often.
        var last: [Configuration: Int] = [:]
        for seed in 0..<6_000 {
            let tried = try configurations(
                job([choice(3), choice(2)], seed: UInt64(seed)), count: 6)
            last[tried[5], default: 0] += 1
        }
        #expect(last.count == 6)
        #expect(last.values.allSatisfy { abs($0 - 1_000) < 6 * 29 }, "\(last.values)")
    }

    @Test("A study that goes on after any number of trials gets the same configurations")
    func restore() throws {
        let spaces: [[Domain]] = [
            [choice(4), choice(5)], [Self.unit, choice(3)], [choice(30), choice(40)],
            [.int(IntDomain(low: 0, high: 40, distribution: .normal(mean: 5, deviation: 1)))],
        ]
        for domains in spaces {
            for sampler in [SamplerSpec.random, .grid] {
                let job = job(domains, sampler: sampler, seed: 9)
                guard let whole = try? StudySampler(job: job) else { continue }
                let count = min(whole.limit ?? 60, 60)
                let expected = try configurations(job, count: count)
                for cut in stride(from: 0, to: count, by: 7) {
                    var resumed = try StudySampler(job: job)
                    for configuration in expected[..<cut] { resumed.restore(configuration) }
                    #expect(resumed.nextTrial == cut)
                    let rest = (cut..<count).map { resumed.suggest(trial: $0) }
                    #expect(rest == Array(expected[cut...]))
                }
            }
        }
    }

    @Test("More trials leave the first ones as they were, and another seed doesn't")
    func stability() throws {
        let job = job([Self.unit, choice(1_000)], seed: 3)
        let long = try configurations(job, count: 50)
        #expect(try configurations(job, count: 10) == Array(long[..<10]))
        var other = job
        other.seed = 4
        #expect(try configurations(other, count: 10) != Array(long[..<10]))
    }

    /// Studies on record depend on these.
    @Test("The configurations of a seed stay what they are")
    func pinned() throws {
        let job = job(
            [
                .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform)),
                .int(IntDomain(low: 2, high: 9)), .categorical([.text("Adam"), .text("RMSprop")]),
                .pool(
                    PoolDomain(
                        source: .float(
                            FloatDomain(
                                low: 0, high: .greatestFiniteMagnitude,
                                distribution: .normal(mean: 1e-5, deviation: 1e-4))), size: 3,
                        fixed: [.float(0)])),
            ], seed: 2020)
        #expect(try configurations(job, count: 3).map(\.description) == Self.pinnedConfigurations)
    }

    private static let pinnedConfigurations = [
        "p0=0.006952868245093439 p1=7 p2=Adam p3=0.0",
        "p0=0.001488983532762451 p1=2 p2=Adam p3=7.932293221439789e-05",
        "p0=0.0008552740236407246 p1=7 p2=Adam p3=0.0",
    ]

    @Test("Values that aren't in the space are passed over when replayed")
    func foreign() throws {
        let job = job([choice(3), choice(2)], seed: 5)
        var sampler = try StudySampler(job: job)
        sampler.restore(Configuration([.init("p0", .int(99)), .init("p1", .text("?"))]))
        sampler.restore(Configuration([]))
        let tried = (2..<8).map { sampler.suggest(trial: $0) }
        #expect(Set(tried).count == 6)
    }

    @Test("A grid is the full product, the last parameter varying fastest")
    func grid() throws {
        let job = job(
            [
                .categorical([.text("a"), .text("b")]), .int(IntDomain(low: 1, high: 5, step: 2)),
                .float(FloatDomain(low: 0, high: 1, step: 0.5)),
            ], sampler: .grid)
        #expect(try StudySampler(job: job).limit == 18)
        let tried = try configurations(job, count: 18)
        var expected: [[ParameterValue]] = []
        for letter in ["a", "b"] {
            for number in [1, 3, 5] {
                for share in [0, 0.5, 1] {
                    expected.append([.text(letter), .int(number), .float(share)])
                }
            }
        }
        #expect(tried.map { $0.entries.map(\.value) } == expected)
        #expect(tried.allSatisfy { $0.entries.map(\.name) == ["p0", "p1", "p2"] })
    }

    @Test("A grid over a continuous domain, or one that can't be counted, is refused")
    func refusedGrids() {
        #expect(throws: SearchError.continuousGrid(parameter: "p1")) {
            try StudySampler(job: job([choice(2), Self.unit], sampler: .grid))
        }
        let wide = Domain.int(IntDomain(low: 0, high: 1 << 40))
        #expect(throws: SearchError.uncountableGrid) {
            try StudySampler(job: job([wide, wide], sampler: .grid))
        }
    }

    @Test("Twenty thousand configurations are drawn, all different")
    func many() throws {
        let domains: [Domain] = [
            .int(IntDomain(low: 2, high: 9)), choice(11), choice(2), choice(10), choice(100),
        ]
        let tried = try configurations(job(domains), count: 20_000)
        #expect(Set(tried).count == 20_000)
    }
}
