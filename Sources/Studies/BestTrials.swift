package import Reporting
package import StudyModel

/// The numbers of a study's best trials and a tally of failure reasons, updated as trials finish.
///
/// Keeps at most a thousand trials, so the cost per finished trial does not grow with the study.
/// The order is that of `Ranking`.
package struct BestTrials: Sendable {
    package static let largest = 1000

    private struct Entry: Sendable {
        var score: Score
        var trial: Int
    }

    private let metric: Metric
    private let limit: Int
    private var entries: [Entry] = []
    /// With several objectives: the complete and feasible trials that no other one dominates.
    private var front: [ObjectivePoint] = []
    package private(set) var failures = FailureTally()

    package init(metric: Metric, limit: Int = BestTrials.largest) {
        self.metric = metric
        self.limit = max(0, limit)
    }

    /// Adds the trials of a study; the runs of a configuration as one trial.
    package mutating func add(_ trials: [Trial], of job: Job) {
        for trial in trials { failures.add(trial) }
        for trial in job.averaged(trials) { rank(trial) }
    }

    /// Adds a trial that has ended.
    package mutating func add(_ number: Int, among trials: [Trial], of job: Job) {
        failures.add(trials[number])
        if let trial = job.averaged(endedBy: number, of: trials) { rank(trial) }
    }

    private mutating func rank(_ trial: Trial) {
        guard let score = Ranking.finalScore(of: trial, metric) else { return }
        add(score, trial: trial.number)
    }

    /// Adds a complete trial; a trial whose value is not finite is not ranked.
    package mutating func add(_ score: Score, trial: Int) {
        guard score.isFinite else { return }
        addToFront(score, trial: trial)
        let entry = Entry(score: score, trial: trial)
        if entries.count >= limit {
            guard let last = entries.last, ranks(entry, before: last) else { return }
            entries.removeLast()
        }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if ranks(entries[middle], before: entry) { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
    }

    private mutating func addToFront(_ score: Score, trial: Int) {
        guard metric.hasSeveralObjectives, score.isFeasible else { return }
        let point = ObjectivePoint(metric.costs(of: score), trial: trial)
        guard !front.contains(where: { $0.dominates(point) }) else { return }
        front.removeAll { point.dominates($0) }
        front.append(point)
    }

    /// The number of trials on the first Pareto front; nil with one objective.
    package var frontSize: Int? { metric.hasSeveralObjectives ? front.count : nil }

    package var best: Int? { entries.first?.trial }

    /// The numbers of the best trials, best first.
    package func top(_ count: Int) -> [Int] { entries.prefix(max(0, count)).map(\.trial) }

    private func ranks(_ a: Entry, before b: Entry) -> Bool {
        a.score == b.score ? a.trial < b.trial : metric.ranks(a.score, before: b.score)
    }
}
