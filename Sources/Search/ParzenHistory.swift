import StudyModel

/// The configurations that were tried, in the order of their numbers, ready to be parted.
///
/// Each parameter's trials are kept in the order of their places on its axis, as a part's kernels
/// need their neighbours each time: so nothing is sorted twice.
struct ParzenHistory: Sendable {
    let domains: [ParzenDomain]
    /// The entries of each trial's configuration; nil where one isn't of this space.
    private(set) var rows: [[Double]?] = []
    /// By parameter, trials by place, then by number; empty where there is no axis.
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
            // Entries and places have the same order. An equal one that came before stays before.
            var (low, high) = (0, orders[index].count)
            while low < high {
                let middle = (low + high) / 2
                let other = rows[orders[index][middle]]?[index] ?? .nan
                if other <= entries[index] { low = middle + 1 } else { high = middle }
            }
            orders[index].insert(trial, at: low)
        }
    }

    /// The trials that are marked, those of other spaces left out.
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

/// Some of the configurations that were tried.
struct ParzenObservations: Sendable {
    /// Their entries, oldest first.
    let rows: [[Double]]
    /// By parameter: the rows' numbers in the order of their places on its axis.
    let orders: [[Int]]
}
