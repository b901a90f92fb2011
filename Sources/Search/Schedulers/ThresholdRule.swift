/// Continues the trials whose value at the stop reaches a bound.
struct ThresholdRule: StopRule {
    /// The worst value that continues; lower is better.
    var bound: Double
    /// The bound as the job states it.
    var text: String

    func decide(
        _ cohort: [CohortEntry], among values: RankedValues
    ) -> StopDecision {
        StopDecision(
            kept: Set(cohort.filter { $0.ranked.value <= bound }.map(\.ranked.trial))
        ) { [text] _ in "the value does not reach the threshold \(text)" }
    }
}
