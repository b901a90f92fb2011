/// The normalised regret of a replayed study over epochs and over simulated time.
///
/// The regret is (value − optimum) / (median − optimum) of the table, where the value is
/// - the best final value of the trials that have reached the last epoch,
/// - before there is one, the best value at the furthest stop that any trial has reached.
///
/// It is 1 at most: with nothing better, a search has the median configuration. Values count when
/// the segment that led to them has ended, and the epochs of a segment are spent then. Diverged
/// trials have no value.
package struct RegretTrace: Sendable {
    /// The state after a segment.
    package struct Point: Sendable, Hashable {
        /// Epochs of all ended segments, lost ones included.
        package var epochs: Double
        /// Simulated seconds.
        package var seconds: Double
        package var regret: Double
    }

    package private(set) var points: [Point] = []

    package init(_ outcome: ReplayOutcome, on table: CurveTable) {
        points.reserveCapacity(outcome.segments.count)
        var (epochs, furthest, best) = (0.0, 0, Double.infinity)
        for segment in outcome.segments {
            epochs += segment.epochs
            if !segment.isLost, !segment.isDiverged {
                let row = outcome.order[segment.trial]
                let value = table.oriented(table.curves[row][segment.reached - 1])
                if segment.reached > furthest { (furthest, best) = (segment.reached, value) }
                if segment.reached == furthest { best = min(best, value) }
            }
            points.append(
                Point(
                    epochs: epochs, seconds: segment.endedAt, regret: Self.regret(best, table)))
        }
    }

    private static func regret(_ best: Double, _ table: CurveTable) -> Double {
        guard best.isFinite else { return 1 }
        let value = table.metric.direction == .minimize ? best : -best
        return min(1, table.normalisedRegret(of: value))
    }

    /// The regret when so many epochs have been spent.
    package func regret(epochs: Double) -> Double { regret { $0.epochs <= epochs } }

    /// The regret after simulated seconds.
    package func regret(seconds: Double) -> Double { regret { $0.seconds <= seconds } }

    /// The regret of the last point that is not beyond a limit; 1 before the first.
    ///
    /// - Parameter isWithin: true for the first points and false for all after them.
    private func regret(_ isWithin: (Point) -> Bool) -> Double {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if isWithin(points[middle]) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 1 : points[low - 1].regret
    }
}
