import Foundation
import Portable
import StudyModel

/// What searches of a recorded space found, on average over their seeds.
package struct SimulationOutcome: Encodable {
    /// A mean over searches with the sample's standard deviation, which is 0 for one search.
    package struct Mean: Encodable, Hashable {
        package var mean: Double
        package var deviation: Double

        /// Nil without values.
        init?(_ values: [Double]) {
            guard !values.isEmpty else { return nil }
            let spread = Spread(values)
            (mean, deviation) = (spread.mean, spread.deviation)
        }
    }

    /// The state after a number of trials, or of epochs.
    package struct State: Encodable {
        /// The trials, or the full trainings whose epochs were spent.
        package var count: Int
        /// The best final value, of the searches that have one; nil if none has.
        package var best: Mean?
        /// 0 is the best recorded value, 1 the median of all.
        package var regret: Mean?
        /// The number of searches without any final value so far.
        package var searchesWithoutValue: Int
        package var epochs: Double
        package var hours: Double

        init(_ count: Int, _ states: [SearchRun.State], _ curves: CurveTable) {
            let values = states.compactMap(\.best)
            self.count = count
            best = Mean(values)
            regret = Mean(values.map(curves.normalisedRegret))
            searchesWithoutValue = states.count - values.count
            epochs = Mean(states.map(\.epochs))?.mean ?? 0
            hours = (Mean(states.map(\.seconds))?.mean ?? 0) / 3600
        }
    }

    /// The searches with one setting.
    package struct Search: Encodable {
        package var sampler: String
        package var samplerSettings: [String: String]
        package var scheduler: String
        package var schedulerSettings: [String: String]
        package var slots: Int
        package var trials: Int
        package var byTrials: [State]
        /// Within the epochs that a search takes; empty for tables of one epoch.
        package var byTrainings: [State]
        package var epochs: Double
        package var hours: Double
        /// The mean number of different recorded configurations that a search had.
        package var recordedConfigurations: Double
        /// The mean distance between what was drawn and what was recorded (`ConfigurationIndex`).
        package var distance: Double
    }

    package var source: String
    package var metric: String
    package var direction: String
    package var configurations: Int
    /// The parameters with more than one value.
    package var parameters: Int
    package var epochs: Int
    /// Whether every configuration of the space is recorded.
    package var isComplete: Bool
    package var optimum: Double
    package var median: Double
    package var repeats: Int
    package var seed: UInt64
    /// The best of the first trials that the study itself found; empty for a table.
    package var recorded: [RecordedBest]
    package var searches: [Search]
    package var notes: [String]

    /// The best value of a recorded study's first trials.
    package struct RecordedBest: Encodable, Hashable {
        package var trials: Int
        package var best: Double?
    }

    /// Numbers of trials after which the state is taken: 1, 2 and 5 times powers of 10 from 10 on,
    /// and all trials.
    package static func marks(trials: Int) -> [Int] {
        let usual = [10, 100, 1_000, 10_000, 100_000].flatMap { [$0, 2 * $0, 5 * $0] }
        return usual.filter { $0 < trials } + [trials]
    }

    /// Runs searches with each setting.
    ///
    /// - Throws: `SimulationError` or `SearchError` if the space can't be searched so.
    package init(
        _ space: RecordedSpace, _ settings: [SearchSetting], trials: Int, repeats: Int,
        seed: UInt64
    ) throws {
        let curves = space.curves
        source = space.source
        metric = curves.metric.name
        direction = curves.metric.direction.rawValue
        configurations = curves.rows
        parameters = space.space.parameters.count { $0.domain.count != 1 }
        epochs = curves.epochs
        isComplete = space.isComplete
        optimum = curves.optimum
        median = curves.median
        self.repeats = repeats
        self.seed = seed
        recorded = Self.recorded(space.recorded, curves.metric, trials: trials)
        notes = space.notes
        let planned = try settings.map {
            try SimulatedSearch(space, $0, trials: trials, repeats: repeats, seed: seed)
        }
        searches = try planned.map { search in
            let marks = Self.marks(trials: search.trials)
            let runs = try search.run(marks: marks)
            return Search(search, runs, marks, curves)
        }
    }

    private static func recorded(
        _ values: [Double?], _ metric: Metric, trials: Int
    ) -> [RecordedBest] {
        guard !values.isEmpty else { return [] }
        return marks(trials: min(trials, values.count)).map { mark in
            RecordedBest(
                trials: mark,
                best: values.prefix(mark).compactMap { $0 }
                    .min { metric.ranks($0, before: $1) })
        }
    }
}

extension SimulationOutcome.Search {
    fileprivate init(
        _ search: SimulatedSearch, _ runs: [SearchRun], _ marks: [Int], _ curves: CurveTable
    ) {
        let setting = search.setting
        sampler = setting.sampler.type
        samplerSettings = Self.texts(setting.sampler.settings)
        scheduler = setting.scheduler.type
        schedulerSettings = Self.texts(setting.scheduler.settings)
        slots = setting.slots
        trials = search.trials
        byTrials = marks.enumerated().map { place, mark in
            .init(mark, runs.map { $0.byTrials[place] }, curves)
        }
        // Beyond its own epochs a search has no state of its own.
        let spent = runs.map(\.epochs).max() ?? 0
        byTrainings = marks.enumerated().filter {
            curves.epochs > 1 && Double($0.element * curves.epochs) <= spent
        }.map { place, mark in .init(mark, runs.map { $0.byEpochs[place] }, curves) }
        func mean(_ value: (SearchRun) -> Double) -> Double {
            SimulationOutcome.Mean(runs.map(value))?.mean ?? 0
        }
        epochs = mean(\.epochs)
        hours = mean(\.seconds) / 3600
        recordedConfigurations = mean { Double($0.rows) }
        distance = mean(\.distance)
    }

    private static func texts(_ settings: [Setting]) -> [String: String] {
        Dictionary(
            settings.compactMap { setting in
                guard case .literal(let value) = setting.value else { return nil }
                return (setting.name, value.description)
            }
        ) { first, _ in first }
    }
}
