import Search
import StudyModel
import Testing

/// What every sampler must do in a space with rules of its own.
@Suite struct SpaceContractTests {
    /// A rule for the space, or for its configurations.
    enum Rule: String, CaseIterable, Sendable {
        case initial, conditions, constraints, everything, never, always, feasible, objectives
    }

    static let cases = SamplerKind.all.map(\.name).flatMap { name in
        Rule.allCases.filter {
            $0 != .objectives || SamplerKind.named(name)?.takesSeveralObjectives == true
        }.map { (name, $0) }
    }
    private static let trials = 30

    private static let condition = Condition([.init("optimizer", [.text("SGD")])])
    private static let constraints = ["units <= 4", "not (momentum > 0.5 and units == 1)"]

    /// A finite space, so that every sampler can search it.
    private static let parameters = [
        Parameter(name: "optimizer", domain: .categorical([.text("Adam"), .text("SGD")])),
        Parameter(name: "momentum", domain: .float(FloatDomain(low: 0, high: 0.9, step: 0.3))),
        Parameter(name: "units", domain: .int(IntDomain(low: 1, high: 6))),
        Parameter(
            name: "rate",
            domain: .pool(PoolDomain(source: .float(FloatDomain(low: 0, high: 9)), size: 3))),
    ]

    static func job(_ name: String, _ rule: Rule) throws -> Job {
        let kind = try #require(SamplerKind.named(name))
        // An adaptive sampler learns early.
        let given = kind.settings.compactMap { rule -> Setting? in
            ["startup": 4, "lag": 4, "population": 6][rule.name].map {
                Setting(rule.name, .literal(.int($0)))
            }
        }
        var job = Job(
            study: "s", objective: .null, metric: Metric(name: "validation_loss"),
            sampler: kind.spec(given), trials: trials, seed: 7, columns: [],
            space: SearchSpace(parameters))
        switch rule {
        case .initial: job.initial = try initial(job, momentum: 0.6, units: 5)
        case .conditions: job.space.parameters[1].condition = condition
        case .constraints: job.space.constraints = try constraints.map { try Constraint($0) }
        case .everything:
            job.space.parameters[1].condition = condition
            job.space.constraints = try constraints.map { try Constraint($0) }
            job.initial = try initial(job, momentum: 0.3, units: 3)
            job.metric.feasible = [try OutcomeConstraint("memory <= 3")]
        case .never: job.repeats = .never
        case .always: job.repeats = .always
        case .objectives:
            job.space.parameters[1].condition = condition
            job.space.constraints = try constraints.map { try Constraint($0) }
            job.metric.others = [.init(name: "memory", direction: .maximize)]
        case .feasible: job.metric.feasible = [try OutcomeConstraint("memory <= 3")]
        }
        return job
    }

    /// A whole configuration, and one that the sampler completes if it can.
    private static func initial(
        _ job: Job, momentum: Double, units: Int
    ) throws -> [Configuration] {
        let rates = try StudySampler(job: job).space["rate"]?.domain
        guard case .categorical(let values)? = rates else { return [] }
        let first = Configuration([
            .init("optimizer", .text("SGD")), .init("momentum", .float(momentum)),
            .init("units", .int(units)), .init("rate", values[1]),
        ])
        return job.sampler == .grid ? [first] : [first, Configuration([.init("units", .int(2))])]
    }

    /// A number that every configuration determines.
    static func outcome(_ configuration: Configuration) -> TrialOutcome {
        let sum = configuration.entries.reduce(0.0) { $0 + ($1.value.number ?? 0.3) }
        if sum > 14 { return .failed(reason: "too large") }
        let units = configuration["units"]?.number ?? 0
        return .complete(
            metrics: ["validation_loss": (sum - 3) * (sum - 3), "memory": units])
    }

    /// Searches with outcomes that are told as late as the sampler allows; of the untold ones,
    /// `pick` says which is next.
    private func search(
        _ job: Job, resumedAfter resumed: Int = 0, pick: @escaping (Int) -> Int = { _ in 0 }
    ) throws -> [Configuration] {
        try LateSearch(
            job: job, trials: Self.trials, outcome: Self.outcome, resumedAfter: resumed, pick: pick
        ).configurations()
    }

    @Test("The order in which trials end changes nothing", arguments: cases)
    func order(_ name: String, _ rule: Rule) throws {
        let job = try Self.job(name, rule)
        let whole = try search(job)
        #expect(try search(job, pick: { $0 - 1 }) == whole)
        #expect(try search(job, pick: { $0 / 2 }) == whole)
    }

    @Test("A resumed search suggests what an uninterrupted one does", arguments: cases)
    func resumed(_ name: String, _ rule: Rule) throws {
        let job = try Self.job(name, rule)
        let whole = try search(job)
        for trial in [1, 2, 3, 7, 13, 20, 29] where trial < whole.count {
            #expect(try search(job, resumedAfter: trial) == whole, "after \(trial)")
        }
    }

    @Test("A larger budget keeps the first configurations", arguments: cases)
    func budget(_ name: String, _ rule: Rule) throws {
        var larger = try Self.job(name, rule)
        larger.trials *= 10
        #expect(try search(larger) == search(Self.job(name, rule)))
    }

    @Test("No configuration comes twice in a space that has more than trials", arguments: cases)
    func distinct(_ name: String, _ rule: Rule) throws {
        if rule == .always { return }
        let found = try search(Self.job(name, rule))
        #expect(found.count == Self.trials && Set(found).count == Self.trials)
    }

    @Test("The first trials are those that the job gives", arguments: SamplerKind.all.map(\.name))
    func initial(_ name: String) throws {
        for rule in [Rule.initial, .everything] {
            let job = try Self.job(name, rule)
            for (given, configuration) in zip(job.initial, try search(job)) {
                for entry in given.entries { #expect(configuration[entry.name] == entry.value) }
            }
        }
    }

    @Test(
        "Configurations have the active parameters, in order, and fulfil the constraints",
        arguments: cases)
    func valid(_ name: String, _ rule: Rule) throws {
        let job = try Self.job(name, rule)
        let found = try search(job)
        for configuration in found {
            let names = configuration.entries.map(\.name)
            #expect(names == job.space.parameters.map(\.name).filter(names.contains))
            #expect(job.space.misplaced(in: configuration) == nil)
            #expect(job.space.isConditional || names.count == 4)
            for constraint in job.space.constraints {
                #expect(constraint.isFulfilled(by: configuration), "\(configuration)")
            }
        }
        if job.space.isConditional {
            #expect(found.contains { $0["momentum"] == nil })
            #expect(found.contains { $0["momentum"] != nil })
        }
    }

    @Test(
        "A search without repeats ends with the space, and has then tried all of it",
        arguments: SamplerKind.all.map(\.name))
    func whole(_ name: String) throws {
        for (rule, count) in [(Rule.never, 144), (.everything, 54)] {
            var job = try Self.job(name, rule)
            job.repeats = .never
            var sampler = try StudySampler(job: job)
            #expect(sampler.limit == count)
            var found: Set<Configuration> = []
            for trial in 0..<count {
                if !sampler.isReady { break }
                let configuration = sampler.suggest(trial: trial)
                found.insert(configuration)
                sampler.tell(Self.outcome(configuration), trial: trial)
            }
            #expect(found.count == count, "\(rule)")
        }
    }

}
