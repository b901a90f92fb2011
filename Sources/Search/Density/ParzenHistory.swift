import StudyModel

/// The tried configurations, ordered by number, ready to be split into two sets.
///
/// Kernels need their neighbours, so each parameter's trials are kept sorted by place on its axis.
/// A split then needs no new sort.
struct ParzenHistory: Sendable {
    private(set) var domains: [ParzenDomain]
    private let space: DrawableSpace
    /// The number of trials.
    private(set) var count = 0
    /// Per parameter: each trial's entry, NaN without a value.
    private var columns: [[Double]]
    /// Per trial: whether its configuration is from this space.
    private var isOwn: [Bool] = []
    /// Per parameter: the trials that have it, sorted by place, then by number; empty if there is
    /// no axis.
    private var orders: [[Int32]]

    /// - Parameter space: a space without pools.
    init(_ space: SearchSpace) {
        self.space = DrawableSpace(space)
        domains = space.parameters.map {
            ParzenDomain($0.domain, isConditional: $0.condition != nil)
        }
        columns = domains.map { _ in [] }
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
        let trial = count
        count += 1
        isOwn.append(entries != nil)
        guard let entries else {
            for index in columns.indices { columns[index].append(.nan) }
            return
        }
        for (index, domain) in domains.enumerated() {
            columns[index].append(entries[index])
            guard case .numeric = domain.kind, !entries[index].isNaN else { continue }
            // Entries and places have the same order. Equal entries keep their order of arrival.
            var (low, high) = (0, orders[index].count)
            while low < high {
                let middle = (low + high) / 2
                let other = columns[index][Int(orders[index][middle])]
                if other <= entries[index] { low = middle + 1 } else { high = middle }
            }
            orders[index].insert(Int32(trial), at: low)
        }
    }

    /// Whether a trial's configuration is from this space.
    func isOwn(_ trial: Int) -> Bool { isOwn[trial] }

    /// The entries of a trial's configuration; nil if it is not from this space.
    func row(of trial: Int) -> [Double]? { isOwn[trial] ? columns.map { $0[trial] } : nil }

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

    /// The marked trials and the others, without those of other spaces.
    func split(_ isMarked: [Bool]) -> (marked: ParzenObservations, others: ParzenObservations) {
        precondition(isMarked.count == count, "\(isMarked.count) marks for \(count) trials")
        var trials = (marked: [Int](), others: [Int]())
        /// Per trial: its number among the others, or -1 - its number among the marked ones.
        var numbers = Array(repeating: Int32(0), count: count)
        for trial in 0..<count where isOwn[trial] {
            if isMarked[trial] {
                numbers[trial] = -1 - Int32(trials.marked.count)
                trials.marked.append(trial)
            } else {
                numbers[trial] = Int32(trials.others.count)
                trials.others.append(trial)
            }
        }
        var marked: [ObservedEntries] = []
        var others: [ObservedEntries] = []
        for (column, order) in zip(columns, orders) {
            let parts = Self.parts(of: order, numbers)
            marked.append(
                ObservedEntries(
                    trials: trials.marked, entries: trials.marked.map { column[$0] },
                    order: parts.marked))
            others.append(
                ObservedEntries(
                    trials: trials.others, entries: trials.others.map { column[$0] },
                    order: parts.others))
        }
        return (
            ParzenObservations(trials: trials.marked, parameters: marked),
            ParzenObservations(trials: trials.others, parameters: others)
        )
    }

    /// An order of trials as two orders of their numbers.
    private static func parts(
        of order: [Int32], _ numbers: [Int32]
    ) -> (marked: [Int32], others: [Int32]) {
        var marked: [Int32] = []
        let others = [Int32](unsafeUninitializedCapacity: order.count) { others, count in
            for trial in order {
                let number = numbers[Int(trial)]
                if number < 0 {
                    marked.append(-1 - number)
                } else {
                    others[count] = number
                    count += 1
                }
            }
        }
        return (marked, others)
    }
}

/// A subset of the tried configurations.
struct ParzenObservations: Sendable {
    /// Their trials, ascending.
    let trials: [Int]
    /// Per parameter: what was observed of it.
    let parameters: [ObservedEntries]
}
