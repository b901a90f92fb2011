import Portable
package import StudyModel

/// NSGA-II: a genetic algorithm for several objectives, or one.
///
/// The first generation is drawn at random. Each later one has a child per trial: two parents are
/// chosen by tournaments of two, crossed and mutated (`GeneticSpace`). The parents of a generation
/// are the best `population` trials of the last parents and the trials since: by violation of the
/// conditions, then by Pareto front, then by crowding distance (`RankedFronts`). So good trials are
/// never lost.
///
/// A generation is a block of `population` trial numbers. All of its trials have the same parents,
/// so trial numbers alone fix which results a trial is drawn from. A trial without numbers, or a
/// failed one, becomes no parent. With a scheduler, a trial that reached a later level ranks before
/// one that did not.
///
/// A child that misses a constraint, or that was tried before, is drawn again. In a finite space no
/// configuration repeats before all were tried.
///
/// Source: Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic
/// algorithm: NSGA-II", IEEE Transactions on Evolutionary Computation 6 (2002). Two things differ
/// from the paper: a pair of parents has one child, and no configuration is tried twice.
package struct NSGA2Sampler: Sampler {
    /// The most children for one that was not tried yet and fulfils the constraints.
    private static let patience = 100
    // The epoch of the generator's counter for the tournaments.
    private static let tournament = 15

    private let space: GeneticSpace
    private let settings: NSGA2Settings
    private let horizon: ResultHorizon
    private let metric: Metric
    private let seed: UInt64
    private let repeats: RepeatRule?
    private var random: RandomSampler
    /// The genes of each trial; nil if its configuration is not from this space.
    private var genes: [[Double]?] = []
    /// The configurations of a continuous space, which `random` does not remember.
    private var tried: Set<Configuration> = []
    private var values: LevelValues
    /// The generation that the parents are of.
    private var generation = 0
    /// The trials before this one have been selected from.
    private var selected = 0
    /// The parents, best first.
    private(set) var parents: [Int] = []

    /// Prepares a space without pools.
    ///
    /// - Parameter horizon: the results that it may learn from.
    package init(
        space: SearchSpace, metric: Metric, seed: UInt64, settings: NSGA2Settings,
        repeats: RepeatRule? = nil, horizon: ResultHorizon = .fullTraining
    ) throws(SearchError) {
        self.horizon = horizon
        values = LevelValues(horizon)
        self.settings = settings
        self.metric = metric
        self.seed = seed
        self.repeats = repeats
        self.space = GeneticSpace(space)
        random = try RandomSampler(space: space, seed: seed, repeats: repeats)
    }

    package var limit: Int? { random.limit }

    package var learns: Bool { true }

    package var concurrency: Int? { settings.population + settings.lag - 1 }

    package func resultsNeeded(for trial: Int) -> [Int] {
        let known = known(before: trial / settings.population)
        return values.levels.map { _ in known }
    }

    /// The number of trials, counted from the first, whose results a generation is bred from.
    private func known(before generation: Int) -> Int {
        let start = generation * settings.population
        guard start > 0 else { return 0 }
        return min(start, horizon.known(before: start, lag: settings.lag).min() ?? 0)
    }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        random.restore(configuration, trial: trial)
        append(configuration)
    }

    package mutating func tell(_ score: Score, at level: Int, trial: Int) {
        values[level, trial] = score
    }

    package mutating func suggest(trial: Int) -> Configuration {
        breed(trial / settings.population)
        if let child = child(trial) {
            random.restore(child, trial: trial)
            append(child)
            return child
        }
        let drawn = random.suggest(trial: trial)
        append(drawn)
        return drawn
    }

    private mutating func append(_ configuration: Configuration) {
        genes.append(space.genes(of: configuration))
        if !random.remembers, repeats != .always { tried.insert(configuration) }
    }

    /// A child of the parents that was not tried yet; nil if there is none.
    private func child(_ trial: Int) -> Configuration? {
        guard !parents.isEmpty else { return nil }
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        for attempt in 0..<Self.patience {
            let (first, second) = pair(generator, attempt: attempt)
            guard let a = genes[first], let b = genes[second] else { return nil }
            let child = space.configuration(
                of: space.child(of: a, b, settings: settings, generator, attempt: attempt))
            if !random.isRefused(child), !tried.contains(child) { return child }
        }
        return nil
    }

    /// Two parents, each the better one of two that are drawn at random; two different ones if
    /// there are.
    private func pair(_ generator: SeededGenerator, attempt: Int) -> (Int, Int) {
        let drawn = (0..<4).map {
            generator.uniform(
                below: parents.count, epoch: Self.tournament, step: attempt, index: $0)
        }
        let first = min(drawn[0], drawn[1])
        var second = min(drawn[2], drawn[3])
        if second == first { second = max(drawn[2], drawn[3]) }
        return (parents[first], parents[second])
    }

    /// Selects the parents of a generation, whose results are known.
    private mutating func breed(_ wanted: Int) {
        while generation < wanted {
            generation += 1
            let end = max(selected, known(before: generation))
            let candidates = parents + (selected..<end)
            selected = end
            let ranked = RankedFronts(candidates.compactMap(entry)).ordered(settings.population)
            parents = ranked.map(\.trial)
        }
    }

    /// A trial as a possible parent.
    private func entry(_ trial: Int) -> RankedFronts.Entry? {
        guard genes[trial] != nil,
            let level = values.levels.last(where: { values[$0, trial] != nil }),
            let score = values[level, trial]
        else { return nil }
        return metric.entry(of: score, trial: trial, level: level)
    }
}

extension SamplerKind {
    package static let nsga2 = SamplerKind(
        "nsga2", settings: NSGA2Settings.rules, takesSeveralObjectives: true
    ) { (job, space, horizon) throws(SearchError) in
        try NSGA2Sampler(
            space: space, metric: job.metric, seed: job.seed, settings: NSGA2Settings(job.sampler),
            repeats: job.repeats, horizon: horizon)
    }
}
