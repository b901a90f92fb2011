import Coordination
import Search
import StudyModel
import Testing

/// Trials that a sampler draws at random because its model failed.
struct FallbackTests {
    /// A sampler whose model fails for each trial with an odd number.
    private struct OftenFailing: Sampler {
        var random: RandomSampler
        var fallbacks = 0
        var limit: Int? { random.limit }

        mutating func restore(_ configuration: Configuration, trial: Int) {
            random.restore(configuration, trial: trial)
        }

        mutating func suggest(trial: Int) -> Configuration {
            if trial % 2 == 1 { fallbacks += 1 }
            return random.suggest(trial: trial)
        }
    }

    @Test("Each is named in a notice")
    func notices() throws {
        var bench = try CoordinatorBench(trials: [4])
        bench.makeSampler = { job in
            let space = try job.space.resolvingPools(seed: job.seed)
            let random = try RandomSampler(space: space, seed: job.seed)
            return try StudySampler(job: job, over: space) { _ in OftenFailing(random: random) }
        }
        try bench.restart()
        try bench.join("a", slots: 4, credit: 4)
        let effects = try bench.tick()
        #expect(effects.assigned(to: "a").count == 4)
        let study = bench.jobs[0].study
        #expect(
            effects.notices.filter {
                if case .drawnAtRandom = $0 { true } else { false }
            } == [
                .drawnAtRandom(study: study, trial: 1), .drawnAtRandom(study: study, trial: 3),
            ])
    }
}
