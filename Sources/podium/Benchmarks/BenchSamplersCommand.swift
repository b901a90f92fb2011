import ArgumentParser
import Coordination
import Foundation
import Runtime
import Search
import Studies
import StudyModel

struct BenchSamplersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "samplers",
        abstract: "How fast samplers are, and how good what they find.",
        discussion: """
            Searches formulas instead of training anything: the seconds that sampling takes, and \
            the best value after some trials, the median of several seeds. The least there is is 0.
            """)

    @Option(help: "Trials of a timed search.")
    var trials = 1_000

    @Option(help: "Trials of a search for the best value.")
    var budget = 100

    @Option(help: "Searches, each with a seed of its own, that a median is of.")
    var repeats = 21

    @Option(help: ArgumentHelp("Lags of the tpe sampler.", valueName: "n,…"))
    var lag = NumberList([1, 8])

    @Flag(help: "Print JSON.")
    var json = false

    struct Timing: Codable {
        var sampler: String
        var parameters: Int
        var trials: Int
        var seconds: Double
    }

    struct Quality: Codable {
        var function: String
        var sampler: String
        /// Nil if the sampler does not use outcomes.
        var lag: Int?
        var trials: Int
        var medianBest: Double
    }

    struct Outcome: Codable {
        var timings: [Timing]
        var qualities: [Quality]
    }

    func validate() throws {
        guard trials > 0, budget > 0, repeats > 0, lag.numbers.allSatisfy({ $0 > 0 }) else {
            throw ValidationError("--trials, --budget, --repeats and --lag must be 1 or more")
        }
    }

    func run() throws {
        let outcome = Outcome(timings: try timings(), qualities: try qualities())
        guard !json else { return try StandardOutput.write(json: outcome) }
        let times = outcome.timings.map {
            String(
                format: "%@, %d parameters: %d trials in %.2f s", $0.sampler, $0.parameters,
                $0.trials, $0.seconds)
        }
        let values = outcome.qualities.map { found in
            let manner = found.sampler + (found.lag.map { " with a lag of \($0)" } ?? "")
            return String(
                format: "%@, %@: %.3g after %d trials", found.function, manner, found.medianBest,
                found.trials)
        }
        try StandardOutput.write((times + values).joined(separator: "\n"))
    }

    private func timings() throws -> [Timing] {
        var timings: [Timing] = []
        for sampler in [SamplerSpec.random, TPESettings(lag: 1).spec] {
            for dimensions in [5, 40] {
                let function = BenchFunction.sphere(dimensions: dimensions)
                let start = SystemTime.now
                _ = try best(of: function, sampler, trials: trials, seed: 1)
                timings.append(
                    Timing(
                        sampler: sampler.type, parameters: dimensions, trials: trials,
                        seconds: SystemTime.now.seconds(since: start)))
            }
        }
        return timings
    }

    private func qualities() throws -> [Quality] {
        var qualities: [Quality] = []
        for function in BenchFunction.all {
            let learning = lag.numbers.map { TPESettings(lag: $0).spec }
            for sampler in [.random] + learning {
                qualities.append(try quality(of: function, sampler))
            }
        }
        return qualities
    }

    private func quality(
        of function: BenchFunction, _ sampler: SamplerSpec
    ) throws -> Quality {
        let found = try (0..<repeats).map {
            try best(of: function, sampler, trials: budget, seed: UInt64($0))
        }.sorted()
        return Quality(
            function: function.name, sampler: sampler.type, lag: sampler.lag, trials: budget,
            medianBest: found[found.count / 2])
    }

    /// The smallest value that a search finds.
    private func best(
        of function: BenchFunction, _ sampler: SamplerSpec, trials: Int, seed: UInt64
    ) throws -> Double {
        let metric = Metric(name: "value")
        let job = Job(
            study: "bench", objective: .null, metric: metric, sampler: sampler,
            trials: trials, seed: seed, columns: [],
            space: SearchSpace(function.parameters))
        var search = try StudySampler(job: job)
        var (values, learnt) = ([Double](), 0)
        for trial in 0..<trials {
            while !search.isReady {
                search.tell(.complete(metrics: [metric.name: values[learnt]]), trial: learnt)
                learnt += 1
            }
            values.append(function.value(of: search.suggest(trial: trial)))
        }
        return values.min() ?? .nan
    }
}
