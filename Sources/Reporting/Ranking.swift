package import StudyModel

/// The complete trials of a study, best first, kept in order as they come.
///
/// Only complete trials whose job metric is finite are ranked; ties go to the lower trial number.
/// So the order depends on the trials alone, not on when they came. Inserting takes a binary search
/// and moving 16 bytes per trial behind the place; the best k are there for the taking. A ranking
/// with a limit keeps the best ones only: then inserting costs the same however many came before.
package struct Ranking: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var value: Double
        var trial: Int
    }

    package let metric: Metric
    private let limit: Int?
    private var entries: [Entry] = []
    private var trials: [Int: Trial] = [:]

    /// - Parameter limit: how many trials are kept, 1 or more; nil keeps all.
    package init(metric: Metric, limit: Int? = nil) {
        self.metric = metric
        self.limit = limit.map { max(1, $0) }
    }

    /// Ranks trials all at once: O(n log n).
    package init(metric: Metric, trials: some Sequence<Trial>, limit: Int? = nil) {
        self.init(metric: metric, limit: limit)
        if limit != nil {
            for trial in trials { insert(trial) }
        } else {
            insert(contentsOf: trials)
        }
    }

    /// How many trials are ranked, of those that are kept.
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
    /// Nil, and no change, for a trial that can't be ranked, or not among those that are kept. A
    /// trial that is ranked already stays where it is, since terminal trials never change.
    @discardableResult
    package mutating func insert(_ trial: Trial) -> Int? {
        guard let value = Self.value(of: trial, metric) else { return nil }
        if let rank = rank(of: trial.number) { return rank }
        let entry = Entry(value: value, trial: trial.number)
        let position = position(of: entry)
        if let limit, position >= limit { return nil }
        entries.insert(entry, at: position)
        trials[trial.number] = trial
        if let limit, entries.count > limit { trials[entries.removeLast().trial] = nil }
        return position + 1
    }

    /// Ranks more trials at once: O(n + m log m) for m among n.
    ///
    /// Those that can't be ranked, or are ranked already, change nothing.
    package mutating func insert(contentsOf more: some Sequence<Trial>) {
        var added: [Entry] = []
        for trial in more {
            guard let value = Self.value(of: trial, metric), trials[trial.number] == nil else {
                continue
            }
            trials[trial.number] = trial
            added.append(Entry(value: value, trial: trial.number))
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
