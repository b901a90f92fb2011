import Foundation
import Search
import StudyModel

/// A job over a space, for the null objective.
func job(
    _ domains: [Domain], sampler: SamplerSpec = .random, seed: UInt64 = 1, trials: Int = 1
) -> Job {
    let parameters = domains.enumerated().map { Parameter(name: "p\($0)", domain: $1) }
    return Job(
        study: "s", objective: .null, metric: Metric(name: "validation_loss"), sampler: sampler,
        trials: trials, seed: seed, columns: [], space: SearchSpace(parameters))
}

/// The first configurations of a job.
func configurations(_ job: Job, count: Int) throws -> [Configuration] {
    var sampler = try StudySampler(job: job)
    return (0..<count).map { sampler.suggest(trial: $0) }
}

/// The first values of a single parameter's domain, as numbers.
func numbers(_ domain: Domain, seed: UInt64 = 1, count: Int) throws -> [Double] {
    try configurations(job([domain], seed: seed), count: count).compactMap {
        $0.entries[0].value.number
    }
}

/// `0..<count` as a choice.
func choice(_ count: Int) -> Domain { .categorical((0..<count).map { .int($0) }) }

/// A line of a golden file of numbers, found by its first field.
func goldenNumbers(_ name: String, file: String) throws -> [Double] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens/\(file)")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    let fields = lines.map { $0.split(separator: ",") }.first { $0[0] == name }
    return fields?.dropFirst().compactMap { Double($0) } ?? []
}
