import Search
import StudyModel
import Testing

/// The configurations that a job gives for its first trials.
@Suite struct InitialTrialsTests {
    private static let line = Domain.float(FloatDomain(low: 0, high: 1))

    /// A job over numbers in [0, 1] whose loss is least at 0.9.
    private func distant(_ sampler: SamplerSpec, _ initial: [Double]) -> Job {
        var job = job([Self.line, Self.line], sampler: sampler, seed: 3, trials: 60)
        job.initial = initial.map { number in
            Configuration([.init("p0", .float(number)), .init("p1", .float(number))])
        }
        return job
    }

    private func loss(_ configuration: Configuration) -> TrialOutcome {
        let values = configuration.entries.map { ($0.value.number ?? 0) - 0.9 }
        return .complete(metrics: ["validation_loss": values.reduce(0) { $0 + $1 * $1 }])
    }

    @Test("A grid tries the other configurations in its order, each once")
    func grid() throws {
        var job = job([choice(2), choice(3)], sampler: .grid)
        let whole = try configurations(job, count: 6)
        job.initial = [whole[4], whole[1]]
        let found = try configurations(job, count: 6)
        #expect(found == [4, 1, 0, 2, 3, 5].map { whole[$0] })
        #expect(try StudySampler(job: job).limit == 6)
    }

    @Test("A grid refuses a configuration with a missing value, and one given twice")
    func refused() throws {
        var job = job([choice(2), choice(3)], sampler: .grid)
        let whole = try configurations(job, count: 6)
        job.initial = [whole[0], whole[0]]
        #expect(throws: SearchError.initialOutsideGrid(1)) { try StudySampler(job: job) }
        job.initial = [Configuration([.init("p0", .int(1))])]
        #expect(throws: SearchError.initialOutsideGrid(0)) { try StudySampler(job: job) }
    }

    @Test("Missing values are those that the random sampler draws for the trial")
    func completed() throws {
        var job = job([Self.line, choice(9), Self.line], seed: 5)
        let drawn = try configurations(job, count: 2)
        job.initial = [Configuration([]), Configuration([.init("p2", .float(0.5))])]
        let found = try configurations(job, count: 2)
        #expect(found[0] == drawn[0])
        #expect(found[1]["p0"] == drawn[1]["p0"] && found[1]["p1"] == drawn[1]["p1"])
        #expect(found[1]["p2"] == .float(0.5))
    }

    @Test("CMA-ES begins at the best of them")
    func start() throws {
        let job = distant(CMAESSettings().spec, [0.2, 0.88, 0.5])
        let found = try search(job, count: 9, outcome: loss)
        let mean = found[3..<9].flatMap(\.entries).compactMap(\.value.number).reduce(0, +) / 12
        #expect(mean > 0.6, "\(mean)")
    }

    @Test("TPE learns from them: the first trials after them are near the best one")
    func learnt() throws {
        let sampler = TPESettings(startup: 0, lag: 1).spec
        let initial = (0..<20).map { Double($0) / 20 }
        let found = try search(distant(sampler, initial), count: 40, outcome: loss)[20...]
        let mean = found.flatMap(\.entries).compactMap(\.value.number).reduce(0, +) / 40
        #expect(mean > 0.7, "\(mean)")
    }

    @Test("Trials that the job gives wait for nothing")
    func concurrent() throws {
        var sampler = try StudySampler(
            job: distant(TPESettings(startup: 0, lag: 1).spec, [0.1, 0.2, 0.3]))
        for trial in 0..<3 {
            #expect(sampler.isReady)
            _ = sampler.suggest(trial: trial)
        }
        #expect(!sampler.isReady)
    }
}
