/// The trials of a study with several objectives, best first.
///
/// The order: trials with more training come first, then those that miss the job's conditions by
/// less (feasible ones by nothing), then earlier Pareto fronts, then larger crowding distances,
/// then better values of the objectives in their order, then lower trial numbers. So it is a total
/// order that depends on the trials alone. The first trial is the best one by the first objective.
///
/// The comparison by violation before dominance is Deb's constrained domination (Deb et al. 2002,
/// section VI), with one violation for all conditions.
package struct RankedFronts: Sendable, Equatable {
    /// A trial with its place.
    package struct Entry: Sendable, Hashable {
        package var point: ObjectivePoint
        /// The epochs of a trial in part; `Int.max` for a complete one.
        package var level: Int
        /// By how much it misses the job's conditions.
        package var violation: Double

        package init(_ point: ObjectivePoint, level: Int = .max, violation: Double = 0) {
            self.point = point
            self.level = level
            self.violation = violation
        }
    }

    /// Trials that only their objectives tell apart.
    private struct Group: Sendable, Equatable {
        var level: Int
        var violation: Double
        var fronts: ParetoFronts

        func isBefore(_ level: Int, _ violation: Double) -> Bool {
            self.level == level ? self.violation < violation : self.level > level
        }
    }

    private var groups: [Group] = []

    package init() {}

    /// Ranks all trials at once.
    package init(_ entries: some Sequence<Entry>) {
        let sorted = entries.sorted {
            $0.level == $1.level ? $0.violation < $1.violation : $0.level > $1.level
        }
        var rest = sorted[...]
        while let first = rest.first {
            let group = rest.prefix { $0.level == first.level && $0.violation == first.violation }
            groups.append(
                Group(
                    level: first.level, violation: first.violation,
                    fronts: ParetoFronts(group.map(\.point))))
            rest = rest.dropFirst(group.count)
        }
    }

    /// Adds a trial that is not there yet.
    package mutating func insert(_ entry: Entry) {
        let place = place(of: entry)
        if place == groups.count || groups[place].level != entry.level
            || groups[place].violation != entry.violation
        {
            groups.insert(
                Group(level: entry.level, violation: entry.violation, fronts: ParetoFronts()),
                at: place)
        }
        groups[place].fronts.insert(entry.point)
    }

    /// The fronts of the complete and feasible trials.
    package var fronts: [[ObjectivePoint]] {
        groups.first.flatMap { $0.level == .max && $0.violation == 0 ? $0.fronts.fronts : nil }
            ?? []
    }

    /// The fronts of all trials, best first: those of complete and feasible ones, then the others.
    package var allFronts: [[ObjectivePoint]] { groups.flatMap { $0.fronts.fronts } }

    /// The best trials, or all, best first, each with the number of its front from 1; nil for
    /// trials that are not complete or not feasible.
    package func ordered(_ count: Int? = nil) -> [(trial: Int, front: Int?)] {
        let count = count ?? .max
        var ordered: [(trial: Int, front: Int?)] = []
        for group in groups {
            let isNumbered = group.level == .max && group.violation == 0
            for (number, front) in group.fronts.fronts.enumerated() {
                guard ordered.count < count else { return ordered }
                let left = count - ordered.count
                ordered += ParetoFronts.byCrowding(front).prefix(left).map {
                    ($0.trial, isNumbered ? number + 1 : nil)
                }
            }
        }
        return ordered
    }

    /// The rank of a trial, counted from 1; nil if it is not there.
    package func rank(of entry: Entry) -> Int? {
        let place = place(of: entry)
        guard place < groups.count, groups[place].level == entry.level,
            groups[place].violation == entry.violation,
            let front = groups[place].fronts.front(of: entry.point)
        else { return nil }
        let before =
            groups[..<place].reduce(0) { $0 + $1.fronts.count }
            + groups[place].fronts.fronts[..<front].reduce(0) { $0 + $1.count }
        return ParetoFronts.byCrowding(groups[place].fronts.fronts[front])
            .firstIndex(of: entry.point).map { before + $0 + 1 }
    }

    /// The place of an entry's group.
    private func place(of entry: Entry) -> Int {
        var (low, high) = (0, groups.count)
        while low < high {
            let middle = (low + high) / 2
            if groups[middle].isBefore(entry.level, entry.violation) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension Metric {
    /// The entry of a complete trial's score; nil if an objective is no number.
    package func entry(of score: Score, trial: Int, level: Int = .max) -> RankedFronts.Entry? {
        guard score.isFinite else { return nil }
        return RankedFronts.Entry(
            ObjectivePoint(costs(of: score), trial: trial), level: level,
            violation: score.violation)
    }
}
