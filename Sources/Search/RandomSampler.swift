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
    /// What came in this round.
    private var seen: Set<[Int]> = []
    /// The sorted numbers of what is left of this round, once that was needed.
    private var rest: [Int]?

    /// Prepares for a space without pools.
    package init(space: SearchSpace, seed: UInt64) {
        self.seed = seed
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        let counts = domains.compactMap(\.count)
        rows = counts.count == domains.count ? MixedRadix(radices: counts) : nil
    }

    package var limit: Int? { nil }

    package mutating func replay(_ configuration: Configuration, trial: Int) {
        guard rows != nil, configuration.entries.count == domains.count else { return }
        let digits = zip(domains, configuration.entries)
            .compactMap { $0.position(of: $1.value) }
        if digits.count == domains.count { note(digits) }
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
        note(digits)
        return Configuration(
            domains.indices.map { .init(names[$0], domains[$0].value(at: digits[$0])) })
    }

    private mutating func unseenDigits(_ generator: SeededGenerator, _ rows: MixedRadix) -> [Int] {
        for attempt in 0..<Self.patience {
            let digits = domains.indices.map {
                domains[$0].position(from: generator, parameter: $0, attempt: attempt)
            }
            if !seen.contains(digits) { return digits }
        }
        if let count = rows.count, count <= Self.listingLimit {
            let left = rest ?? (0..<count).filter { !seen.contains(rows.digits(of: $0)) }
            rest = left
            let pick = generator.uniform(below: left.count, epoch: Self.pickOfRest, index: 0)
            return rows.digits(of: left[pick])
        }
        var digits = rows.radices.enumerated().map { place, radix in
            generator.uniform(below: radix, epoch: Self.startOfSearch, index: place)
        }
        while seen.contains(digits) { rows.advance(&digits) }
        return digits
    }

    private mutating func note(_ digits: [Int]) {
        seen.insert(digits)
        guard let rows, let count = rows.count else { return }
        if seen.count == count {
            seen.removeAll()
            rest = nil
        } else if let place = rest.flatMap({ Self.place(of: rows.number(of: digits), in: $0) }) {
            rest?.remove(at: place)
        }
    }

    /// Where a number is in a sorted list, by halving.
    private static func place(of number: Int, in list: [Int]) -> Int? {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == number ? low : nil
    }
}
