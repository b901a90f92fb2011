package import StudyModel

/// The complete trials of a study, best first, kept in order as they come.
///
/// Only complete trials whose job metric is finite are ranked; ties go to the lower trial number.
/// So the order depends on the trials alone, not on when they came. Inserting takes a binary search
/// and moving 16 bytes a trial behind the place; the best k are there for the taking.
package struct Ranking: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var value: Double
        var trial: Int
    }

    package let metric: Metric
    private var entries: [Entry] = []
    private var trials: [Int: Trial] = [:]

    package init(metric: Metric) { self.metric = metric }

    /// Ranks trials all at once: O(n log n).
    package init(metric: Metric, trials: some Sequence<Trial>) {
        self.metric = metric
        for trial in trials {
            guard let value = Self.value(of: trial, metric), self.trials[trial.number] == nil else {
                continue
            }
            self.trials[trial.number] = trial
            entries.append(Entry(value: value, trial: trial.number))
        }
        entries.sort { Self.ranks($0, before: $1, metric) }
    }

    /// How many trials are ranked.
    package var count: Int { entries.count }

    package var best: Trial? { entries.first.flatMap { trials[$0.trial] } }

    /// The job metric of the best trial.
    package var bestValue: Double? { entries.first?.value }

    /// The best `count` trials, or all that are ranked, best first.
    package func top(_ count: Int? = nil) -> [Trial] {
        entries.prefix(max(0, count ?? entries.count)).compactMap { trials[$0.trial] }
    }

    /// The rank of a trial, counted from 1, or nil where it isn't ranked.
    package func rank(of trial: Int) -> Int? {
        guard let known = trials[trial], let value = Self.value(of: known, metric) else {
            return nil
        }
        return position(of: Entry(value: value, trial: trial)) + 1
    }

    /// Ranks one more trial; its rank, counted from 1.
    ///
    /// Nil, and no change, for a trial that can't be ranked. A trial that is ranked already stays
    /// where it is, since terminal trials never change.
    @discardableResult
    package mutating func insert(_ trial: Trial) -> Int? {
        guard let value = Self.value(of: trial, metric) else { return nil }
        if let rank = rank(of: trial.number) { return rank }
        let entry = Entry(value: value, trial: trial.number)
        let position = position(of: entry)
        entries.insert(entry, at: position)
        trials[trial.number] = trial
        return position + 1
    }

    /// What a trial is ranked by, or nil where it ranks nowhere.
    package static func value(of trial: Trial, _ metric: Metric) -> Double? {
        guard trial.state == .complete, let value = trial.metrics[metric.name], value.isFinite
        else { return nil }
        return value
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
        a.value == b.value ? a.trial < b.trial : metric.ranks(a.value, before: b.value)
    }
}

extension Metric {
    /// The best value so far after each of some, nil before there is one.
    func bestSoFar(_ values: [Double?]) -> [Double?] {
        var best: Double?
        return values.map { value in
            if let value, best.map({ ranks(value, before: $0) }) ?? true { best = value }
            return best
        }
    }
}
