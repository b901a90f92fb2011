import StudyModel
import Testing

@testable import Search

@Suite("A search with several runs per configuration")
struct RepeatedRunTests {
    private static let samplers: [SamplerSpec] = [
        .random, QMCSettings().spec, TPESettings(startup: 2, candidates: 8, lag: 3).spec,
    ]

    private func single(_ sampler: SamplerSpec) -> Job {
        job(
            [.float(FloatDomain(low: 0, high: 1)), choice(3)], sampler: sampler, seed: 4, trials: 12
        )
    }

    private func repeated(_ sampler: SamplerSpec) -> Job {
        var job = single(sampler)
        job.runs = 3
        job.trials *= 3
        return job
    }

    /// A metric of a configuration, with noise that has a mean of 0 over three runs.
    private func loss(_ configuration: Configuration, run: Int) -> TrialOutcome {
        let x = configuration["p0"]?.number ?? .nan
        // Numbers of few binary digits have exact means.
        let value = (x * 64).rounded() / 64 + [-0.25, 0.25, 0][run]
        return .complete(metrics: ["validation_loss": value])
    }

    @Test(
        "tries the configurations of one with single runs, whose values are the means",
        arguments: samplers)
    func configurations(sampler: SamplerSpec) throws {
        var one = try StudySampler(job: single(sampler))
        var three = try StudySampler(job: repeated(sampler))
        for number in 0..<12 {
            #expect(one.isReady)
            let expected = one.suggest(trial: number)
            for run in 0..<3 {
                #expect(three.isReady)
                #expect(three.repeatsNewest == (run > 0))
                #expect(three.suggest(trial: number * 3 + run) == expected)
            }
            one.tell(loss(expected, run: 2), trial: number)
            for run in [1, 2, 0] { three.tell(loss(expected, run: run), trial: number * 3 + run) }
        }
    }

    @Test("waits for all runs of the configurations that it learns from")
    func waits() throws {
        var sampler = try StudySampler(
            job: repeated(TPESettings(startup: 1, candidates: 8, lag: 2).spec))
        var configurations: [Configuration] = []
        while sampler.isReady {
            configurations.append(sampler.suggest(trial: configurations.count))
        }
        #expect(configurations.count == 6)
        for run in [0, 2] { sampler.tell(loss(configurations[run], run: run), trial: run) }
        #expect(!sampler.isReady)
        sampler.tell(loss(configurations[1], run: 1), trial: 1)
        #expect(sampler.isReady)
    }

    @Test(
        "continues with the same configurations after a restart in the middle of runs",
        arguments: samplers)
    func restored(sampler: SamplerSpec) throws {
        let job = repeated(sampler)
        var whole = try StudySampler(job: job)
        let all = (0..<36).map { number in
            let configuration = whole.suggest(trial: number)
            whole.tell(loss(configuration, run: number % 3), trial: number)
            return configuration
        }
        for known in [1, 14, 18, 20] {
            var resumed = try StudySampler(job: job)
            for number in 0..<known {
                resumed.restore(all[number])
                resumed.tell(loss(all[number], run: number % 3), trial: number)
            }
            for number in known..<36 {
                #expect(resumed.suggest(trial: number) == all[number])
                resumed.tell(loss(all[number], run: number % 3), trial: number)
            }
        }
    }

    @Test(
        "counts the runs of a finite space, and begins with all runs of the initial configurations")
    func limits() throws {
        var grid = job([choice(2), choice(3)], sampler: .grid)
        grid.runs = 2
        #expect(try StudySampler(job: grid).limit == 12)
        var job = repeated(.random)
        job.initial = [Configuration([.init("p1", .int(2))])]
        let first = try {
            var sampler = try StudySampler(job: job)
            return (0..<6).map { sampler.suggest(trial: $0) }
        }()
        #expect(first[0]["p1"] == .int(2))
        #expect(Set(first[0..<3]).count == 1)
        #expect(Set(first[3..<6]).count == 1)
        #expect(first[3] != first[0])
    }
}
