/// The normalised regret of a replayed study over epochs and over simulated time.
///
/// The regret is (value − optimum) / (median − optimum) of the table, where the value is
/// - the best final value of the trials that have reached the last epoch,
/// - before there is one, the best value at the furthest stop that any trial has reached.
///
/// It is 1 at most: with nothing better, a search has the median configuration. Values count when
/// the segment that led to them has ended. The epochs spent at a time are those that all slots have
/// trained until then, those of running segments included. Diverged trials have no value.
package struct RegretTrace: Sendable {
    /// The state after a segment.
    package struct Point: Sendable, Hashable {
        /// Epochs trained by all slots, lost ones and those of running segments included.
        package var epochs: Double
        /// Simulated seconds.
        package var seconds: Double
        package var regret: Double
        /// The best final value so far, oriented so that lower is better; infinite without one.
        package var final: Double
    }

    package private(set) var points: [Point] = []

    package init(_ outcome: ReplayOutcome, on table: CurveTable) {
        points.reserveCapacity(outcome.segments.count)
        var (furthest, best, final) = (0, Double.infinity, Double.infinity)
        var work = WorkTally(outcome.segments)
        for segment in outcome.segments {
            if !segment.isLost, !segment.isDiverged {
                let row = outcome.order[segment.trial]
                let value = table.oriented(table.curves[row][segment.reached - 1])
                if segment.reached > furthest { (furthest, best) = (segment.reached, value) }
                if segment.reached == furthest { best = min(best, value) }
                if segment.reached == table.epochs { final = min(final, value) }
            }
            points.append(
                Point(
                    epochs: work.epochs(atEndOf: segment), seconds: segment.endedAt,
                    regret: Self.regret(best, table), final: final))
        }
    }

    private static func regret(_ best: Double, _ table: CurveTable) -> Double {
        guard best.isFinite else { return 1 }
        let value = table.metric.direction == .minimize ? best : -best
        return min(1, table.normalisedRegret(of: value))
    }

    /// The regret when a number of epochs have been spent.
    package func regret(epochs: Double) -> Double {
        point(epochs: epochs)?.regret ?? 1
    }

    /// The state when a number of epochs have been spent; nil before the first result.
    package func point(epochs: Double) -> Point? {
        let limit = epochs * Self.tolerance
        return last { $0.epochs <= limit }
    }

    /// The regret after simulated seconds.
    package func regret(seconds: Double) -> Double {
        let limit = seconds * Self.tolerance
        return last { $0.seconds <= limit }?.regret ?? 1
    }

    /// Sums of epochs and of seconds are rounded.
    private static let tolerance = 1 + 1e-9

    /// The last point that is not beyond a limit; nil before the first.
    ///
    /// - Parameter isWithin: true for the first points and false for all after them.
    private func last(_ isWithin: (Point) -> Bool) -> Point? {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if isWithin(points[middle]) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : points[low - 1]
    }
}

/// The epochs that the slots of a study have trained, as its segments end one after the other.
///
/// A segment trains at a constant rate. The epochs of all running ones at time t are the sum of
/// rate x (t - start), which is kept as two sums, so a step takes constant time.
private struct WorkTally {
    private let byStart: [ReplayOutcome.Segment]
    private var started = 0
    private var ended = 0
    private var endedEpochs = 0.0
    /// Epochs per second of the running segments, and its sum weighted by their starts.
    private var rate = 0.0
    private var weighted = 0.0

    /// - Parameter segments: in the order of their ends.
    init(_ segments: [ReplayOutcome.Segment]) {
        byStart = segments.sorted { ($0.startedAt, $0.trial) < ($1.startedAt, $1.trial) }
    }

    private static func rate(of segment: ReplayOutcome.Segment) -> Double {
        let seconds = segment.endedAt - segment.startedAt
        return seconds > 0 ? segment.epochs / seconds : 0
    }

    /// The epochs at the end of the next segment.
    mutating func epochs(atEndOf segment: ReplayOutcome.Segment) -> Double {
        while started < byStart.count, byStart[started].startedAt < segment.endedAt {
            let rate = Self.rate(of: byStart[started])
            self.rate += rate
            weighted += rate * byStart[started].startedAt
            started += 1
        }
        let rate = Self.rate(of: segment)
        self.rate -= rate
        weighted -= rate * segment.startedAt
        ended += 1
        endedEpochs += segment.epochs
        // Without a running segment the sum is exact.
        if ended == started { (self.rate, weighted) = (0, 0) }
        return endedEpochs + self.rate * segment.endedAt - weighted
    }
}
