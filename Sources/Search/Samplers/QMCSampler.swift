package import StudyModel

/// Quasi-Monte Carlo search: trial n is point n of a sequence that fills the space evenly.
///
/// A point needs no results, so any number of trials can run at a time. A parameter's coordinate is
/// a quantile of its distribution. Choices have intervals of equal length. Constants take no
/// coordinate. Parameters with a condition have one, which has no effect while they are inactive.
/// Points that miss a constraint are left out. In a finite space no configuration repeats before
/// all were tried: a trial whose point falls on a tried one is drawn as the random sampler does.
///
/// Sources: Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012),
/// section 4; Bousquet, Gelly, Kurach, Teytaud and Vincent, "Critical hyper-parameters: no random,
/// no cry", arXiv:1706.03200 (2017), who recommend scrambled sequences.
package struct QMCSampler: Sampler {
    private let space: DrawableSpace
    private let sequence: LowDiscrepancySequence
    private var random: RandomSampler
    /// The number of points that were left out, because they miss a constraint.
    private var skipped = 0

    /// Prepares a space without pools.
    package init(
        space: SearchSpace, seed: UInt64, settings: QMCSettings, repeats: RepeatRule? = nil
    ) throws(SearchError) {
        self.space = DrawableSpace(space)
        let dimensions = self.space.domains.count { $0.count != 1 }
        let most = LowDiscrepancySequence.largestDimensions
        guard dimensions <= most else {
            throw .tooManyParameters(sampler: SamplerKind.qmc.name, found: dimensions, most: most)
        }
        sequence = LowDiscrepancySequence(
            settings.sequence, dimensions: dimensions, seed: settings.scrambled ? seed : nil)
        random = try RandomSampler(space: space, seed: seed, repeats: repeats)
    }

    package var limit: Int? { random.limit }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        _ = point(of: trial)
        random.restore(configuration, trial: trial)
    }

    package mutating func suggest(trial: Int) -> Configuration {
        guard let point = point(of: trial), !random.isRefused(point) else {
            return random.suggest(trial: trial)
        }
        random.restore(point, trial: trial)
        return point
    }

    /// The next point that fulfils the constraints; nil if there is none among many.
    ///
    /// Every trial takes one, so that a resumed search continues at the same point.
    private mutating func point(of trial: Int) -> Configuration? {
        guard !space.constraints.isEmpty else { return configuration(of: trial) }
        for _ in 0..<DrawableSpace.mostDraws {
            let point = configuration(of: trial + skipped)
            if space.accepts(point) { return point }
            skipped += 1
        }
        return nil
    }

    private func configuration(of index: Int) -> Configuration {
        var dimension = 0
        return space.configuration { place in
            let domain = space.domains[place]
            if domain.count == 1 { return domain.value(at: 0) }
            let fraction = sequence.fraction(of: index, dimension: dimension)
            dimension += 1
            return domain.value(atFraction: fraction)
        }
    }
}

extension SamplerKind {
    static let qmc = SamplerKind("qmc", settings: QMCSettings.rules, takesSeveralObjectives: true) {
        (job, space, _) throws(SearchError) in
        try QMCSampler(
            space: space, seed: job.seed, settings: QMCSettings(job.sampler),
            repeats: job.repeats)
    }
}
