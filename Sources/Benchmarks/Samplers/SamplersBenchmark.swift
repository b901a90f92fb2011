import Foundation
import Search
import Studies
import StudyModel

/// The speed of samplers, and how good what they find is.
package struct SamplersBenchmark {
    /// Trials of a timed search.
    package var trials: Int
    /// Trials of a search for the best value.
    package var budget: Int
    /// Searches, each with its own seed, that a median is of.
    package var repeats: Int
    /// Lags of the tpe sampler.
    package var lags: [Int]

    package init(trials: Int, budget: Int, repeats: Int, lags: [Int]) {
        self.trials = trials
        self.budget = budget
        self.repeats = repeats
        self.lags = lags
    }

    package struct Timing: Codable {
        package var sampler: String
        package var parameters: Int
        package var trials: Int
        package var seconds: Double
    }

    package struct Quality: Codable {
        package var function: String
        package var sampler: String
        /// Nil if the sampler does not use outcomes.
        package var lag: Int?
        package var trials: Int
        package var medianBest: Double
    }

    package struct Outcome: Codable {
        package var timings: [Timing]
        package var qualities: [Quality]
    }

    package func run() throws -> Outcome {
        Outcome(timings: try timings(), qualities: try qualities())
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
            let learning = lags.map { TPESettings(lag: $0).spec }
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

extension SamplersBenchmark.Outcome {
    package var text: String {
        let times = timings.map {
            String(
                format: "%@, %d parameters: %d trials in %.2f s", $0.sampler, $0.parameters,
                $0.trials, $0.seconds)
        }
        let values = qualities.map { found in
            let manner = found.sampler + (found.lag.map { " with a lag of \($0)" } ?? "")
            return String(
                format: "%@, %@: %.3g after %d trials", found.function, manner, found.medianBest,
                found.trials)
        }
        return (times + values).joined(separator: "\n")
    }
}
