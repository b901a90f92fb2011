import Portable
package import StudyModel

/// Bayesian optimisation with tree-structured Parzen estimators.
///
/// The trials are split into the best tenth (good) and the rest (bad). Each set defines a density
/// over the space. Candidates are drawn from the good density; the one with the highest ratio of
/// good to bad density is tried. Trials without an outcome count as bad, which keeps concurrent
/// trials apart. Failed trials count as bad too.
///
/// The trial number fixes which results a trial learns from: it waits for the results of trials
/// 0...n - lag and ignores all others. In a finite space no configuration repeats before all were
/// tried. Trials that are not feasible rank behind all others.
///
/// The density of a space with conditions is one over all its branches (`ConditionalKernels`), so
/// that it keeps what parameters of several branches have to do with one another. BOHB (below)
/// fills in missing values at random; here the prior's density stands for all values.
///
/// With several objectives, the good trials are those of the first Pareto fronts
/// (`MultiObjectiveSplit`).
///
/// With a scheduler, trials have values at its stops and at the last epoch. The values of the
/// latest level with enough of them are compared, as BOHB does (Falkner, Klein and Hutter, "BOHB:
/// Robust and Efficient Hyperparameter Optimization at Scale", ICML 2018, section 3.2). All trials
/// of a cohort are drawn from the same values.
///
/// Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization", NIPS
/// 2011, in the form recommended by Watanabe, "Tree-structured Parzen estimator", arXiv:2304.11127
/// (2023): all parameters together.
package struct TPESampler: Sampler {
    /// One trial in `goodShare` counts as good, but at most `goodLimit` trials.
    private static let goodShare = 10
    private static let goodLimit = 25
    // Epochs of the generator's counter, distinct from those of the random draws.
    private static let kernelOfCandidate = 3
    private static let valueOfCandidate = 4
    /// The most draws per candidate that fulfils the constraints.
    private static let drawsPerCandidate = 50

    private let settings: TPESettings
    private let horizon: ResultHorizon
    private let metric: Metric
    private let seed: UInt64
    private let parameterCount: Int
    private let hasConstraints: Bool
    private let prior: PriorDensity?
    private var random: RandomSampler
    private var history: ParzenHistory
    private var values: LevelValues
    /// Per trial of other studies, which come first in the history: whether it counts as good.
    private var earlierIsGood: [Bool] = []
    /// Per level, with one objective: the best trials.
    private var best: [LeadingTrials]
    /// The densities of the last trial that was drawn from some.
    private var densities: (good: ParzenEstimator, bad: ParzenEstimator)?

    /// Prepares a space without pools.
    ///
    /// - Parameter horizon: the results that it may learn from.
    package init(
        space: SearchSpace, metric: Metric, seed: UInt64, settings: TPESettings,
        repeats: RepeatRule? = nil, horizon: ResultHorizon = .fullTraining
    ) throws(SearchError) {
        self.horizon = horizon
        values = LevelValues(horizon)
        best = values.levels.map { _ in LeadingTrials(limit: Self.goodLimit) }
        self.settings = settings
        self.metric = metric
        self.seed = seed
        parameterCount = space.parameters.count
        hasConstraints = !space.constraints.isEmpty
        random = try RandomSampler(space: space, seed: seed, repeats: repeats)
        history = ParzenHistory(space)
        prior = PriorDensity(space, history.domains)
    }

    package var limit: Int? { random.limit }

    package var learns: Bool { true }

    package var concurrency: Int? { settings.lag }

    package func resultsNeeded(for trial: Int) -> [Int] {
        trial < startup
            ? values.levels.map { _ in 0 } : horizon.known(before: trial, lag: settings.lag)
    }

    /// Trials of other studies count as good if they are among the best of their own study.
    ///
    /// Values of several studies are never compared. These trials are older than all own ones, and
    /// count as trials of the startup.
    package mutating func learn(from studies: [EarlierStudy]) {
        history.admit(studies.flatMap { $0.trials.map(\.configuration) })
        for study in studies {
            let best = Set(metric.best(of: study).prefix(Self.goodLimit).map(\.number))
            earlierIsGood += study.trials.map { best.contains($0.number) }
        }
    }

    /// The number of trials drawn at random.
    private var startup: Int { max(0, settings.startup - earlierIsGood.count) }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        random.restore(configuration, trial: trial)
        history.append(configuration)
    }

    package mutating func tell(_ score: Score, at level: Int, trial: Int) {
        values[level, trial] = score
        best[level].changed(trial)
    }

    package mutating func suggest(trial: Int) -> Configuration {
        if trial >= startup, let promising = promisingConfiguration(trial: trial) {
            random.restore(promising, trial: trial)
            history.append(promising)
            return promising
        }
        let drawn = random.suggest(trial: trial)
        history.append(drawn)
        return drawn
    }

    /// The best candidate that was not drawn yet, if any.
    private mutating func promisingConfiguration(trial: Int) -> Configuration? {
        let (good, bad) = observations(before: trial)
        let densities = (
            good: ParzenEstimator(history.domains, good, after: densities?.good, draws: true),
            bad: ParzenEstimator(history.domains, bad, after: densities?.bad)
        )
        self.densities = densities
        let goodDensity = PriorMixture(densities.good, prior, trial: trial)
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        var candidates: [[Double]] = []
        let most = settings.candidates * (hasConstraints ? Self.drawsPerCandidate : 1)
        for number in 0..<most where candidates.count < settings.candidates {
            let drawn = goodDensity.draw(
                kernelFraction: generator.openFraction(
                    epoch: Self.kernelOfCandidate, step: number, index: 0)
            ) { parameter in
                generator.openFraction(
                    epoch: Self.valueOfCandidate, step: number, index: parameter)
            }
            let row = history.reduced(drawn)
            if hasConstraints, !random.accepts(history.configuration(of: row)) { continue }
            candidates.append(row)
        }
        let gains = zip(
            goodDensity.logDensities(at: candidates), densities.bad.logDensities(at: candidates)
        ).map { $0 - $1 }
        let byGain = candidates.indices.sorted { (-gains[$0], $0) < (-gains[$1], $1) }
        for candidate in byGain {
            let configuration = history.configuration(of: candidates[candidate])
            if !random.isRefused(configuration) { return configuration }
        }
        return nil
    }

    /// The good and the bad observations that a trial may use.
    mutating func observations(
        before trial: Int
    ) -> (good: ParzenObservations, bad: ParzenObservations) {
        let (history, values, earlier) = (history, values, earlierIsGood.count)
        let needed = resultsNeeded(for: trial)
        var isGood = earlierIsGood + Array(repeating: false, count: history.count - earlier)
        for level in needed.indices.reversed() {
            let end = min(needed[level], history.count - earlier)
            best[level].take(upTo: end, metric) { trial in
                history.isOwn(earlier + trial) ? values[level, trial] : nil
            }
            guard level == 0 || best[level].ranked >= leastToCompare else { continue }
            let share = min(
                (best[level].compared + Self.goodShare - 1) / Self.goodShare, Self.goodLimit)
            for trial in good(level, end: end, count: share) { isGood[earlier + trial] = true }
            break
        }
        let parts = history.split(isGood)
        return (parts.marked, parts.others)
    }

    /// The numbers of the best of the first trials at a level.
    private func good(_ level: Int, end: Int, count: Int) -> [Int] {
        guard metric.hasSeveralObjectives else { return best[level].best(count) }
        let scored = (0..<end).compactMap { trial -> RankedFronts.Entry? in
            guard history.isOwn(earlierIsGood.count + trial), let score = values[level, trial],
                !score.value.isNaN
            else { return nil }
            return metric.entry(of: score, trial: trial)
        }
        return MultiObjectiveSplit.good(scored, count: count)
    }

    /// The number of values that a level above the first must have.
    private var leastToCompare: Int { max(settings.startup, parameterCount + 3) }
}

extension SamplerKind {
    package static let tpe = SamplerKind(
        "tpe", settings: TPESettings.rules, takesSeveralObjectives: true, learnsFromOthers: true,
        usesPriors: true
    ) {
        (job, space, horizon) throws(SearchError) in
        try TPESampler(
            space: space, metric: job.metric, seed: job.seed, settings: TPESettings(job.sampler),
            repeats: job.repeats, horizon: horizon)
    }
}
