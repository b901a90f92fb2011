import Portable

/// Turns the results of trials into values for a Gaussian process: smaller is better, with mean 0
/// and variance 1.
///
/// Results that are better than the median of all trials, or of the first trials, which are spread
/// evenly, keep their distances, the smaller ones a little enlarged. The others, and results
/// without a number, keep their order only: they get normal quantiles, as wide as the better ones.
/// A few huge losses would otherwise hide all differences that matter.
///
/// Source: Song et al., "The Vizier Gaussian process bandit algorithm", arXiv:2408.11527 (2024),
/// section 3.1 (half-rank and logarithmic warping). There the median is that of all trials. As a
/// search converges, that one moves to its best trials, and hides how much others are worse.
enum OutputWarping {
    /// A trial's result.
    struct Result: Sendable {
        /// Nil if only its rank counts.
        var value: Double?
        /// Equal results have equal ranks; smaller is better.
        var rank: Int
        /// Whether it is one of the first trials, and their median counts.
        var isFirst: Bool
    }

    /// How much the slope of the logarithmic warping is larger at the best value than at the
    /// median.
    private static let enlargement = 1.5

    /// Warped values of results that are sorted best first.
    static func values(_ results: [Result]) -> [Double] {
        let count = results.count
        guard count > 1 else { return results.map { _ in 0 } }
        let numbers = kept(results)
        let reference = numbers.last ?? 0
        var warped = enlarged(numbers)
        let squares = warped.reduce(0) { $0 + ($1 - reference) * ($1 - reference) }
        var deviation = (squares / Double(max(1, warped.count))).squareRoot()
        if !(deviation > 0) || !deviation.isFinite { deviation = 1 }
        let share = max(0.5, Double(warped.count) - 0.5) / Double(count)
        let base = PortableMath.normalQuantile(share)
        var first = warped.count
        while first < count {
            // Ties get their mean rank.
            var end = first + 1
            while end < count, results[end].rank == results[first].rank { end += 1 }
            let quantile = PortableMath.normalQuantile(0.5 * Double(first + end) / Double(count))
            for _ in first..<end { warped.append(reference + deviation * (quantile - base)) }
            first = end
        }
        return standardised(warped)
    }

    /// The values that are not worse than the median of the first trials, and of all trials.
    private static func kept(_ results: [Result]) -> [Double] {
        let first = results.indices.filter { results[$0].isFirst }
        let middle = first.isEmpty ? 0 : first[(first.count - 1) / 2] + 1
        return results.prefix(max(middle, (results.count + 1) / 2)).prefix { $0.value != nil }
            .compactMap(\.value)
    }

    /// Values whose distances from the best are logarithmic; the best and the last stay.
    private static func enlarged(_ values: [Double]) -> [Double] {
        guard let best = values.first, let last = values.last, last > best,
            (last - best).isFinite
        else { return values }
        let span = last - best
        return values.map { value in
            let share = (value - best) / span
            return best + span * PortableMath.log(1 + (enlargement - 1) * share)
                / PortableMath.log(enlargement)
        }
    }

    private static func standardised(_ values: [Double]) -> [Double] {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        guard variance > 0, variance.isFinite else { return values.map { _ in 0 } }
        let scale = 1 / variance.squareRoot()
        return values.map { ($0 - mean) * scale }
    }
}
