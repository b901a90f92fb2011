package import StudyModel

/// Draws every parameter independently of the others and of what came before, except that a finite
/// space is gone through without repeats: no configuration comes a second time while there is one
/// that hasn't come, and then the same holds for the second round, and so on.
///
/// A draw that was seen is drawn again, up to `patience` times. Where that doesn't help, a space of
/// at most `listingLimit` configurations has those left listed and one of them picked, all equally
/// likely; in a larger one the first that is left after a random place is taken. In a space with a
/// continuous parameter nothing is tracked: a repeat there is as good as impossible.
package struct RandomSampler: Sampler {
    private static let patience = 64
    private static let listingLimit = 100_000
    // Parts of the generator's counter space, besides 0 for the draws themselves.
    private static let pickOfRest = 1
    private static let startOfSearch = 2

    private let seed: UInt64
    private let names: [String]
    private let domains: [DrawableDomain]
    /// The numbering of a finite space's configurations.
    private let rows: MixedRadix?
    private var seen: VisitedRows?

    /// Prepares for a space without pools.
    package init(space: SearchSpace, seed: UInt64) {
        self.seed = seed
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        let counts = domains.compactMap(\.count)
        rows = counts.count == domains.count ? MixedRadix(radices: counts) : nil
        seen = rows.map(VisitedRows.init)
    }

    package var limit: Int? { nil }

    package mutating func replay(_ configuration: Configuration, trial: Int) {
        if let digits = digits(of: configuration) { seen?.insert(digits) }
    }

    /// Whether a configuration has come in this round; never, where a parameter is continuous.
    func hasCome(_ configuration: Configuration) -> Bool {
        digits(of: configuration).flatMap { seen?.contains($0) } ?? false
    }

    /// The row of a configuration, or nil where it isn't one of a finite space.
    private func digits(of configuration: Configuration) -> [Int]? {
        guard rows != nil, configuration.entries.count == domains.count else { return nil }
        let digits = zip(domains, configuration.entries)
            .compactMap { $0.position(of: $1.value) }
        return digits.count == domains.count ? digits : nil
    }

    package mutating func configuration(trial: Int) -> Configuration {
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        guard let rows else {
            return Configuration(
                domains.indices.map {
                    let value = domains[$0].value(from: generator, parameter: $0, attempt: 0)
                    return .init(names[$0], value)
                })
        }
        let digits = unseenDigits(generator, rows)
        seen?.insert(digits)
        return Configuration(
            domains.indices.map { .init(names[$0], domains[$0].value(at: digits[$0])) })
    }

    private mutating func unseenDigits(_ generator: SeededGenerator, _ rows: MixedRadix) -> [Int] {
        var digits = rows.radices
        for attempt in 0..<Self.patience {
            for place in domains.indices {
                digits[place] = domains[place]
                    .position(from: generator, parameter: place, attempt: attempt)
            }
            if seen?.contains(digits) != true { return digits }
        }
        if let count = rows.count, count <= Self.listingLimit, let left = seen?.left(of: count) {
            let pick = generator.uniform(below: left.count, epoch: Self.pickOfRest, index: 0)
            return rows.digits(of: left[pick])
        }
        for (place, radix) in rows.radices.enumerated() {
            digits[place] = generator.uniform(
                below: radix, epoch: Self.startOfSearch, index: place)
        }
        while seen?.contains(digits) == true { rows.advance(&digits) }
        return digits
    }
}
