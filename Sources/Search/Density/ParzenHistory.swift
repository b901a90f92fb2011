import StudyModel

/// The tried configurations, ordered by number, ready to be split into two sets.
///
/// Kernels need their neighbours, so each parameter's trials are kept sorted by place on its axis.
/// A split then needs no new sort.
struct ParzenHistory: Sendable {
    let domains: [ParzenDomain]
    /// The entries of each trial's configuration; nil if it is not from this space.
    private(set) var rows: [[Double]?] = []
    /// Per parameter: trials sorted by place, then by number; empty if there is no axis.
    private var orders: [[Int]]

    init(_ domains: [ParzenDomain]) {
        self.domains = domains
        orders = domains.map { _ in [] }
    }

    mutating func append(_ configuration: Configuration) {
        let entries = zip(domains, configuration.entries).compactMap { $0.entry(of: $1.value) }
        guard entries.count == domains.count else {
            rows.append(nil)
            return
        }
        let trial = rows.count
        rows.append(entries)
        for (index, domain) in domains.enumerated() {
            guard case .numeric = domain.kind else { continue }
            // Entries and places have the same order. Equal entries keep their order of arrival.
            var (low, high) = (0, orders[index].count)
            while low < high {
                let middle = (low + high) / 2
                let other = rows[orders[index][middle]]?[index] ?? .nan
                if other <= entries[index] { low = middle + 1 } else { high = middle }
            }
            orders[index].insert(trial, at: low)
        }
    }

    /// The marked trials, without those of other spaces.
    func part(_ isIn: [Bool]) -> ParzenObservations {
        var kernels = Array(repeating: 0, count: rows.count)
        var entries: [[Double]] = []
        for trial in rows.indices where isIn[trial] {
            guard let row = rows[trial] else { continue }
            kernels[trial] = entries.count
            entries.append(row)
        }
        return ParzenObservations(
            rows: entries,
            orders: orders.map { $0.filter { isIn[$0] }.map { kernels[$0] } })
    }
}

/// A subset of the tried configurations.
struct ParzenObservations: Sendable {
    /// Their entries, oldest first.
    let rows: [[Double]]
    /// Per parameter: row indices sorted by place on its axis.
    let orders: [[Int]]
}
