import StudyModel

/// The tried configurations, ordered by number, ready to be split into two sets.
///
/// Kernels need their neighbours, so each parameter's trials are kept sorted by place on its axis.
/// A split then needs no new sort.
struct ParzenHistory: Sendable {
    private(set) var domains: [ParzenDomain]
    private let space: DrawableSpace
    /// The entries of each trial's configuration, NaN for parameters without a value.
    ///
    /// Nil if it is not from this space.
    private(set) var rows: [[Double]?] = []
    /// Per parameter: the trials that have it, sorted by place, then by number; empty if there is
    /// no axis.
    private var orders: [[Int]]

    /// - Parameter space: a space without pools.
    init(_ space: SearchSpace) {
        self.space = DrawableSpace(space)
        domains = space.parameters.map {
            ParzenDomain($0.domain, isConditional: $0.condition != nil)
        }
        orders = domains.map { _ in [] }
    }

    mutating func append(_ configuration: Configuration) {
        let values = space.values(of: configuration) ?? []
        let entries = zip(domains, values).compactMap { domain, value in
            value.map(domain.entry) ?? .nan
        }
        append(entries.count == domains.count ? entries : nil)
    }

    /// Takes configurations of other studies, before all own ones.
    ///
    /// A parameter that some of them lack counts as one that not every observation has.
    mutating func admit(_ configurations: [Configuration]) {
        let rows = configurations.map { configuration in
            zip(domains, space.names).map { domain, name in
                configuration[name].flatMap(domain.entry) ?? .nan
            }
        }
        for index in domains.indices where rows.contains(where: { $0[index].isNaN }) {
            domains[index].isConditional = true
        }
        for row in rows { append(row) }
    }

    /// - Parameter entries: nil for a configuration of another space.
    private mutating func append(_ entries: [Double]?) {
        guard let entries else {
            rows.append(nil)
            return
        }
        let trial = rows.count
        rows.append(entries)
        for (index, domain) in domains.enumerated() {
            guard case .numeric = domain.kind, !entries[index].isNaN else { continue }
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

    /// A drawn row without the entries of inactive parameters.
    func reduced(_ row: [Double]) -> [Double] {
        guard space.isConditional else { return row }
        let active = space.active { domains[$0].value(of: row[$0]) }
        return zip(row, active).map { $1 ? $0 : .nan }
    }

    /// The configuration of a row.
    func configuration(of row: [Double]) -> Configuration {
        Configuration(
            row.indices.compactMap { place in
                row[place].isNaN
                    ? nil : .init(space.names[place], domains[place].value(of: row[place]))
            })
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
