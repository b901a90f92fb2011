/// Continues the best of all trials so far: one of `reduction`.
///
/// With cohorts that are compared with all cohorts before them, this is the promotion rule of ASHA
/// (Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020, algorithm 2)
/// in an order that trial numbers fix; with cohorts by themselves, it is successive halving
/// (Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
/// Optimization", AISTATS 2016, figure 1).
struct BestShareRule: StopRule {
    var reduction: Int

    func decide(
        _ cohort: [CohortEntry], among values: RankedValues
    ) -> StopDecision {
        let best = mostKept(of: values.count)
        let cutOff = values[best - 1]
        var going: Set<Int> = []
        for entry in cohort
        where entry.ranked <= cutOff && entry.ranked.value.isFinite {
            going.insert(entry.ranked.trial)
        }
        return StopDecision(kept: going) { values.reason(against: $0, best: best) }
    }

    func mostKept(of trials: Int) -> Int { max(1, trials / reduction) }
}
