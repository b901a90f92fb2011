/// Continues the trials that are not worse than a percentile of all trials so far at the stop.
///
/// With 50 it is the median stopping rule (Golovin et al., "Google Vizier", KDD 2017, section
/// 3.2.1) with the value at the stop instead of a running mean.
struct PercentileRule: StopRule {
    /// The share of trials that continue, in percent.
    var percentile: Double
    /// The number of values before which no trial is stopped.
    var startup: Int

    func decide(
        _ cohort: [CohortEntry], among values: RankedValues
    ) -> StopDecision {
        let usable = cohort.filter { $0.ranked.value.isFinite }
        guard values.count >= startup else {
            return StopDecision(kept: Set(usable.map(\.ranked.trial))) { _ in
                "the value is infinite"
            }
        }
        let best = max(1, Int((Double(values.count) * percentile / 100).rounded(.up)))
        let cutOff = values[min(best, values.count) - 1].value
        let going = usable.filter { $0.ranked.value <= cutOff }.map(\.ranked.trial)
        return StopDecision(kept: Set(going)) { values.reason(against: $0, best: best) }
    }
}
