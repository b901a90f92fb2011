import StudyModel

/// Picks evenly from long lists, for figures that can't show every element.
enum EvenChoice {
    /// The indices of `limit` elements, evenly spaced and including both ends; all if there are
    /// fewer.
    static func places(of count: Int, limit: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        guard limit > 1 else { return limit == 1 && count > 0 ? [0] : [] }
        // Indices are below 2^31, so the product can't overflow.
        return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    }
}

/// The ranked trials that a figure shows: the best, and a selection of the others.
struct ShownTrials {
    /// The trials, best first.
    let trials: [Trial]
    /// The metric of each trial.
    let values: [Double]
    /// The rank of each trial, from 1.
    let ranks: [Int]
    /// The total number of trials to choose from.
    let total: Int

    /// A fifth of the places goes to the best; the others are evenly picked by rank.
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

    /// A sentence about omitted trials; empty if all are shown.
    var note: String {
        guard trials.count < total else { return "" }
        return " Of \(NumberText.grouped(total)) trials \(NumberText.grouped(trials.count)) are "
            + "drawn: the first \(trials.count / 5) by rank, and others evenly picked."
    }
}
