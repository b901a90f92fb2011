package import StudyModel

/// Quasi-Monte Carlo search: trial n is point n of a sequence that fills the space evenly.
///
/// A point needs no results, so any number of trials can run at a time. A parameter's coordinate is
/// a quantile of its distribution. Choices have intervals of equal length. Constants take no
/// coordinate. In a finite space no configuration repeats before all were tried: a trial whose
/// point falls on a tried one is drawn as the random sampler does.
///
/// Sources: Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012),
/// section 4; Bousquet, Gelly, Kurach, Teytaud and Vincent, "Critical hyper-parameters: no random,
/// no cry", arXiv:1706.03200 (2017), who recommend scrambled sequences.
package struct QMCSampler: Sampler {
    private let names: [String]
    private let domains: [DrawableDomain]
    private let sequence: LowDiscrepancySequence
    private var random: RandomSampler

    /// Prepares a space without pools.
    package init(space: SearchSpace, seed: UInt64, settings: QMCSettings) throws(SearchError) {
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        let dimensions = domains.count { $0.count != 1 }
        let most = LowDiscrepancySequence.largestDimensions
        guard dimensions <= most else {
            throw .tooManyParameters(sampler: SamplerKind.qmc.name, found: dimensions, most: most)
        }
        sequence = LowDiscrepancySequence(
            settings.sequence, dimensions: dimensions, seed: settings.scrambled ? seed : nil)
        random = RandomSampler(space: space, seed: seed)
    }

    package var limit: Int? { nil }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        random.restore(configuration, trial: trial)
    }

    package mutating func suggest(trial: Int) -> Configuration {
        let point = configuration(of: trial)
        if random.hasCome(point) { return random.suggest(trial: trial) }
        random.restore(point, trial: trial)
        return point
    }

    private func configuration(of index: Int) -> Configuration {
        var dimension = 0
        return Configuration(
            domains.indices.map { place in
                let domain = domains[place]
                if domain.count == 1 { return .init(names[place], domain.value(at: 0)) }
                let fraction = sequence.fraction(of: index, dimension: dimension)
                dimension += 1
                return .init(names[place], domain.value(atFraction: fraction))
            })
    }
}

extension SamplerKind {
    static let qmc = SamplerKind("qmc", settings: QMCSettings.rules) {
        (job, space, _) throws(SearchError) in
        try QMCSampler(space: space, seed: job.seed, settings: QMCSettings(job.sampler))
    }
}
