import Portable
package import StudyModel

/// Draws every parameter independently, but a finite space is searched without repeats: a
/// configuration repeats only after all others were drawn, and each further round has the same
/// rule.
///
/// A configuration already seen is drawn again, up to `patience` times. After that, a space of at
/// most `DrawableSpace.listingLimit` configurations lists the remaining ones and picks one
/// uniformly. A larger space takes the first remaining one after a random place. A space with a
/// continuous parameter tracks nothing: a repeat there is practically impossible.
///
/// Trials with even numbers draw parameters with a prior of the user's from this prior, so half of
/// the trials do not depend on whether it is right.
///
/// A job's `RepeatRule` changes this. With `never` there is one round, and a continuous space
/// tracks its configurations too. With `always` each draw is independent of earlier ones.
package struct RandomSampler: Sampler {
    private static let patience = 64
    // Epochs of the generator's counter; 0 is used by the draws themselves.
    private static let pickOfRest = 1
    private static let startOfSearch = 2
    /// The most rows that are looked at after a random place, in a space with constraints.
    private static let longestWalk = 100_000

    private let seed: UInt64
    private let repeats: RepeatRule?
    private let space: DrawableSpace
    /// A configuration for trials without a draw that fulfils the constraints.
    private let example: Configuration?
    /// The rows of a finite space that were drawn in this round.
    private var seen: VisitedRows?
    /// What was drawn in a continuous space, if nothing may repeat.
    private var known: Set<Configuration>?

    /// Prepares a space without pools.
    ///
    /// - Throws: `SearchError` if no configuration fulfils the constraints.
    package init(
        space: SearchSpace, seed: UInt64, repeats: RepeatRule? = nil
    ) throws(SearchError) {
        self.seed = seed
        self.repeats = repeats
        self.space = DrawableSpace(space)
        example = try self.space.example(seed: seed)
        guard repeats != .always else { return }
        guard let rows = self.space.rows else {
            known = repeats == .never ? [] : nil
            return
        }
        let list =
            self.space.isRestricted
            ? self.space.listing(limit: DrawableSpace.listingLimit) : nil
        let count = self.space.isRestricted ? list?.count : rows.count
        seen = VisitedRows(rows, list: list, count: count, hasRounds: repeats == nil)
    }

    /// With `never`, the number of configurations, if it is known.
    package var limit: Int? { repeats == .never ? seen?.count : nil }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        if let digits = space.digits(of: configuration) { seen?.insert(digits) }
        known?.insert(configuration)
    }

    /// Whether a configuration was already drawn in this round, or misses a constraint.
    func isRefused(_ configuration: Configuration) -> Bool {
        if !space.accepts(configuration) { return true }
        if let known { return known.contains(configuration) }
        guard let seen, let digits = space.digits(of: configuration) else { return false }
        return seen.contains(digits)
    }

    /// Whether a configuration fulfils the constraints.
    func accepts(_ configuration: Configuration) -> Bool { space.accepts(configuration) }

    /// Whether a draw can be refused, so that it is worth more than one.
    var refuses: Bool { seen != nil || known != nil || !space.constraints.isEmpty }

    /// Whether it remembers every configuration, so that `isRefused` knows the tried ones.
    var remembers: Bool { seen != nil || known != nil }

    package mutating func suggest(trial: Int) -> Configuration {
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        let usesPriors = trial % 2 == 0
        guard let rows = space.rows, seen != nil else {
            let drawn = newConfiguration(generator, usesPriors)
            known?.insert(drawn)
            return drawn
        }
        let digits = unseenDigits(generator, rows, usesPriors)
        seen?.insert(digits)
        return space.configuration(of: digits)
    }

    /// The first draw that is not refused; after many draws, one that was drawn before.
    private func newConfiguration(
        _ generator: SeededGenerator, _ usesPriors: Bool
    ) -> Configuration {
        var last: Configuration?
        for attempt in 0..<DrawableSpace.mostDraws {
            let drawn = space.configuration(
                from: generator, attempt: attempt, usesPriors: usesPriors)
            if !isRefused(drawn) { return drawn }
            if last == nil, space.accepts(drawn) { last = drawn }
        }
        return last ?? example ?? space.configuration(from: generator, attempt: 0)
    }

    private mutating func unseenDigits(
        _ generator: SeededGenerator, _ rows: MixedRadix, _ usesPriors: Bool
    ) -> [Int] {
        var digits = rows.radices
        var (accepted, attempt) = (0, 0)
        var last: [Int]?
        while accepted < Self.patience, attempt < DrawableSpace.mostDraws {
            for place in rows.radices.indices {
                digits[place] = space.digit(
                    of: place, from: generator, attempt: attempt, usesPriors: usesPriors)
            }
            attempt += 1
            let reduced = space.reduced(digits)
            guard space.accepts(digits: reduced) else { continue }
            if seen?.contains(reduced) != true { return reduced }
            (last, accepted) = (reduced, accepted + 1)
        }
        if let count = seen?.count, count <= DrawableSpace.listingLimit, let left = seen?.left,
            !left.isEmpty
        {
            let pick = generator.uniform(below: left.count, epoch: Self.pickOfRest, index: 0)
            return rows.digits(of: left[pick])
        }
        for (place, radix) in rows.radices.enumerated() {
            digits[place] = generator.uniform(
                below: radix, epoch: Self.startOfSearch, index: place)
        }
        return firstUnseen(from: digits, rows)
            ?? last ?? example.flatMap { space.digits(of: $0) } ?? space.reduced(digits)
    }

    /// The first new row after a place; nil if a long walk finds none.
    private func firstUnseen(from start: [Int], _ rows: MixedRadix) -> [Int]? {
        var digits = start
        let most = space.isRestricted ? Self.longestWalk : .max
        for _ in 0..<min(most, rows.count ?? .max) {
            let isNew =
                seen?.contains(digits) != true && space.reduced(digits) == digits
                && space.accepts(digits: digits)
            if isNew { return digits }
            rows.advance(&digits)
        }
        return nil
    }
}

extension SamplerKind {
    static let random = SamplerKind("random", takesSeveralObjectives: true, usesPriors: true) {
        (job, space, _) throws(SearchError) in
        try RandomSampler(space: space, seed: job.seed, repeats: job.repeats)
    }
}
