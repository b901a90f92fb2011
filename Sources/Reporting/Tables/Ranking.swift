package import StudyModel

/// The complete, the pruned and the paused trials of a study, best first, in a list that stays
/// sorted on insertion.
///
/// Only trials with a finite job metric are ranked: complete ones first, then pruned and paused
/// ones, those with more epochs before those with fewer. Among these, trials that are not feasible
/// come last. Ties go to the lower trial number. So the order depends only on the trials, not on
/// their arrival. An insertion takes a binary search and moves 40 bytes per trial after the
/// position. The best k need no search. A ranking with a limit keeps only the best trials, so the
/// cost of an insertion does not depend on the number of trials.
///
/// With several objectives the order within complete, pruned or paused trials is that of
/// `RankedFronts`, which begins with the best trial by the first objective. All trials are kept
/// then, because a front's order depends on all its trials.
package struct Ranking: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        /// The epochs of a trial in part; a complete one has more than any.
        var level: Int
        var score: Score
        var trial: Int

        init(_ trial: Trial, _ score: Score) {
            level = trial.state == .complete ? .max : trial.epoch
            self.score = score
            self.trial = trial.number
        }
    }

    package let metric: Metric
    private let limit: Int?
    private var entries: [Entry] = []
    private var trials: [Int: Trial] = [:]
    /// The order of the trials if there are several objectives.
    private var fronts: RankedFronts?
    /// The most trials to give if there are several objectives.
    private let shown: Int?

    /// - Parameter limit: how many trials to keep, at least 1; nil keeps all.
    package init(metric: Metric, limit: Int? = nil) {
        self.metric = metric
        let limit = limit.map { max(1, $0) }
        self.limit = metric.hasSeveralObjectives ? nil : limit
        shown = metric.hasSeveralObjectives ? limit : nil
        fronts = metric.hasSeveralObjectives ? RankedFronts() : nil
    }

    /// Ranks all trials at once: O(n log n).
    package init(metric: Metric, trials: some Sequence<Trial>, limit: Int? = nil) {
        self.init(metric: metric, limit: limit)
        if self.limit != nil {
            for trial in trials { insert(trial) }
        } else {
            insert(contentsOf: trials)
        }
    }

    /// Ranks the configurations of a job, each by the means of its runs.
    ///
    /// - Parameter runs: all trials: a configuration has one, or `repeats` of them.
    package init(of job: Job, runs: some Sequence<Trial>, limit: Int? = nil) {
        self.init(metric: job.metric, trials: job.averaged(runs), limit: limit)
    }

    /// The number of ranked trials that are kept.
    package var count: Int { min(entries.count, shown ?? .max) }

    /// The best trial, if one is complete; with several objectives the best by the first one.
    package var best: Trial? {
        entries.first.flatMap { $0.level == .max ? trials[$0.trial] : nil }
    }

    /// The job metric of the best trial, if one is complete.
    package var bestValue: Double? {
        entries.first.flatMap { $0.level == .max ? $0.score.value : nil }
    }

    /// The best `count` trials, or all that are ranked, best first.
    package func top(_ count: Int? = nil) -> [Trial] { placed(count).map(\.trial) }

    /// The best `count` trials, or all that are ranked, best first, each with the number of its
    /// Pareto front from 1.
    ///
    /// The number is nil with one objective, and for trials that are not complete or not feasible.
    package func placed(_ count: Int? = nil) -> [(trial: Trial, front: Int?)] {
        let count = min(max(0, count ?? entries.count), shown ?? .max)
        guard let fronts else {
            return entries.prefix(count).compactMap { entry in
                trials[entry.trial].map { ($0, nil) }
            }
        }
        return fronts.ordered(count).compactMap { place in
            trials[place.trial].map { ($0, place.front) }
        }
    }

    /// The number of trials on the first Pareto front; nil with one objective.
    package var frontSize: Int? { fronts.map { $0.fronts.first?.count ?? 0 } }

    /// The trials of the first Pareto front, the best by the first objective first; empty with one
    /// objective.
    package var firstFront: [Trial] {
        ParetoFronts.byCrowding(fronts?.fronts.first ?? []).compactMap { trials[$0.trial] }
    }

    /// The rank of a trial, counted from 1; nil if it isn't ranked.
    package func rank(of trial: Int) -> Int? {
        guard let known = trials[trial], let score = Self.score(of: known, metric) else {
            return nil
        }
        if let fronts { return place(of: known, score).flatMap { fronts.rank(of: $0) } }
        return position(of: Entry(known, score)) + 1
    }

    /// The place of a trial among several objectives.
    private func place(of trial: Trial, _ score: Score) -> RankedFronts.Entry? {
        metric.entry(of: score, trial: trial.number, level: Entry(trial, score).level)
    }

    /// Inserts a trial and returns its rank, counted from 1.
    ///
    /// It returns nil and changes nothing if the trial can't be ranked or is beyond the limit. A
    /// trial that is already ranked keeps its place, because terminal trials never change.
    @discardableResult
    package mutating func insert(_ trial: Trial) -> Int? {
        guard let score = Self.score(of: trial, metric) else { return nil }
        if let rank = rank(of: trial.number) { return rank }
        let entry = Entry(trial, score)
        let position = position(of: entry)
        if let limit, position >= limit { return nil }
        entries.insert(entry, at: position)
        trials[trial.number] = trial
        if let limit, entries.count > limit { trials[entries.removeLast().trial] = nil }
        if let place = place(of: trial, score) {
            fronts?.insert(place)
            if fronts != nil { return fronts?.rank(of: place) }
        }
        return position + 1
    }

    /// Inserts several trials at once: O(n + m log m) for m among n.
    ///
    /// Trials that can't be ranked, or are already ranked, change nothing.
    package mutating func insert(contentsOf more: some Sequence<Trial>) {
        var added: [Entry] = []
        for trial in more {
            guard let score = Self.score(of: trial, metric), trials[trial.number] == nil else {
                continue
            }
            trials[trial.number] = trial
            added.append(Entry(trial, score))
        }
        guard !added.isEmpty else { return }
        added.sort { Self.ranks($0, before: $1, metric) }
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + added.count)
        var rest = entries[...]
        for entry in added {
            while let first = rest.first, Self.ranks(first, before: entry, metric) {
                merged.append(first)
                rest.removeFirst()
            }
            merged.append(entry)
        }
        entries = merged + rest
        if fronts != nil {
            fronts = RankedFronts(
                entries.compactMap {
                    metric.entry(of: $0.score, trial: $0.trial, level: $0.level)
                })
        }
        if let limit, entries.count > limit {
            for entry in entries[limit...] { trials[entry.trial] = nil }
            entries.removeLast(entries.count - limit)
        }
    }

    /// The score that ranks a trial; nil if the trial can't be ranked.
    private static func score(of trial: Trial, _ metric: Metric) -> Score? {
        guard [.complete, .pruned, .paused].contains(trial.state),
            case let score = metric.score(of: trial.metrics), score.isFinite
        else { return nil }
        return score
    }

    /// The value of a trial that can be ranked.
    package static func value(of trial: Trial, _ metric: Metric) -> Double? {
        score(of: trial, metric)?.value
    }

    /// The score of a complete trial, if its job metric is finite.
    package static func finalScore(of trial: Trial, _ metric: Metric) -> Score? {
        trial.state == .complete ? score(of: trial, metric) : nil
    }

    /// The job metric of a complete trial, if it is finite.
    package static func finalValue(of trial: Trial, _ metric: Metric) -> Double? {
        finalScore(of: trial, metric)?.value
    }

    private func position(of entry: Entry) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if Self.ranks(entries[middle], before: entry, metric) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private static func ranks(_ a: Entry, before b: Entry, _ metric: Metric) -> Bool {
        guard a.level == b.level else { return a.level > b.level }
        return a.score == b.score ? a.trial < b.trial : metric.ranks(a.score, before: b.score)
    }
}

extension Metric {
    /// The value of the best score so far at each position; nil before the first score.
    func bestSoFar(_ scores: [Score?]) -> [Double?] {
        var best: Score?
        return scores.map { score in
            if let score, best.map({ ranks(score, before: $0) }) ?? true { best = score }
            return best?.value
        }
    }
}
