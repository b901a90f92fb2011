import Portable
import StudyModel

/// Whether a space has configurations.
extension DrawableSpace {
    /// The most rows that a search lists.
    static let listingLimit = 100_000
    /// Draws for this check have other counters than those of trials.
    private static let firstDraw = 1 << 20

    /// A configuration that fulfils the constraints, and draws to show it, in the order of draws;
    /// nil without constraints.
    ///
    /// - Throws: `SearchError` if none is found, with the constraint that excludes most.
    func example(seed: UInt64) throws(SearchError) -> Configuration? {
        guard !constraints.isEmpty else { return nil }
        let generator = SeededGenerator(seed: seed, purpose: .sampling)
        var excluded = Array(repeating: 0, count: constraints.count)
        for draw in 0..<Self.mostDraws {
            let drawn = configuration(from: generator, attempt: Self.firstDraw + draw)
            var isAccepted = true
            for (index, constraint) in constraints.enumerated()
            where !constraint.isFulfilled(by: drawn) {
                excluded[index] += 1
                isAccepted = false
            }
            if isAccepted { return drawn }
        }
        // A few rare configurations are found by listing all.
        if let rows, let row = listing(limit: Self.listingLimit)?.first {
            return configuration(of: rows.digits(of: row))
        }
        let worst = excluded.indices.max { (excluded[$0], -$0) < (excluded[$1], -$1) } ?? 0
        throw .noConfiguration(
            constraint: worst, text: constraints[worst].text, excluded: excluded[worst],
            draws: Self.mostDraws)
    }
}
