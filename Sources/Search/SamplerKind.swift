package import StudyModel

/// A kind of sampler: its name and settings in job files, and how to prepare one.
package struct SamplerKind: Sendable {
    /// The name in job files.
    package let name: String
    package let settings: [SettingRule]
    /// Whether it tries every configuration of a finite space once, so that the space determines
    /// the number of trials.
    package let isExhaustive: Bool
    /// Whether it searches for several objectives: it learns from all of them, or from none.
    package let takesSeveralObjectives: Bool
    /// Whether it learns from the trials of other studies (`Sampler.learn`).
    package let learnsFromOthers: Bool
    /// Whether it uses the priors of parameters.
    package let usesPriors: Bool
    private let prepare:
        @Sendable (Job, SearchSpace, ResultHorizon) throws(SearchError) -> any Sampler

    /// - Parameter prepare: prepares the sampler of a job over its space with all pools drawn.
    init(
        _ name: String, settings: [SettingRule] = [], isExhaustive: Bool = false,
        takesSeveralObjectives: Bool = false, learnsFromOthers: Bool = false,
        usesPriors: Bool = false,
        prepare:
            @escaping @Sendable (Job, SearchSpace, ResultHorizon) throws(SearchError)
            -> any Sampler
    ) {
        self.name = name
        self.settings = settings
        self.isExhaustive = isExhaustive
        self.takesSeveralObjectives = takesSeveralObjectives
        self.learnsFromOthers = learnsFromOthers
        self.usesPriors = usesPriors
        self.prepare = prepare
    }

    /// Every kind, in the order of the documentation.
    package static let all: [SamplerKind] = [
        .random, .grid, .qmc, .tpe, .cmaES, .gp, .nsga2, .auto,
    ]

    /// The kind with a name in job files.
    package static func named(_ name: String) -> SamplerKind? { all.first { $0.name == name } }

    /// A sampler's description with some settings; the others have their defaults.
    package func spec(_ given: [Setting] = []) -> SamplerSpec {
        SamplerSpec(name, settings.filled(with: given))
    }

    /// The sampler of a job.
    ///
    /// - Parameters:
    ///   - space: the job's space, with all pools drawn.
    ///   - horizon: the results that it may learn from.
    static func sampler(
        of job: Job, over space: SearchSpace, _ horizon: ResultHorizon
    ) throws(SearchError) -> any Sampler {
        guard let kind = named(job.sampler.type) else {
            throw .unknownSampler(job.sampler.type, known: all.map(\.name))
        }
        guard kind.takesSeveralObjectives || !job.metric.hasSeveralObjectives else {
            throw .severalObjectives(
                sampler: kind.name, found: job.metric.objectives.count,
                able: all.filter(\.takesSeveralObjectives).map(\.name))
        }
        try kind.settings.check(job.sampler, of: "\(kind.name) sampler")
        return try kind.prepare(job, space, horizon)
    }
}
