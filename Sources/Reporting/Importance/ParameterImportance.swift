import Portable
package import StudyModel

/// The importance of a study's parameters, or the reason why it can't be computed.
package struct ParameterImportance: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var name: String
        /// PED-ANOVA's importance, as a fraction of the sum over all parameters.
        package var share: Double
        /// The 95th percentile of the importance of a parameter without influence, as a fraction of
        /// the same sum.
        package var chance: Double
        /// The fraction of the variance that the parameter explains alone, by fANOVA.
        ///
        /// Of a parameter that only some trials have, among these. Nil if they are too few.
        package var variance: Double?
        /// The number of trials with the parameter; nil if all have it.
        package var activeCount: Int?
    }

    /// Most important first; parameters with one value are omitted.
    package var entries: [Entry]
    /// The number of trials analysed, and how many of them are the best.
    package var trialCount: Int
    package var bestCount: Int
    /// The number of trials to which fANOVA's forest is fitted, evenly picked by number.
    package var forestTrialCount = 0
    /// Why there is no result; nil if there is one.
    package var unavailableReason: String?

    /// The minimum number of complete trials for an analysis.
    package static let leastTrials = 10
    /// With fewer best trials, the result is a hint rather than a finding.
    package static let fewBest = 5
    private static let shuffleCount = 200
    /// A forest of more trials takes minutes and shows the same.
    private static let mostForestTrials = 2_000

    /// Computes the importance of parameters from a study's complete trials.
    ///
    /// It is pure: its seed is that of the study.
    package init(job: Job, trials: [Trial]) {
        let complete = trials.filter { Ranking.finalValue(of: $0, job.metric) != nil }
        let losses = complete.compactMap { trial in
            Ranking.finalValue(of: trial, job.metric).map {
                job.metric.direction == .minimize ? $0 : -$0
            }
        }
        let parameters = AnalysedParameter.searched(in: job.space, trials: complete)
        let areFeasible = complete.map {
            Ranking.finalScore(of: $0, job.metric)?.isFeasible ?? false
        }
        // A trial that is not feasible is among the best only if there are too few others.
        let isBest = PEDAnova.best(
            of: zip(areFeasible, losses).map { $0 ? $1 : .greatestFiniteMagnitude })
        trialCount = complete.count
        bestCount = isBest.count { $0 }
        entries = []
        unavailableReason = Self.unavailableReason(
            parameters, losses, bestCount: bestCount, hasFeasible: areFeasible.contains(true))
        guard unavailableReason == nil else { return }

        let values = parameters.map { parameter in
            complete.map { parameter.place(of: $0.configuration[parameter.name]) }
        }
        let analyses = zip(parameters, values).map { PEDAnova(of: $0, values: $1) }
        let raw = analyses.map { $0.importance(isBest: isBest) }
        let sum = raw.reduce(0, +)
        guard sum > 0 else {
            unavailableReason =
                "The best trials' values are spread like those of all: no parameter stands out."
            return
        }
        let chances = Self.chances(analyses, isBest, seed: job.seed)
        let places = EvenChoice.places(of: losses.count, limit: Self.mostForestTrials)
        forestTrialCount = places.count
        let forest = FunctionalANOVA(
            parameters: parameters, values: values.map { all in places.map { all[$0] } },
            losses: places.map { losses[$0] }, seed: job.seed)
        var shares = forest?.shares() ?? [:]
        let active = values.map { all in all.indices.filter { all[$0] != nil } }
        for index in parameters.indices where active[index].count < losses.count {
            shares[parameters[index].name] = Self.shareAmong(
                active[index], of: parameters[index].name, parameters, values, losses, job.seed)
        }
        entries = parameters.indices.map { index in
            Entry(
                name: parameters[index].name, share: raw[index] / sum,
                chance: chances[index] / sum, variance: shares[parameters[index].name],
                activeCount: active[index].count < losses.count ? active[index].count : nil)
        }
        // Ties keep the job's order.
        entries = entries.enumerated().sorted {
            $0.element.share != $1.element.share
                ? $0.element.share > $1.element.share : $0.offset < $1.offset
        }.map(\.element)
    }

    /// fANOVA's share of a parameter among the trials that have it, by a forest of its own.
    ///
    /// - Returns: nil for too few trials, or equal results.
    private static func shareAmong(
        _ active: [Int], of name: String, _ parameters: [AnalysedParameter],
        _ values: [[Double?]], _ losses: [Double], _ seed: UInt64
    ) -> Double? {
        guard active.count >= leastTrials else { return nil }
        let picked = EvenChoice.places(of: active.count, limit: mostForestTrials)
            .map { active[$0] }
        let forest = FunctionalANOVA(
            parameters: parameters, values: values.map { all in picked.map { all[$0] } },
            losses: picked.map { losses[$0] }, seed: seed)
        return forest?.shares()[name]
    }

    private static func unavailableReason(
        _ parameters: [AnalysedParameter], _ losses: [Double], bestCount: Int, hasFeasible: Bool
    ) -> String? {
        if parameters.isEmpty { return "No parameter has more than one value." }
        if parameters.count == 1 {
            return "There is one parameter only, \(parameters[0].name): it has no others to be "
                + "weighed against."
        }
        if losses.count < leastTrials {
            return "Weighing parameters takes \(leastTrials) complete trials; found "
                + "\(losses.count)."
        }
        if !hasFeasible {
            return "No trial is feasible: there are no best ones to compare with the others."
        }
        if bestCount == losses.count {
            return "All trials came to the same result: no parameter made a difference."
        }
        return nil
    }

    /// Each parameter's importance by chance: the 95th percentile over random choices of the best
    /// trials.
    private static func chances(
        _ analyses: [PEDAnova], _ isBest: [Bool], seed: UInt64
    ) -> [Double] {
        let generator = SeededGenerator(seed: seed, purpose: .evaluation)
        var drawn = Array(repeating: [Double](), count: analyses.count)
        for shuffle in 0..<shuffleCount {
            let order = generator.permutation(count: isBest.count, step: shuffle)
            let shuffled = order.map { isBest[Int($0)] }
            for index in analyses.indices {
                drawn[index].append(analyses[index].importance(isBest: shuffled))
            }
        }
        return drawn.map { $0.sorted()[shuffleCount * 95 / 100] }
    }
}
