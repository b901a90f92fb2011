import Portable
package import StudyModel

/// Draws every parameter independently, but a finite space is searched without repeats: a
/// configuration repeats only after all others were drawn, and each further round has the same
/// rule.
///
/// A configuration already seen is drawn again, up to `patience` times. After that, a space of at
/// most `listingLimit` configurations lists the remaining ones and picks one uniformly. A larger
/// space takes the first remaining one after a random place. A space with a continuous parameter
/// tracks nothing: a repeat there is practically impossible.
package struct RandomSampler: Sampler {
    private static let patience = 64
    private static let listingLimit = 100_000
    // Epochs of the generator's counter; 0 is used by the draws themselves.
    private static let pickOfRest = 1
    private static let startOfSearch = 2

    private let seed: UInt64
    private let names: [String]
    private let domains: [DrawableDomain]
    /// The numbering of a finite space's configurations.
    private let rows: MixedRadix?
    private var seen: VisitedRows?

    /// Prepares a space without pools.
    package init(space: SearchSpace, seed: UInt64) {
        self.seed = seed
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        let counts = domains.compactMap(\.count)
        rows = counts.count == domains.count ? MixedRadix(radices: counts) : nil
        seen = rows.map(VisitedRows.init)
    }

    package var limit: Int? { nil }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        if let digits = digits(of: configuration) { seen?.insert(digits) }
    }

    /// Whether a configuration was already drawn in this round; always false with a continuous
    /// parameter.
    func hasCome(_ configuration: Configuration) -> Bool {
        digits(of: configuration).flatMap { seen?.contains($0) } ?? false
    }

    /// The row of a configuration, or nil if it is not in a finite space.
    private func digits(of configuration: Configuration) -> [Int]? {
        guard rows != nil, configuration.entries.count == domains.count else { return nil }
        let digits = zip(domains, configuration.entries)
            .compactMap { $0.position(of: $1.value) }
        return digits.count == domains.count ? digits : nil
    }

    package mutating func suggest(trial: Int) -> Configuration {
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

extension SamplerKind {
    static let random = SamplerKind("random") { job, space, _ in
        RandomSampler(space: space, seed: job.seed)
    }
}
