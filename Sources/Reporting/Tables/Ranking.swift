package import StudyModel

/// The complete, the pruned and the paused trials of a study, best first, in a list that stays
/// sorted on insertion.
///
/// Only trials with a finite job metric are ranked: complete ones first, then pruned and paused
/// ones, those with more epochs before those with fewer. Among these, trials that are not feasible
/// come last. Ties go to the lower trial number. So the order depends only on the trials, not on
/// their arrival. An insertion takes a binary search and moves 32 bytes per trial after the
/// position. The best k need no search. A ranking with a limit keeps only the best trials, so the
/// cost of an insertion does not depend on the number of trials.
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

    /// - Parameter limit: how many trials to keep, at least 1; nil keeps all.
    package init(metric: Metric, limit: Int? = nil) {
        self.metric = metric
        self.limit = limit.map { max(1, $0) }
    }

    /// Ranks all trials at once: O(n log n).
    package init(metric: Metric, trials: some Sequence<Trial>, limit: Int? = nil) {
        self.init(metric: metric, limit: limit)
        if limit != nil {
            for trial in trials { insert(trial) }
        } else {
            insert(contentsOf: trials)
        }
    }

    /// The number of ranked trials that are kept.
    package var count: Int { entries.count }

    /// The best trial, if one is complete.
    package var best: Trial? {
        entries.first.flatMap { $0.level == .max ? trials[$0.trial] : nil }
    }

    /// The job metric of the best trial, if one is complete.
    package var bestValue: Double? {
        entries.first.flatMap { $0.level == .max ? $0.score.value : nil }
    }

    /// The best `count` trials, or all that are ranked, best first.
    package func top(_ count: Int? = nil) -> [Trial] {
        entries.prefix(max(0, count ?? entries.count)).compactMap { trials[$0.trial] }
    }

    /// The rank of a trial, counted from 1; nil if it isn't ranked.
    package func rank(of trial: Int) -> Int? {
        guard let known = trials[trial], let score = Self.score(of: known, metric) else {
            return nil
        }
        return position(of: Entry(known, score)) + 1
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
        if let limit, entries.count > limit {
            for entry in entries[limit...] { trials[entry.trial] = nil }
            entries.removeLast(entries.count - limit)
        }
    }

    /// The score that ranks a trial; nil if the trial can't be ranked.
    private static func score(of trial: Trial, _ metric: Metric) -> Score? {
        guard [.complete, .pruned, .paused].contains(trial.state),
            case let score = metric.score(of: trial.metrics), score.value.isFinite
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
