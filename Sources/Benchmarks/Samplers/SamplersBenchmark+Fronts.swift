import Search
import Studies
import StudyModel

/// Searches for several objectives.
extension SamplersBenchmark {
    /// The seconds of a search for two objectives, by sampler.
    func frontTimings() throws -> [Timing] {
        try frontSpecs(lags: [1]).map { sampler in
            let start = SystemTime.now
            _ = try points(of: .zdt1, sampler, trials: trials, seed: 1)
            return Timing(
                sampler: sampler.type, parameters: BenchFront.zdt1.parameters.count,
                trials: trials, seconds: SystemTime.now.seconds(since: start))
        }
    }

    /// Which part of the front's hypervolume is missing after some trials.
    func frontQualities() throws -> [Quality] {
        try BenchFront.all.flatMap { function in
            try frontSpecs(lags: lags).flatMap { sampler in
                let searches = try (0..<repeats).map {
                    try points(
                        of: function, sampler, trials: budgets.max() ?? 0, seed: UInt64($0))
                }
                return budgets.map { budget in
                    let missing = searches.map { points in
                        1 - Hypervolume.of(
                            Array(points.prefix(budget)), reference: function.reference)
                            / function.volume
                    }
                    return Quality(function: function.name, sampler, trials: budget, missing)
                }
            }
        }
    }

    private func frontSpecs(lags: [Int]) -> [SamplerSpec] {
        specs(lags: lags).filter {
            SamplerKind.named($0.type)?.takesSeveralObjectives == true
        }
    }

    /// The objectives of a search's trials.
    private func points(
        of function: BenchFront, _ sampler: SamplerSpec, trials: Int, seed: UInt64
    ) throws -> [[Double]] {
        let names = function.reference.indices.map { "objective\($0)" }
        let metric = Metric(name: names[0], others: names.dropFirst().map { .init(name: $0) })
        let job = Job(
            study: "bench", objective: .null, metric: metric, sampler: sampler,
            trials: trials, seed: seed, columns: [],
            space: SearchSpace(function.parameters))
        var search = try StudySampler(job: job)
        var (points, learnt) = ([[Double]](), 0)
        for trial in 0..<trials {
            while !search.isReady {
                let metrics = Dictionary(uniqueKeysWithValues: zip(names, points[learnt]))
                search.tell(.complete(metrics: metrics), trial: learnt)
                learnt += 1
            }
            points.append(function.costs(of: search.suggest(trial: trial)))
        }
        return points
    }
}
