package import StudyModel

/// Chooses samplers by the space and the scheduler of a job.
///
/// The choice does not depend on the number of trials, so a study can be extended. A later sampler
/// takes over at a fixed trial, or draws some of the trials from there on. All samplers are given
/// all trials.
package struct AutoSampler: Sampler {
    /// A sampler and the trials that it draws, unless a later stage draws them.
    struct Stage: Sendable {
        var turns: Turns
        var kind: String
        var sampler: any Sampler
    }

    /// The trials first, first + every, first + 2 · every and so on.
    struct Turns: Sendable, Hashable {
        var first = 0
        var every = 1

        static let all = Turns()

        func contain(_ trial: Int) -> Bool {
            trial >= first && (trial - first).isMultiple(of: every)
        }

        /// A sampler with these turns, behind the samplers with earlier ones.
        func text(_ kind: String) -> String {
            if self == .all { return kind }
            let start = "from trial \(first)"
            return every == 1
                ? ", then \(kind) \(start)"
                : ", and \(kind) for one trial in \(every) \(start)"
        }
    }

    private var stages: [Stage]
    package let explanation: String?

    /// - Parameter stages: one or more, by their first trials; the first draws all that no other
    ///   one does.
    init(_ stages: [Stage], because reason: String) {
        precondition(stages.first?.turns == .all, "some sampler must draw each trial")
        self.stages = stages
        let names = stages.map { $0.turns.text($0.kind) }
        explanation = "\(names.joined()), because \(reason)"
    }

    /// The stage that draws a trial.
    private func stage(of trial: Int) -> Int {
        (stages.lastIndex { $0.turns.contain(trial) }) ?? 0
    }

    package var limit: Int? { stages[0].sampler.limit }

    package var learns: Bool { stages.contains { $0.sampler.learns } }

    package var concurrency: Int? { stages.compactMap(\.sampler.concurrency).min() }

    package var independentParameters: [String] { stages[0].sampler.independentParameters }

    package var fallbacks: Int { stages.reduce(0) { $0 + $1.sampler.fallbacks } }

    package func resultsNeeded(for trial: Int) -> [Int] {
        stages[stage(of: trial)].sampler.resultsNeeded(for: trial)
    }

    package mutating func learn(from studies: [EarlierStudy]) {
        for place in stages.indices { stages[place].sampler.learn(from: studies) }
    }

    package mutating func tell(_ score: Score, at level: Int, trial: Int) {
        for place in stages.indices { stages[place].sampler.tell(score, at: level, trial: trial) }
    }

    package mutating func passed(_ counts: [Int]) {
        for place in stages.indices { stages[place].sampler.passed(counts) }
    }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        for place in stages.indices {
            stages[place].sampler.restore(configuration, trial: trial)
        }
    }

    package mutating func suggest(trial: Int) -> Configuration {
        let own = stage(of: trial)
        let configuration = stages[own].sampler.suggest(trial: trial)
        for place in stages.indices where place != own {
            stages[place].sampler.restore(configuration, trial: trial)
        }
        return configuration
    }
}

extension SamplerKind {
    /// Trial n is drawn from the results of trials 0...n - lag.
    private static let standardLag = 8

    package static let auto = SamplerKind(
        "auto", settings: [SettingRule("lag", .int(1...1_000_000), .value(.int(standardLag)))],
        takesSeveralObjectives: true, learnsFromOthers: true, usesPriors: true
    ) { (job, space, horizon) throws(SearchError) in
        let choice = AutoChoice(job, space, lag: job.sampler.int("lag") ?? standardLag)
        var stages: [AutoSampler.Stage] = []
        for (turns, spec) in choice.samplers {
            var chosen = job
            chosen.sampler = spec
            stages.append(
                AutoSampler.Stage(
                    turns: turns, kind: spec.type,
                    sampler: try SamplerKind.sampler(of: chosen, over: space, horizon)))
        }
        return AutoSampler(stages, because: choice.reason)
    }
}
