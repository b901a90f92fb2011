import StudyModel

/// Even choices from long lists, for figures in which more could not be seen.
enum EvenChoice {
    /// The places of `limit` elements of a list, evenly picked, with both ends; all of them where
    /// there are no more.
    static func places(of count: Int, limit: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        guard limit > 1 else { return limit == 1 && count > 0 ? [0] : [] }
        // Places are whole numbers below 2^31, so that no product is too large.
        return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    }
}

/// The ranked trials that a figure shows: the best, and some of the others.
struct ShownTrials {
    /// Best first.
    let trials: [Trial]
    /// The metric of each.
    let values: [Double]
    /// The rank of each, from 1.
    let ranks: [Int]
    /// How many there are to be shown.
    let total: Int

    /// A fifth of the room is for the best, the rest for others, evenly picked by rank.
    init(ranked: [Trial], values: [Double], limit: Int) {
        total = ranked.count
        var places = Array(ranked.indices)
        if ranked.count > limit {
            let best = limit / 5
            places =
                Array(0..<best)
                + EvenChoice.places(of: ranked.count - best, limit: limit - best).map { best + $0 }
        }
        trials = places.map { ranked[$0] }
        self.values = places.map { values[$0] }
        ranks = places.map { $0 + 1 }
    }

    /// A sentence about what is left out; nothing where nothing is.
    var note: String {
        guard trials.count < total else { return "" }
        return " Of \(NumberText.grouped(total)) trials \(NumberText.grouped(trials.count)) are "
            + "drawn: the best \(trials.count / 5), and others evenly picked by rank."
    }
}
