package import StudyModel

/// Chooses samplers by the space and the scheduler of a job.
///
/// The choice does not depend on the number of trials, so a study can be extended. A later sampler
/// takes over at a fixed trial: it has been given all earlier ones.
package struct AutoSampler: Sampler {
    /// A sampler, and the first trial that it draws.
    struct Stage: Sendable {
        var first: Int
        var kind: String
        var sampler: any Sampler
    }

    private var stages: [Stage]
    package let explanation: String?

    /// - Parameter stages: one or more, by their first trials.
    init(_ stages: [Stage], because reason: String) {
        precondition(stages.first?.first == 0, "some sampler must draw the first trial")
        self.stages = stages
        let names = stages.map { stage in
            stage.first == 0 ? stage.kind : "\(stage.kind) from trial \(stage.first)"
        }
        explanation = "\(names.joined(separator: ", then ")), because \(reason)"
    }

    /// The stage that draws a trial.
    private func stage(of trial: Int) -> Int {
        (stages.lastIndex { $0.first <= trial }) ?? 0
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
        for (first, spec) in choice.samplers {
            var chosen = job
            chosen.sampler = spec
            stages.append(
                AutoSampler.Stage(
                    first: first, kind: spec.type,
                    sampler: try SamplerKind.sampler(of: chosen, over: space, horizon)))
        }
        return AutoSampler(stages, because: choice.reason)
    }
}
