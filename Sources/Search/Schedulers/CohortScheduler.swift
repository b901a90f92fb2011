import StudyModel

/// Stops trials early by comparing the trials of a cohort at fixed epochs.
///
/// A cohort's trials are trained to a stop and pause there. When all of them have arrived, the rule
/// decides which continue to the next stop. If cohorts are compared with the cohorts before them,
/// the decision about cohort k at stop r also waits for cohort k - 1 at stop r; workers train later
/// cohorts in the meantime. Every decision is final and independent of later cohorts, so a study
/// that is extended has the decisions of one that was larger from the start.
struct CohortScheduler: Scheduler {
    /// The stops below the last epoch, ascending.
    let stops: [Int]
    private let epochs: Int
    private let cohorts: CohortPlan
    private let rule: any StopRule
    /// Whether a cohort is compared with all cohorts before it, or only with itself.
    private let isPooled: Bool
    private var levels: [Level]
    /// The index of the stop that a trial is trained to; the number of stops for the last epoch.
    private var heading: [Int: Int] = [:]
    /// The final values of trials that ended before their last stop.
    private var finals: [Int: Double] = [:]
    private var decisions = DecisionQueue()

    /// The cohorts at one stop.
    private struct Level: Sendable {
        /// The values of all decided cohorts.
        var values = RankedValues()
        /// The number of cohorts decided so far, in order; used if cohorts are pooled.
        var decided = 0
        var waiting: [Int: Arrivals] = [:]
    }

    /// The trials of a cohort at a stop.
    private struct Arrivals: Sendable {
        var missing: Int
        var arrived: [CohortEntry] = []
    }

    /// - Parameters:
    ///   - stops: the epochs at which trials pause; those at or above `epochs` are left out.
    ///   - isPooled: whether a cohort is compared with all cohorts before it.
    init(
        stops: [Int], epochs: Int, cohorts: CohortPlan, rule: any StopRule, isPooled: Bool
    ) {
        self.stops = stops.filter { $0 < epochs }
        self.epochs = epochs
        self.cohorts = cohorts
        self.rule = rule
        self.isPooled = isPooled
        levels = Array(repeating: Level(), count: self.stops.count)
    }

    func firstStop(of trial: Int) -> Int? {
        let first = cohorts[cohorts.cohort(of: trial)].firstStop
        return first < stops.count ? stops[first] : nil
    }

    func cohort(of trial: Int) -> Range<Int> { cohorts[cohorts.cohort(of: trial)].trials }

    var usualEpochs: Double {
        // The rule's share of a large number of trials.
        let share = Double(rule.mostKept(of: 1_000_000)) / 1_000_000
        var (total, going, reached) = (0.0, 1.0, 0)
        for stop in stops {
            total += going * Double(stop - reached)
            going *= share
            reached = stop
        }
        return total + going * Double(epochs - reached)
    }

    mutating func next() -> SchedulerDecision? { decisions.next() }

    mutating func observe(_ event: TrialEvent) {
        switch event {
        case .added: break
        case .paused(let trial, let standing):
            guard let level = level(of: trial), stops[level] == standing.epoch else {
                // A failed trial was run again after its cohort was decided.
                decisions.append(
                    .prune(
                        trial: trial,
                        reason: "epoch \(standing.epoch): its cohort was decided without it"))
                return
            }
            arrive(trial, standing, at: level)
        case .ended(let trial, let value):
            guard let level = level(of: trial) else { return }
            finals[trial] = value
            arrive(trial, ended(value, at: level), at: level)
        }
    }

    /// The standing of a trial that ended before a stop.
    private func ended(_ value: Double, at level: Int) -> TrialStanding {
        TrialStanding(epoch: stops[level], value: value, bestEpoch: stops[level])
    }

    /// The index of the stop that a trial is trained to; nil for the last epoch.
    private func level(of trial: Int) -> Int? {
        let level = heading[trial] ?? cohorts[cohorts.cohort(of: trial)].firstStop
        return level < stops.count ? level : nil
    }

    private mutating func arrive(_ trial: Int, _ standing: TrialStanding, at level: Int) {
        let number = cohorts.cohort(of: trial)
        let cohort = cohorts[number]
        var arrivals =
            levels[level].waiting[number] ?? Arrivals(missing: cohort.trials.count)
        guard !arrivals.arrived.contains(where: { $0.ranked.trial == trial }) else { return }
        let value = standing.value.isNaN ? .infinity : standing.value
        arrivals.arrived.append(
            CohortEntry(ranked: RankedValue(value: value, trial: trial), standing: standing))
        arrivals.missing -= 1
        levels[level].waiting[number] = arrivals
        if arrivals.missing == 0 { decide(number, level) }
    }

    /// Decides about cohorts at a stop, and about those that waited for this decision.
    private mutating func decide(_ first: Int, _ level: Int) {
        var open = [(cohort: first, level: level)]
        while let (number, level) = open.popLast() {
            guard let arrivals = levels[level].waiting[number], arrivals.missing == 0,
                !isPooled || levels[level].decided == number
            else { continue }
            levels[level].waiting[number] = nil
            levels[level].decided += 1
            settle(number, arrivals.arrived, at: level)
            if isPooled { open.append((number + 1, level)) }
            if level + 1 < stops.count { open.append((number, level + 1)) }
        }
    }

    private mutating func settle(_ number: Int, _ arrived: [CohortEntry], at level: Int) {
        let cohort = arrived.sorted { $0.ranked < $1.ranked }
        for entry in cohort { levels[level].values.insert(entry.ranked) }
        let decision = cohort.isEmpty ? nil : rule.decide(cohort, among: levels[level].values)
        var following = Arrivals(missing: 0)
        for entry in cohort.sorted(by: { $0.ranked.trial < $1.ranked.trial }) {
            let trial = entry.ranked.trial
            guard let decision, decision.kept.contains(trial) else {
                heading[trial] = stops.count
                guard finals.removeValue(forKey: trial) == nil else { continue }
                let reason = decision?.reason(entry) ?? ""
                decisions.append(
                    .prune(
                        trial: trial, reason: "epoch \(stops[level]), cohort \(number): \(reason)"))
                continue
            }
            heading[trial] = level + 1
            if let value = finals[trial], level + 1 < stops.count {
                // It takes part in later comparisons with its final value.
                following.arrived.append(
                    CohortEntry(
                        ranked: RankedValue(value: value, trial: trial),
                        standing: ended(value, at: level + 1)))
            } else if finals[trial] == nil {
                following.missing += 1
                let next = level + 1 < stops.count ? stops[level + 1] : nil
                decisions.append(.resume(trial: trial, until: next))
            }
        }
        if level + 1 < stops.count { levels[level + 1].waiting[number] = following }
        if !isPooled { levels[level].values = RankedValues() }
    }

    func extendable(around trials: Int) -> (below: Int, above: Int)? {
        stops.isEmpty ? (trials, trials) : cohorts.wholeCounts(around: trials)
    }

    func mostEpochs(trials: Int) -> Int {
        var total = 0
        var number = 0
        while cohorts[number].trials.lowerBound < trials {
            let cohort = cohorts[number]
            var going = min(cohort.trials.upperBound, trials) - cohort.trials.lowerBound
            var reached = 0
            for level in cohort.firstStop..<max(stops.count, cohort.firstStop) {
                total += going * (stops[level] - reached)
                reached = stops[level]
                // Pooled, a cohort competes with those before it.
                let compared = isPooled ? cohort.trials.lowerBound + going : going
                going = min(going, rule.mostKept(of: compared))
            }
            total += going * (epochs - reached)
            number += 1
        }
        return total
    }
}
