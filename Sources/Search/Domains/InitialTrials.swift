import Portable
import StudyModel

/// The configurations that a job gives for its first trials.
///
/// A parameter that an entry leaves out is drawn from its distribution, as the random sampler does.
struct InitialTrials: Sendable {
    private let given: [Configuration]
    private let seed: UInt64
    private let space: DrawableSpace

    /// - Parameter space: the job's, with all pools drawn.
    init(_ given: [Configuration], in space: SearchSpace, seed: UInt64) {
        self.given = given
        self.seed = seed
        self.space = DrawableSpace(space)
    }

    var count: Int { given.count }

    /// The configuration of a trial; nil if the sampler draws it.
    ///
    /// What is drawn is drawn again as long as it misses a constraint, or, with `isRepeated`, is
    /// one of an earlier trial.
    func configuration(
        of trial: Int, isRepeated: (Configuration) -> Bool
    ) -> Configuration? {
        guard trial < given.count else { return nil }
        return complete(given[trial], for: trial, isRepeated: isRepeated)
    }

    /// A configuration with given values, for a trial; what is left out is drawn.
    func complete(
        _ given: Configuration, for trial: Int, isRepeated: (Configuration) -> Bool
    ) -> Configuration {
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        var first: Configuration?
        for attempt in 0..<DrawableSpace.mostDraws {
            let drawn = configuration(of: given, generator, attempt)
            guard accepts(drawn, given) else { continue }
            if !isRepeated(drawn) { return drawn }
            first = first ?? drawn
        }
        return first ?? configuration(of: given, generator, 0)
    }

    /// Whether some draw completes an entry to a configuration that fulfils the constraints.
    func canComplete(_ trial: Int) -> Bool {
        configuration(of: trial) { _ in false }.map { accepts($0, given[trial]) } ?? false
    }

    /// Whether a configuration fulfils the constraints and has all values of an entry.
    func accepts(_ drawn: Configuration, _ given: Configuration) -> Bool {
        space.accepts(drawn)
            && (!space.isConditional || given.entries.allSatisfy { drawn[$0.name] != nil })
    }

    private func configuration(
        of given: Configuration, _ generator: SeededGenerator, _ attempt: Int
    ) -> Configuration {
        space.configuration { place in
            given[space.names[place]]
                ?? space.domains[place].value(
                    from: generator, parameter: place, attempt: attempt)
        }
    }
}
