/// Continues the trials whose best value is not older than some epochs.
struct PatienceRule: StopRule {
    var patience: Int

    func decide(
        _ cohort: [CohortEntry], among values: RankedValues
    ) -> StopDecision {
        let going = cohort.filter {
            $0.ranked.value.isFinite && $0.standing.epoch - $0.standing.bestEpoch < patience
        }
        return StopDecision(kept: Set(going.map(\.ranked.trial))) { [patience] entry in
            "no better value since epoch \(entry.standing.bestEpoch) (patience \(patience))"
        }
    }
}
