import Search
import StudyModel
import Testing

/// How points become configurations.
@Suite struct QMCSamplerTests {
    private func job(
        _ domains: [Domain], seed: UInt64 = 1, settings: QMCSettings = QMCSettings()
    ) -> Job {
        SearchTests.job(domains, sampler: settings.spec, seed: seed)
    }

    private static let settings = QMCSettings.Sequence.allCases.flatMap { sequence in
        [true, false].map { QMCSettings(sequence: sequence, scrambled: $0) }
    }

    @Test("A finite space is gone through without repeats, round after round", arguments: settings)
    func rounds(settings: QMCSettings) throws {
        let domains = [choice(3), .int(IntDomain(low: 2, high: 9, step: 2)), choice(2), choice(1)]
        let tried = try configurations(job(domains, seed: 3, settings: settings), count: 72)
        for round in 0..<3 { #expect(Set(tried[(24 * round)..<(24 * round + 24)]).count == 24) }
    }

    @Test("Each value of eight is drawn once by eight trials, for every kind of domain")
    func cells() throws {
        let domains: [Domain] = [
            choice(8), .int(IntDomain(low: 0, high: 7)),
            .float(FloatDomain(low: 0, high: 0.7, step: 0.1)),
            .pool(PoolDomain(source: .float(FloatDomain(low: 0, high: 9)), size: 8)),
            .float(FloatDomain(low: 0, high: 1)),
        ]
        for seed in UInt64(0)..<10 {
            let tried = try configurations(job(domains, seed: seed), count: 8)
            for place in 0..<4 {
                #expect(Set(tried.map { $0.entries[place].value }).count == 8, "p\(place)")
            }
        }
    }

    @Test("Floats are spread as their distribution says")
    func distributions() throws {
        let domain = FloatDomain(
            low: 0, high: .greatestFiniteMagnitude,
            distribution: .normal(mean: 0.001, deviation: 0.001))
        let distribution = TruncatedDistribution(
            domain.distribution, low: domain.low, high: domain.high)
        let found = try configurations(job([.float(domain)]), count: 64)
            .compactMap { $0.entries[0].value.number }.sorted()
        for (rank, value) in found.enumerated() {
            #expect(distribution.value(at: max(1e-15, Double(rank) / 64)) <= value)
            #expect(value <= distribution.value(at: min(1 - 1e-15, Double(rank + 1) / 64)))
        }
    }

    @Test("Without scrambling every seed has the same points, the first one the lowest")
    func plain() throws {
        let domains = [
            Domain.float(FloatDomain(low: 0, high: 1)), .float(FloatDomain(low: 0, high: 1)),
        ]
        for settings in Self.settings where !settings.scrambled {
            let first = try configurations(job(domains, seed: 1, settings: settings), count: 20)
            #expect(
                try configurations(job(domains, seed: 2, settings: settings), count: 20) == first)
            #expect(first[0].entries.allSatisfy { ($0.value.number ?? 1) < 1e-9 })
            #expect(abs((first[1].entries[0].value.number ?? 0) - 0.5) < 1e-9)
        }
    }

    @Test("Constants take no coordinate, so they change nothing")
    func constants() throws {
        let float = Domain.float(FloatDomain(low: 0, high: 1))
        let with = try configurations(job([choice(1), float, choice(1), float]), count: 20)
        let without = try configurations(job([float, float]), count: 20)
        #expect(
            with.map { [$0.entries[1].value, $0.entries[3].value] }
                == without.map { $0.entries.map(\.value) })
    }

    @Test("A space with more dimensions than the table is refused")
    func tooMany() throws {
        let wide = Array(repeating: Domain.float(FloatDomain(low: 0, high: 1)), count: 1_112)
        #expect(
            throws: SearchError.tooManyParameters(sampler: "qmc", found: 1_112, most: 1_111)
        ) {
            try StudySampler(job: job(wide))
        }
        // Constants don't count.
        let most = Array(wide.dropLast()) + [choice(1)]
        #expect(Set(try configurations(job(most), count: 3)).count == 3)
    }

    /// Studies on record depend on these.
    @Test("The configurations of a seed stay what they are")
    func pinned() throws {
        let domains: [Domain] = [
            .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform)),
            .int(IntDomain(low: 2, high: 9)), choice(3),
        ]
        let found = try Self.settings.filter(\.scrambled).flatMap {
            try configurations(job(domains, seed: 2020, settings: $0), count: 2)
        }
        #expect(found.map(\.description) == Self.pinnedConfigurations)
    }

    private static let pinnedConfigurations = [
        "p0=0.0012101809529583385 p1=7 p2=1", "p0=9.184604165777814e-05 p1=2 p2=2",
        "p0=0.003529782014280303 p1=7 p2=1", "p0=3.529782014280301e-05 p1=2 p2=2",
    ]
}
