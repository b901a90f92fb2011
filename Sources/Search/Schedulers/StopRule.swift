/// Decides which trials of a cohort continue at a stop.
protocol StopRule: Sendable {
    /// Which of the cohort's trials continue, by trial number, and why the others don't.
    ///
    /// - Parameters:
    ///   - cohort: the cohort's trials that paused at the stop, with their values; in order, best
    ///     first. Trials with an infinite value never continue.
    ///   - values: the values of all trials to compare with, those of the cohort included.
    func decide(
        _ cohort: [CohortEntry], among values: RankedValues
    ) -> StopDecision

    /// The largest number of `trials` trials that can continue.
    func mostKept(of trials: Int) -> Int
}

extension StopRule {
    func mostKept(of trials: Int) -> Int { trials }
}

extension RankedValues {
    /// Why a trial of a cohort does not continue, if the best ones do.
    func reason(against entry: CohortEntry, best: Int) -> String {
        let kept = best == 1 ? "the best one continues" : "the best \(best) continue"
        return "rank \(rank(of: entry.ranked) + 1) of \(count); \(kept)"
    }
}

/// A trial of a cohort at a stop.
struct CohortEntry: Sendable {
    var ranked: RankedValue
    var standing: TrialStanding
}

struct StopDecision: Sendable {
    /// The trials that continue.
    var kept: Set<Int>
    /// Why a trial does not continue.
    var reason: @Sendable (CohortEntry) -> String
}
