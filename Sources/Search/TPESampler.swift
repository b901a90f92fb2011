package import StudyModel

/// Bayesian optimisation with tree-structured Parzen estimators.
///
/// What has been tried is parted in a good tenth and the rest; each part becomes a density over the
/// space, and of some candidates drawn from the good one's the one is tried where good is densest
/// compared with bad. Trials without an outcome yet count as bad ones, which keeps those that run
/// at the same time apart; so do failed ones.
///
/// Which outcomes a trial learns from is fixed by its number: it waits for those of trials 0...n -
/// lag, and heeds no other. In a finite space nothing comes twice before all has come.
///
/// Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization",
/// NIPS 2011, in the form that Watanabe, "Tree-structured Parzen estimator", arXiv:2304.11127
/// (2023), recommends: all parameters together.
package struct TPESampler: Sampler {
    /// The share of trials that count as good, and how many do at most.
    private static let goodShare = 10
    private static let goodLimit = 25
    // Parts of the generator's counter space, besides those of the random draws.
    private static let kernelOfCandidate = 3
    private static let valueOfCandidate = 4

    private let settings: TPESettings
    private let metric: Metric
    private let seed: UInt64
    private let names: [String]
    private var random: RandomSampler
    private var history: ParzenHistory
    /// How each trial ended, once it has: its metric, or NaN where it has none.
    private var values: [Double?] = []

    /// Prepares for a space without pools.
    package init(space: SearchSpace, metric: Metric, seed: UInt64, settings: TPESettings) {
        self.settings = settings
        self.metric = metric
        self.seed = seed
        names = space.parameters.map(\.name)
        random = RandomSampler(space: space, seed: seed)
        history = ParzenHistory(space.parameters.map { ParzenDomain($0.domain) })
    }

    package var limit: Int? { nil }

    package func outcomesNeeded(for trial: Int) -> Int {
        trial < settings.startup ? 0 : max(0, trial - settings.lag + 1)
    }

    package mutating func replay(_ configuration: Configuration, trial: Int) {
        random.replay(configuration, trial: trial)
        history.append(configuration)
    }

    package mutating func learn(_ outcome: TrialOutcome, trial: Int) {
        while values.count <= trial { values.append(nil) }
        switch outcome {
        case .complete(let metrics): values[trial] = metrics[metric.name] ?? .nan
        case .failed: values[trial] = .nan
        }
    }

    package mutating func configuration(trial: Int) -> Configuration {
        if trial >= settings.startup, let promising = promisingConfiguration(trial: trial) {
            random.replay(promising, trial: trial)
            history.append(promising)
            return promising
        }
        let drawn = random.configuration(trial: trial)
        history.append(drawn)
        return drawn
    }

    /// The best of the candidates that hasn't come yet, if there is one.
    private func promisingConfiguration(trial: Int) -> Configuration? {
        let (good, bad) = observations(before: trial)
        let (goodDensity, badDensity) = (
            ParzenEstimator(history.domains, good), ParzenEstimator(history.domains, bad)
        )
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        let candidates = (0..<settings.candidates).map { number in
            let row = goodDensity.draw(
                kernelFraction: generator.openFraction(
                    epoch: Self.kernelOfCandidate, step: number, index: 0)
            ) { parameter in
                generator.openFraction(
                    epoch: Self.valueOfCandidate, step: number, index: parameter)
            }
            return (
                row: row, gain: goodDensity.logDensity(at: row) - badDensity.logDensity(at: row)
            )
        }
        let byGain = candidates.indices.sorted {
            (-candidates[$0].gain, $0) < (-candidates[$1].gain, $1)
        }
        return byGain.lazy.map { configuration(of: candidates[$0].row) }
            .first { !random.hasCome($0) }
    }

    private func configuration(of row: [Double]) -> Configuration {
        Configuration(
            names.indices.map { .init(names[$0], history.domains[$0].value(of: row[$0])) })
    }

    /// The good trials and the others, as a trial may know them.
    func observations(
        before trial: Int
    ) -> (good: ParzenObservations, bad: ParzenObservations) {
        let rows = history.rows
        let known = 0..<min(outcomesNeeded(for: trial), rows.count)
        let ended = known.filter { rows[$0] != nil }
        let ranked = ended.compactMap { trial in
            values[trial].flatMap { $0.isNaN ? nil : (trial: trial, value: $0) }
        }.sorted {
            $0.value == $1.value
                ? $0.trial < $1.trial : metric.ranks($0.value, before: $1.value)
        }
        let share = (ended.count + Self.goodShare - 1) / Self.goodShare
        var isGood = Array(repeating: false, count: rows.count)
        for (trial, _) in ranked.prefix(min(share, Self.goodLimit)) { isGood[trial] = true }
        return (history.part(isGood), history.part(isGood.map { !$0 }))
    }
}
