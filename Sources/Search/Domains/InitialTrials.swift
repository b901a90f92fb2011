import Portable
import StudyModel

/// The configurations that a job gives for its first trials.
///
/// A parameter that an entry leaves out is drawn from its distribution, as the random sampler does.
struct InitialTrials: Sendable {
    private let given: [Configuration]
    private let seed: UInt64
    private let names: [String]
    private let domains: [DrawableDomain]

    /// - Parameter space: the job's, with all pools drawn.
    init(_ given: [Configuration], in space: SearchSpace, seed: UInt64) {
        self.given = given
        self.seed = seed
        names = space.parameters.map(\.name)
        domains = given.isEmpty ? [] : space.parameters.map { DrawableDomain($0.domain) }
    }

    var count: Int { given.count }

    /// The configuration of a trial; nil if the sampler draws it.
    func configuration(of trial: Int) -> Configuration? {
        guard trial < given.count else { return nil }
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        return Configuration(
            names.indices.map { place in
                let drawn = { domains[place].value(from: generator, parameter: place, attempt: 0) }
                return .init(names[place], given[trial][names[place]] ?? drawn())
            })
    }
}
