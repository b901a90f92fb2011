import Search
import StudyModel
import Testing

/// What every sampler must do, whatever it is.
@Suite struct SamplerContractTests {
    private static let names = SamplerKind.all.map(\.name)
    private static let trials = 40

    /// A finite space with every kind of domain, so that every sampler can search it.
    private static let space: [Domain] = [
        .float(FloatDomain(low: 0, high: 1, step: 0.25)), .int(IntDomain(low: 1, high: 4)),
        .categorical([.text("a"), .text("b"), .text("c")]), .categorical([.bool(true)]),
        .pool(PoolDomain(source: .float(FloatDomain(low: 0, high: 9)), size: 3)),
    ]

    private func job(_ name: String, seed: UInt64 = 4) throws -> Job {
        let kind = try #require(SamplerKind.named(name))
        // An adaptive sampler learns early.
        let given = kind.settings.compactMap { rule -> Setting? in
            ["startup": 3, "lag": 4, "population": 6][rule.name].map {
                Setting(rule.name, .literal(.int($0)))
            }
        }
        return SearchTests.job(
            Self.space, sampler: kind.spec(given), seed: seed, trials: Self.trials)
    }

    /// A number that every configuration determines.
    private func outcome(_ configuration: Configuration) -> TrialOutcome {
        let sum = configuration.entries.reduce(0.0) { $0 + ($1.value.number ?? 0.3) }
        if sum > 12 { return .failed(reason: "too large") }
        return .complete(metrics: ["validation_loss": (sum - 3) * (sum - 3)])
    }

    /// Searches with outcomes that are told as late as the sampler allows, `reversed` or not.
    private func search(_ job: Job, resumedAfter resumed: Int = 0, reversed: Bool = false) throws
        -> [Configuration]
    {
        try LateSearch(
            job: job, trials: Self.trials, outcome: outcome, resumedAfter: resumed,
            pick: { reversed ? $0 - 1 : 0 }
        ).configurations()
    }

    @Test("Configurations depend on the job alone", arguments: names)
    func deterministic(_ name: String) throws {
        let first = try search(job(name))
        #expect(try search(job(name)) == first)
        if SamplerKind.named(name)?.isExhaustive == false {
            #expect(try search(job(name, seed: 5)) != first)
        }
    }

    @Test("The order in which trials end changes nothing", arguments: names)
    func order(_ name: String) throws {
        #expect(try search(job(name), reversed: true) == search(job(name)))
    }

    @Test("A resumed search suggests what an uninterrupted one does", arguments: names)
    func resumed(_ name: String) throws {
        let whole = try search(job(name))
        for trial in [1, 2, 3, 7, 20, 39] {
            #expect(try search(job(name), resumedAfter: trial) == whole, "after \(trial)")
        }
    }

    @Test("A larger budget keeps the first configurations", arguments: names)
    func budget(_ name: String) throws {
        var larger = try job(name)
        larger.trials *= 10
        #expect(try search(larger) == search(job(name)))
    }

    @Test("Every value is one of the space's, and no configuration comes twice", arguments: names)
    func values(_ name: String) throws {
        let job = try job(name)
        let sampler = try StudySampler(job: job)
        let found = try search(job)
        #expect(found.count == Self.trials && Set(found).count == Self.trials)
        for configuration in found {
            #expect(configuration.entries.map(\.name) == job.space.parameters.map(\.name))
            for (entry, parameter) in zip(configuration.entries, sampler.space.parameters) {
                switch parameter.domain {
                case .categorical(let choices): #expect(choices.contains(entry.value))
                case .int(let domain):
                    #expect(
                        (0..<domain.count).contains { entry.value == .int(domain.value(at: $0)) })
                case .float(let domain):
                    let values = (0..<(domain.count ?? 0)).map { domain.value(at: $0) }
                    #expect(values.contains { entry.value == .float($0) })
                case .pool: Issue.record("\(parameter.name) is a pool")
                }
            }
        }
    }

    @Test("A setting out of range is refused, and a missing one has its default", arguments: names)
    func settings(_ name: String) throws {
        let kind = try #require(SamplerKind.named(name))
        var job = try job(name)
        job.sampler = SamplerSpec(name)
        #expect(throws: Never.self) { try StudySampler(job: job) }
        for rule in kind.settings {
            job.sampler = kind.spec([Setting(rule.name, .literal(.text("no such value")))])
            #expect(throws: SearchError.self) { try StudySampler(job: job) }
        }
    }

    @Test("A sampler for one objective refuses several", arguments: names)
    func objectives(_ name: String) throws {
        var job = try job(name)
        job.metric.others = [.init(name: "cost")]
        guard SamplerKind.named(name)?.takesSeveralObjectives == false else {
            _ = try StudySampler(job: job)
            return
        }
        let able = SamplerKind.all.filter(\.takesSeveralObjectives).map(\.name)
        #expect(able.contains("nsga2") && able.contains("tpe"))
        #expect(throws: SearchError.severalObjectives(sampler: name, found: 2, able: able)) {
            try StudySampler(job: job)
        }
    }

    @Test("A sampler that there is not is refused by name")
    func unknown() throws {
        var job = try job("random")
        job.sampler = SamplerSpec("oracle")
        #expect(throws: SearchError.unknownSampler("oracle", known: SamplerKind.all.map(\.name))) {
            try StudySampler(job: job)
        }
    }
}
