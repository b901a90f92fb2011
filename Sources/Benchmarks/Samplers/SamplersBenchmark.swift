import Foundation
import Portable
import Search
package import Simulation
import Studies
import StudyModel

/// The speed of samplers, and how good what they find is.
package struct SamplersBenchmark {
    /// Names of the samplers to measure.
    package var samplers: [String]
    /// Trials of a timed search.
    package var trials: Int
    /// Numbers of trials after which the best value is taken.
    package var budgets: [Int]
    /// Searches, each with its own seed.
    package var repeats: Int
    /// Lags of the samplers that learn.
    package var lags: [Int]
    /// Tables of kind `grid` to search in place of the formulas; their values are regrets.
    package var tables: [CurveTable]
    /// Whether the functions have several objectives.
    package var hasSeveralObjectives: Bool
    /// Functions of the suite BBOB to search in place of the formulas.
    package var bbob: BBOBSelection?

    /// The samplers that can be measured.
    package static let names = ["random", "qmc", "tpe", "cma-es", "gp", "nsga2", "auto"]

    package init(
        samplers: [String] = names, trials: Int, budgets: [Int], repeats: Int, lags: [Int],
        tables: [CurveTable] = [], hasSeveralObjectives: Bool = false, bbob: BBOBSelection? = nil
    ) {
        self.samplers = samplers
        self.trials = trials
        self.budgets = budgets
        self.repeats = repeats
        self.lags = lags
        self.tables = tables
        self.hasSeveralObjectives = hasSeveralObjectives
        self.bbob = bbob
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
        package var meanBest: Double
        /// The standard error of the mean; 0 for one search.
        package var standardError: Double

        init(function: String, _ sampler: SamplerSpec, trials: Int, _ values: [Double]) {
            let found = values.sorted()
            let spread = Spread(found)
            self.function = function
            self.sampler = sampler.type
            lag = sampler.lag
            self.trials = trials
            medianBest = found[found.count / 2]
            meanBest = spread.mean
            standardError = spread.standardError
        }
    }

    package struct Outcome: Codable {
        package var timings: [Timing]
        package var qualities: [Quality]
        /// For the functions of BBOB: what their gaps are beside those of random search.
        package var relativeGaps: [RelativeGap]?
    }

    package func run() throws -> Outcome {
        if let bbob { return try bbobOutcome(bbob) }
        guard tables.isEmpty else {
            let regrets = try tables.flatMap { table in
                let space = RecordedSpace(of: table)
                return try specs(lags: lags).flatMap { try qualities(of: space, table, $0) }
            }
            return Outcome(timings: [], qualities: regrets)
        }
        return hasSeveralObjectives
            ? Outcome(timings: try frontTimings(), qualities: try frontQualities())
            : Outcome(timings: try timings(), qualities: try qualities())
    }

    /// The regrets of searches of a table; a search without a value has the median, 1.
    private func qualities(
        of space: RecordedSpace, _ table: CurveTable, _ sampler: SamplerSpec
    ) throws -> [Quality] {
        let marks = budgets.sorted()
        let runs = try SimulatedSearch(
            space, SearchSetting(sampler: sampler), trials: marks.last ?? 0, repeats: repeats,
            seed: 0
        ).run(marks: marks)
        return marks.enumerated().map { place, budget in
            let regrets = runs.map { $0.byTrials[place].best.map(table.normalisedRegret) ?? 1 }
            return Quality(function: table.name, sampler, trials: budget, regrets)
        }
    }

    private func timings() throws -> [Timing] {
        var timings: [Timing] = []
        for sampler in specs(lags: [1]) {
            for dimensions in [5, 10, 40] {
                let function = BenchFunction.sphere(dimensions: dimensions)
                let start = SystemTime.now
                _ = try values(of: function, sampler, trials: trials, seed: 1)
                timings.append(
                    Timing(
                        sampler: sampler.type, parameters: dimensions, trials: trials,
                        seconds: SystemTime.now.seconds(since: start)))
            }
        }
        return timings
    }

    private func qualities() throws -> [Quality] {
        try BenchFunction.all.flatMap { function in
            try specs(lags: lags).flatMap { try qualities(of: function, $0) }
        }
    }

    /// The samplers to measure, those that learn with each lag.
    func specs(lags: [Int]) -> [SamplerSpec] {
        var all: [SamplerSpec] = [.random, QMCSettings().spec]
        all += lags.map { TPESettings(lag: $0).spec }
        all += lags.map { CMAESSettings(lag: $0).spec }
        all += lags.map { GPSettings(lag: $0).spec }
        all += lags.map { NSGA2Settings(lag: $0).spec }
        all += lags.map { SamplerKind.auto.spec([Setting("lag", .literal(.int($0)))]) }
        return all.filter { samplers.contains($0.type) }
    }

    private func qualities(
        of function: BenchFunction, _ sampler: SamplerSpec
    ) throws -> [Quality] {
        let most = budgets.max() ?? 0
        let searches = try (0..<repeats).map {
            try values(of: function, sampler, trials: most, seed: UInt64($0))
        }
        return budgets.map { budget in
            Quality(
                function: function.name, sampler, trials: budget,
                searches.map { $0.prefix(budget).min() ?? .nan })
        }
    }

    /// The values of a search's trials.
    func values(
        of function: BenchFunction, _ sampler: SamplerSpec, trials: Int, seed: UInt64
    ) throws -> [Double] {
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
        return values
    }
}

extension SamplersBenchmark.Outcome {
    package var text: String {
        let times = timings.map {
            String(
                format: "%@, %d parameters: %d trials in %.3g s", $0.sampler, $0.parameters,
                $0.trials, $0.seconds)
        }
        return ((times.isEmpty ? [] : times + [""]) + table + summary).joined(separator: "\n")
    }

    private var table: [String] {
        BudgetTable(
            heading: "function",
            cells: qualities.map {
                .init(
                    subject: $0.function, sampler: $0.sampler, lag: $0.lag, trials: $0.trials,
                    mean: $0.meanBest, standardError: $0.standardError)
            }
        ).lines
    }

    private var summary: [String] {
        guard let relativeGaps else { return [] }
        return [""]
            + BudgetTable(
                heading: "functions, relative gap",
                cells: relativeGaps.map {
                    .init(
                        subject: "\($0.group), \($0.parameters) parameters", sampler: $0.sampler,
                        lag: $0.lag, trials: $0.trials, mean: $0.geometricMean,
                        standardError: $0.standardError)
                }
            ).lines
    }
}
