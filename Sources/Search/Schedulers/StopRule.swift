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
