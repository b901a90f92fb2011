import Portable
import StudyModel
import Testing

@testable import Search

/// What the TPE sampler promises besides its densities.
@Suite struct TPETests {
    private static let mixed: [Domain] = [
        .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform)),
        .int(IntDomain(low: 2, high: 9)), choice(3),
        .float(FloatDomain(low: -1, high: 1)),
        .float(
            FloatDomain(
                low: 0, high: .greatestFiniteMagnitude,
                distribution: .normal(mean: 1e-5, deviation: 1e-4))),
        .int(IntDomain(low: 1, high: 1_000, distribution: .logNormal(mean: 4, deviation: 1))),
        .float(FloatDomain(low: 0, high: 1, step: 0.25)), .categorical([.int(7)]),
        .float(FloatDomain(low: 2, high: 2)), .int(IntDomain(low: 3, high: 3)),
    ]

    private func job(
        _ domains: [Domain], seed: UInt64 = 1, settings: TPESettings = TPESettings()
    ) -> Job {
        SearchTests.job(domains, sampler: settings.spec, seed: seed)
    }

    /// Lowest where every number is at a third of its way and every choice is the second.
    private func loss(_ configuration: Configuration) -> Double {
        configuration.entries.reduce(0) { total, entry in
            let number = entry.value.number ?? 0
            return total + (number - 0.3) * (number - 0.3)
        }
    }

    private func complete(_ configuration: Configuration) -> TrialOutcome {
        .complete(metrics: ["validation_loss": loss(configuration)])
    }

    @Test(
        "Configurations are the same in whatever order trials end", arguments: [1, 2, 3, 5, 8, 11])
    func anyOrder(lag: Int) throws {
        let job = job(
            Self.mixed, seed: UInt64(lag), settings: TPESettings(startup: 5, lag: lag))
        let generator = SeededGenerator(seed: UInt64(lag), purpose: .tests)
        let expected = try search(job, count: 40, outcome: complete)
        for run in 0..<3 {
            var draws = 0
            let tried = try search(
                job, count: 40,
                pick: { count in
                    draws += 1
                    return generator.uniform(below: count, epoch: run, index: draws)
                }, outcome: complete)
            #expect(tried == expected)
        }
        #expect(Set(expected).count == 40)
    }

    @Test("At most as many trials are out as the lag says, and the first ones wait for nothing")
    func lag() throws {
        var sampler = try StudySampler(
            job: job(Self.mixed, settings: TPESettings(startup: 10, lag: 3)))
        let first = (0..<10).map { sampler.suggest(trial: $0) }
        #expect(!sampler.isReady)
        // Trial 10 waits for 0...7.
        for trial in (1...7).reversed() { sampler.tell(complete(first[trial]), trial: trial) }
        #expect(!sampler.isReady)
        sampler.tell(complete(first[0]), trial: 0)
        #expect(sampler.isReady)
        _ = sampler.suggest(trial: 10)
        #expect(!sampler.isReady)
        // What is beyond the lag is not heeded.
        sampler.tell(complete(first[9]), trial: 9)
        #expect(!sampler.isReady)
        sampler.tell(complete(first[8]), trial: 8)
        #expect(sampler.isReady)
    }

    @Test("An outcome that a trial may not know yet changes nothing")
    func beyondTheLag() throws {
        func next(_ late: TrialOutcome?) throws -> Configuration {
            var sampler = try StudySampler(
                job: job(Self.mixed, settings: TPESettings(startup: 2, lag: 4)))
            for trial in 0..<10 {
                let configuration = sampler.suggest(trial: trial)
                if trial < 7 { sampler.tell(complete(configuration), trial: trial) }
            }
            if let late { sampler.tell(late, trial: 8) }
            return sampler.suggest(trial: 10)
        }
        let expected = try next(nil)
        #expect(try next(.complete(metrics: ["validation_loss": -100])) == expected)
        #expect(try next(.failed(reason: "diverged")) == expected)
    }

    @Test("A study that goes on after any number of trials gets the same configurations")
    func restore() throws {
        let job = job(Self.mixed, seed: 3, settings: TPESettings(startup: 4, lag: 3))
        let expected = try search(job, count: 30, outcome: complete)
        for cut in 0..<30 {
            var resumed = try StudySampler(job: job)
            for (trial, configuration) in expected[..<cut].enumerated() {
                resumed.restore(configuration)
                resumed.tell(complete(configuration), trial: trial)
            }
            for trial in cut..<30 {
                #expect(resumed.suggest(trial: trial) == expected[trial])
                resumed.tell(complete(expected[trial]), trial: trial)
            }
        }
    }

    @Test("Failed trials, and those without a number, count as bad ones")
    func failures() throws {
        // A third of the space diverges, another gives no number.
        let x = Domain.float(FloatDomain(low: 0, high: 3))
        let tried = try search(
            job([x], seed: 5, settings: TPESettings(startup: 12, lag: 1)), count: 60
        ) { configuration in
            let number = configuration.entries[0].value.number ?? 0
            if number < 1 { return .failed(reason: "diverged") }
            return .complete(metrics: [
                "validation_loss": number < 2 ? .nan : abs(number - 2.5)
            ])
        }
        let later = tried[12...].compactMap { $0.entries[0].value.number }
        #expect(later.count { $0 >= 2 } > 36)
    }

    @Test("Where every trial fails it goes on all the same")
    func allFail() throws {
        let tried = try search(job(Self.mixed), count: 30) { _ in .failed(reason: "no") }
        #expect(Set(tried).count == 30)
    }

    @Test("A finite space is gone through without repeats, round after round", arguments: 0..<10)
    func rounds(seed: Int) throws {
        let job = job(
            [choice(3), .int(IntDomain(low: 2, high: 9, step: 2)), choice(2)],
            seed: UInt64(seed), settings: TPESettings(startup: 3, lag: 2))
        let tried = try search(job, count: 48, outcome: complete)
        #expect(Set(tried[..<24]).count == 24)
        #expect(Set(tried[24...]).count == 24)
    }

    @Test("Values are in their domains, whatever is good", arguments: 0..<10)
    func domains(seed: Int) throws {
        let job = job(Self.mixed, seed: UInt64(seed), settings: TPESettings(startup: 3, lag: 1))
        let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
        var trial = 0
        let tried = try search(job, count: 80) { _ in
            trial += 1
            return .complete(metrics: ["validation_loss": generator.normal(index: trial)])
        }
        for configuration in tried {
            for (entry, domain) in zip(configuration.entries, Self.mixed) {
                #expect(ParzenDomain(domain).entry(of: entry.value) != nil, "\(entry)")
            }
        }
    }

    @Test("It finds better configurations than random search does")
    func better() throws {
        let space: [Domain] = (0..<4).map { _ in .float(FloatDomain(low: -5, high: 5)) }
        var wins = 0
        for seed in UInt64(0)..<10 {
            let learnt = try search(
                job(space, seed: seed, settings: TPESettings(lag: 4)), count: 80, outcome: complete)
            let drawn = try configurations(SearchTests.job(space, seed: seed), count: 80)
            let best = [learnt, drawn].map { $0.map(loss).min() ?? .infinity }
            if best[0] < best[1] { wins += 1 }
        }
        #expect(wins >= 9, "\(wins) of 10")
    }

    @Test("A maximised metric is searched upwards")
    func maximised() throws {
        var job = job([.float(FloatDomain(low: 0, high: 1))], settings: TPESettings(lag: 1))
        job.metric.direction = .maximize
        let tried = try search(job, count: 50, outcome: complete)
        let later = tried[30...].compactMap { $0.entries[0].value.number }
        #expect(later.count { $0 > 0.9 } > 10)
    }

    @Test("Old observations weigh less than new ones, once there are more than 25")
    func weights() {
        #expect(ParzenEstimator.weights(observations: 25) == Array(repeating: 1, count: 25))
        #expect(ParzenEstimator.weights(observations: 26)[0] == 1.0 / 26)
        let many = ParzenEstimator.weights(observations: 30)
        #expect(many[0] == 1.0 / 30)
        #expect(many[4] == 1)
        #expect(zip(many, many.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// Studies on record depend on these.
    @Test("The configurations of a seed stay what they are")
    func pinned() throws {
        let tried = try search(
            job(Array(Self.mixed[..<4]), seed: 2020, settings: TPESettings(startup: 2, lag: 2)),
            count: 6, outcome: complete)
        #expect(tried[4...].map(\.description) == Self.pinnedConfigurations)
    }

    private static let pinnedConfigurations = [
        "p0=0.06867961967984888 p1=4 p2=1 p3=0.716655100927425",
        "p0=0.0002761619043350526 p1=2 p2=0 p3=-0.06439759602572863",
    ]
}
