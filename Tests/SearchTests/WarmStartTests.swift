import StudyModel
import Testing

@testable import Search

@Suite struct WarmStartTests {
    private static let metric = Metric(name: "validation_loss")

    private static func trial(
        _ number: Int, _ entries: [Configuration.Entry], _ value: Double
    ) -> Trial {
        Trial(
            number: number, configuration: Configuration(entries), state: .complete,
            metrics: ["validation_loss": value])
    }

    // MARK: Matching

    private static let space = SearchSpace(
        [
            Parameter(name: "rate", domain: .float(FloatDomain(low: 0, high: 1))),
            Parameter(name: "kind", domain: .categorical([.text("a"), .text("b")])),
            Parameter(
                name: "depth", domain: .int(IntDomain(low: 1, high: 4)),
                condition: Condition([.init("kind", [.text("a")])])),
            Parameter(name: "size", domain: .categorical([.int(8)])),
        ])

    @Test("Parameters are matched by name, and values outside their domain leave a trial out")
    func matching() {
        let a = Configuration.Entry("kind", .text("a"))
        let trials = [
            // An int stands for a float; what only the other study has is ignored.
            Self.trial(0, [.init("other", .int(5)), a, .init("rate", .int(1))], 3),
            Self.trial(1, [a, .init("rate", .float(2))], 1),
            Self.trial(2, [.init("kind", .text("c")), .init("rate", .float(0.5))], 1),
            // Inactive here.
            Self.trial(
                3, [.init("kind", .text("b")), .init("depth", .int(2)), .init("rate", .float(0))],
                2),
            Self.trial(4, [a, .init("depth", .int(9))], 2),
            Self.trial(5, [a, .init("rate", .float(0.5))], .nan),
            Self.trial(6, [a, .init("size", .int(16))], 2),
        ]
        let match = EarlierMatch(
            trials, names: ["other", "kind", "rate"], in: Self.space, metric: Self.metric)
        #expect(match.isUsable)
        #expect(match.trials.map(\.number) == [0, 3])
        #expect(
            match.trials.map(\.configuration) == [
                Configuration([.init("rate", .float(1)), a]),
                Configuration([.init("rate", .float(0)), .init("kind", .text("b"))]),
            ])
        #expect(match.trials.map(\.value) == [3, 2])
        #expect(match.unknown == ["depth"])
        #expect(
            match.outside == [
                .init(parameter: "rate", trials: 1), .init(parameter: "kind", trials: 1),
                .init(parameter: "depth", trials: 1), .init(parameter: "size", trials: 1),
            ])
        #expect(match.withoutValue == 1)
        #expect(
            match.remarks.last == "they say nothing about depth"
                && match.remarks[0] == "1 has a value outside the domain of rate")
    }

    @Test(
        "Trials that violate a constraint are left out, and those that miss a condition rank last")
    func constraints() throws {
        var space = SearchSpace([
            Parameter(name: "x", domain: .float(FloatDomain(low: 0, high: 1))),
            Parameter(name: "y", domain: .float(FloatDomain(low: 0, high: 1))),
        ])
        space.constraints = [try Constraint("x < y")]
        var metric = Self.metric
        metric.feasible = [try OutcomeConstraint("validation_loss > 1")]
        let trials = [(0.1, 0.2, 0.5), (0.2, 0.1, 1.5), (0.3, 0.4, 2)].enumerated().map {
            Self.trial($0, [.init("x", .float($1.0)), .init("y", .float($1.1))], $1.2)
        }
        let match = EarlierMatch(trials, names: ["x", "y"], in: space, metric: metric)
        #expect(match.excluded == 1)
        #expect(match.trials.map(\.violation) == [0.5, 0])
        let study = EarlierStudy(path: "a", digest: "", trials: match.trials, found: 3)
        #expect(metric.best(of: study).map(\.number) == [2])
    }

    @Test("With several objectives, trials that lack one are left out, and whole fronts are good")
    func severalObjectives() {
        var metric = Self.metric
        metric.others = [Metric.Objective(name: "size", direction: .maximize)]
        let space = SearchSpace([
            Parameter(name: "x", domain: .float(FloatDomain(low: 0, high: 1)))
        ])
        // All but the last lie on one front; of those, the ones that dominate most are good.
        let trials = (0..<30).map { number -> Trial in
            let x = Double(number) / 30
            var trial = Self.trial(number, [.init("x", .float(x))], x)
            if number != 3 { trial.metrics["size"] = number == 29 ? -1 : x }
            return trial
        }
        let match = EarlierMatch(trials, names: ["x"], in: space, metric: metric)
        #expect(match.withoutValue == 1)
        #expect(match.remarks == ["1 has no number for the objectives"])
        #expect(match.trials.count == 29)
        let study = EarlierStudy(path: "a", digest: "", trials: match.trials, found: 30)
        let best = metric.best(of: study).map(\.number)
        #expect(best.count == 3)
        #expect(!best.contains(29))
        // By the first objective alone, they would be 0, 1 and 2.
        #expect(best.contains { $0 > 9 }, "\(best)")
    }

    @Test("A study without a common parameter that varies can't be used")
    func unusable() {
        let match = EarlierMatch(
            [Self.trial(0, [.init("size", .int(8))], 1)], names: ["size"], in: Self.space,
            metric: Self.metric)
        #expect(!match.isUsable)
    }

    // MARK: Samplers

    /// A sphere with its minimum at a place, in 3 dimensions.
    private static func value(_ configuration: Configuration, at place: Double) -> Double {
        configuration.entries.reduce(0.0) {
            let distance = ($1.value.number ?? 0) - place
            return $0 + distance * distance
        }
    }

    private static func job(
        _ sampler: SamplerSpec, seed: UInt64 = 1, earlier: [EarlierStudy] = []
    ) -> Job {
        var job = sphereJob(
            Array(repeating: .float(FloatDomain(low: 0, high: 1)), count: 3), sampler: sampler,
            seed: seed, trials: 40)
        job.warmStart = earlier
        return job
    }

    /// 60 random trials of a sphere whose minimum is near that of the new study.
    private static func earlier(
        names: [String] = ["p0", "p1", "p2"], factor: Double = 1
    ) throws -> EarlierStudy {
        let tried = try configurations(job(.random, seed: 99), count: 60)
        return EarlierStudy(
            path: "results/past", digest: "d",
            trials: tried.enumerated().map { number, configuration in
                .init(
                    number: number,
                    configuration: Configuration(
                        configuration.entries.filter { names.contains($0.name) }),
                    score: Score(value(configuration, at: 0.75) * factor + factor))
            }, found: 60)
    }

    private static let samplers = [TPESettings(lag: 2).spec, CMAESSettings().spec]

    private func tried(_ job: Job, count: Int = 40) throws -> [Configuration] {
        try search(job, count: count) {
            .complete(metrics: ["validation_loss": Self.value($0, at: 0.8)])
        }
    }

    @Test("A study that learns from an earlier one finds better values soon", arguments: samplers)
    func usefulness(sampler: SamplerSpec) throws {
        func mean(_ earlier: [EarlierStudy]) throws -> Double {
            try (0..<10).reduce(0) { total, seed in
                let tried = try tried(
                    Self.job(sampler, seed: UInt64(seed), earlier: earlier), count: 10)
                return total + (tried.map { Self.value($0, at: 0.8) }.min() ?? 0) / 10
            }
        }
        #expect(try mean([Self.earlier()]) < 0.5 * mean([]))
        // Two of three parameters help, too.
        #expect(try mean([Self.earlier(names: ["p0", "p2"])]) < mean([]))
    }

    @Test("Only the ranks within a study count, not the scale of its values", arguments: samplers)
    func scale(sampler: SamplerSpec) throws {
        let plain = try tried(Self.job(sampler, earlier: [Self.earlier()]))
        let scaled = try tried(Self.job(sampler, earlier: [Self.earlier(factor: 1000)]))
        #expect(plain == scaled)
        #expect(try plain != tried(Self.job(sampler)))
    }

    @Test("A resumed study continues with the same trials", arguments: samplers)
    func resumed(sampler: SamplerSpec) throws {
        let job = Self.job(sampler, earlier: [try Self.earlier()])
        let whole = try tried(job)
        for restored in [1, 7, 23, 39] {
            var sampler = try StudySampler(job: job)
            for (trial, configuration) in whole.prefix(restored).enumerated() {
                sampler.restore(configuration)
                sampler.tell(
                    .complete(metrics: ["validation_loss": Self.value(configuration, at: 0.8)]),
                    trial: trial)
            }
            #expect(sampler.suggest(trial: restored) == whole[restored])
        }
    }

    @Test("The first distribution of CMA-ES is that of the package cmaes")
    func distribution() throws {
        for golden in try KnowledgeGoldens.read().warmStarts {
            let study = EarlierStudy(
                path: "past", digest: "",
                trials: zip(golden.points, golden.values).enumerated().map { number, pair in
                    .init(
                        number: number,
                        configuration: Configuration(
                            pair.0.enumerated().map { .init("p\($0)", .float($1)) }),
                        score: Score(pair.1))
                }, found: golden.points.count)
            var job = sphereJob(
                golden.points[0].map { _ in .float(FloatDomain(low: 0, high: 1)) },
                sampler: CMAESSettings().spec)
            job.warmStart = [study]
            var sampler = try CMAESSampler(
                space: job.space, metric: job.metric, seed: 1, settings: CMAESSettings())
            sampler.learn(from: [study])
            let state = try #require(sampler.run).state
            let pairs = [
                (state.mean, golden.mean), ([state.sigma], [golden.sigma]),
                (state.covariance, golden.covariance),
            ]
            for (found, expected) in pairs {
                #expect(found.count == expected.count)
                #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 })
            }
        }
    }

    @Test("The fingerprint covers the trials by their digest, and not the path")
    func fingerprint() throws {
        let study = try Self.earlier()
        let job = Self.job(.random, earlier: [study])
        #expect(job.withoutEarlierTrials.fingerprint == job.fingerprint)
        #expect(job.withoutEarlierTrials.warmStart[0].trials.isEmpty)
        var moved = study
        moved.path = "../past"
        #expect(Self.job(.random, earlier: [moved]).fingerprint == job.fingerprint)
        var other = study
        other.digest = "e"
        #expect(Self.job(.random, earlier: [other]).fingerprint != job.fingerprint)
        #expect(Self.job(.random).fingerprint != job.fingerprint)
    }
}

/// A job over a space, for the null objective.
private func sphereJob(
    _ domains: [Domain], sampler: SamplerSpec, seed: UInt64 = 1, trials: Int = 1
) -> Job {
    job(domains, sampler: sampler, seed: seed, trials: trials)
}
