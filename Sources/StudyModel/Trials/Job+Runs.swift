/// Jobs that run each configuration several times, with different random numbers.
///
/// Each run is a trial. A configuration is shown and ranked as one trial, which has the number of
/// the first run and the means of all runs.
extension Job {
    /// The number of configurations that the job tries.
    package var configurations: Int { trials / runs }

    /// The trials of the runs of a configuration of which one run is given.
    package func runs(with trial: Int) -> Range<Int> {
        let first = trial - trial % runs
        return first..<first + runs
    }

    /// Each configuration as one trial, in the order of their numbers; the trials themselves if
    /// each configuration has one run.
    package func averaged(_ trials: some Sequence<Trial>) -> [Trial] {
        guard runs > 1 else { return Array(trials) }
        return grouped(trials, by: \.number).map { averaged(runs: $0) }
    }

    /// Each configuration as one trial with the attempts and intermediate results of all its runs.
    package func averaged(_ records: [TrialRecord]) -> [TrialRecord] {
        guard runs > 1 else { return records }
        return grouped(records, by: \.trial.number).map { group in
            TrialRecord(
                trial: averaged(runs: group.map(\.trial)),
                intermediateResults: Self.averaged(group.map(\.intermediateResults)),
                attempts: group.flatMap(\.attempts))
        }
    }

    /// The configuration of which a trial was the last run to end; nil if others have not ended.
    package func averaged(endedBy trial: Int, of trials: [Trial]) -> Trial? {
        guard runs > 1 else { return trials[trial] }
        let group = runs(with: trial)
        guard group.upperBound <= trials.count else { return nil }
        let all = Array(trials[group])
        return all.allSatisfy(\.state.isTerminal) ? averaged(runs: all) : nil
    }

    private func grouped<Item>(
        _ items: some Sequence<Item>, by number: (Item) -> Int
    ) -> [[Item]] {
        var groups: [Int: [Item]] = [:]
        for item in items { groups[number(item) / runs, default: []].append(item) }
        return groups.sorted { $0.key < $1.key }
            .map { $0.value.sorted { number($0) < number($1) } }
    }

    /// - Parameter group: runs of one configuration, by number; all of them or some.
    private func averaged(runs group: [Trial]) -> Trial {
        var merged = group[0]
        merged.number -= merged.number % runs
        let complete = group.filter { $0.state == .complete }
        let means = RunMeans(complete.map(\.metrics))
        merged.metrics = means.metrics
        merged.spread = means.spread
        merged.epoch = group.map(\.epoch).max() ?? 0
        let failed = group.first { $0.state == .failed }
        merged.failure = failed.map { "trial \($0.number): \($0.failure ?? "")" }
        if group.count < runs || !group.allSatisfy(\.state.isTerminal) {
            merged.state = group.contains { $0.state == .running } ? .running : .waiting
        } else {
            merged.state = failed == nil ? .complete : .failed
        }
        return merged
    }

    /// The means of the intermediate results of epochs that all runs have reached.
    private static func averaged(_ runs: [[IntermediateResult]]) -> [IntermediateResult] {
        var byEpoch: [Int: [IntermediateResult]] = [:]
        for result in runs.joined() { byEpoch[result.epoch, default: []].append(result) }
        return byEpoch.filter { $0.value.count == runs.count }.sorted { $0.key < $1.key }
            .map { epoch, results in
                var mean = results[0]
                mean.metrics = RunMeans(results.map(\.metrics)).metrics
                return mean
            }
    }
}
