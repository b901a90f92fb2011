package import StudyModel

/// The trials of another study, as this study's space has them.
package struct EarlierMatch: Sendable, Hashable {
    package var trials: [EarlierStudy.EarlierTrial] = []
    /// Parameters that vary and that the other study lacks.
    package var unknown: [String] = []
    /// Per parameter: the trials that are left out because their value is not in its domain.
    package var outside: [Outside] = []
    /// The trials that miss a constraint.
    package var excluded = 0
    /// The trials without a number for the metric, or for another objective.
    package var withoutValue = 0
    /// Whether some parameter that varies is known.
    package var isUsable = false
    /// What trials are ranked by, in words.
    private let ranksBy: String

    package struct Outside: Sendable, Hashable {
        package var parameter: String
        package var trials: Int
    }

    /// Matches parameters by name.
    ///
    /// A trial is left out if one of its values is not in the domain of the parameter here, if it
    /// misses a constraint, or if it has no number for the metric. Parameters that only the other
    /// study has are ignored. A parameter that only this study has, or that is inactive there, has
    /// no value: the trial says nothing about it.
    ///
    /// - Parameters:
    ///   - trials: complete trials of the other study, in the order of their numbers.
    ///   - names: the parameters of the other study.
    ///   - space: this study's, with all pools drawn.
    ///   - metric: this study's.
    package init(
        _ trials: [Trial], names: [String], in space: SearchSpace, metric: Metric
    ) {
        ranksBy = metric.hasSeveralObjectives ? "objectives" : "metric"
        let drawable = DrawableSpace(space)
        let varying = space.parameters.filter { $0.domain.count != 1 }.map(\.name)
        unknown = varying.filter { !names.contains($0) }
        isUsable = unknown.count < varying.count
        var counts = Array(repeating: 0, count: space.parameters.count)
        for trial in trials {
            var entries: [Configuration.Entry] = []
            var place: Int?
            for (index, parameter) in space.parameters.enumerated() {
                guard let own = trial.configuration[parameter.name] else { continue }
                guard let value = parameter.domain.value(writtenAs: own) else {
                    place = index
                    break
                }
                entries.append(.init(parameter.name, value))
            }
            if let place {
                counts[place] += 1
                continue
            }
            let configuration = drawable.active(entriesOf: Configuration(entries))
            let score = metric.score(of: trial.metrics)
            if !score.isFinite || score.violation.isNaN {
                withoutValue += 1
            } else if !drawable.accepts(configuration) {
                excluded += 1
            } else {
                self.trials.append(
                    .init(number: trial.number, configuration: configuration, score: score))
            }
        }
        outside = zip(space.parameters, counts).filter { $1 > 0 }
            .map { Outside(parameter: $0.name, trials: $1) }
    }

    /// What is left out, and of which parameters nothing is known; empty if there is nothing to
    /// say.
    package var remarks: [String] {
        func have(_ count: Int) -> String { count == 1 ? "1 has" : "\(count) have" }
        var remarks = outside.map {
            "\(have($0.trials)) a value outside the domain of \($0.parameter)"
        }
        if excluded > 0 {
            remarks.append("\(excluded) \(excluded == 1 ? "violates" : "violate") a constraint")
        }
        if withoutValue > 0 { remarks.append("\(have(withoutValue)) no number for the \(ranksBy)") }
        if !unknown.isEmpty {
            remarks.append("they say nothing about \(unknown.joined(separator: ", "))")
        }
        return remarks
    }
}

extension DrawableSpace {
    /// A configuration that may lack values, without those of parameters that its other values
    /// make inactive.
    fileprivate func active(entriesOf configuration: Configuration) -> Configuration {
        guard isConditional else { return configuration }
        let values = names.map { configuration[$0] }
        let active = active { values[$0] }
        return Configuration(
            names.indices.compactMap { place in
                guard active[place], let value = values[place] else { return nil }
                return .init(names[place], value)
            })
    }
}

extension Metric {
    /// The best trials of an earlier study, best first: one in ten, at least one.
    ///
    /// Values of several studies can be on different scales, so trials are ranked within their own
    /// study.
    func best(of study: EarlierStudy) -> [EarlierStudy.EarlierTrial] {
        let share = 10
        let count = (study.trials.count + share - 1) / share
        guard !hasSeveralObjectives else {
            let good = MultiObjectiveSplit.good(
                study.trials.compactMap { entry(of: $0.score, trial: $0.number) }, count: count)
            let trials = Dictionary(
                study.trials.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
            return good.compactMap { trials[$0] }
        }
        let ranked = study.trials.sorted {
            $0.score == $1.score ? $0.number < $1.number : ranks($0.score, before: $1.score)
        }
        return Array(ranked.prefix(count))
    }
}
