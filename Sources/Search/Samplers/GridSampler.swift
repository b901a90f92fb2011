package import StudyModel

/// Tries every configuration of a finite space once.
///
/// The order is that of nested loops over the parameters in the job's order. The last parameter
/// varies fastest. Each parameter starts at its first or lowest value. The job's initial
/// configurations come first, and are left out later.
package struct GridSampler: Sampler {
    private let names: [String]
    private let domains: [DrawableDomain]
    private let rows: MixedRadix
    private let count: Int

    /// The number of trials that the job gives, and the rows among them, ascending.
    private let first: Int
    private let taken: [Int]

    /// Prepares the grid of a space without pools.
    ///
    /// - Parameter initial: the configurations of the first trials, which the grid leaves out.
    package init(space: SearchSpace, initial: [Configuration] = []) throws(SearchError) {
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        for (name, domain) in zip(names, domains) where domain.count == nil {
            throw .continuousGrid(parameter: name)
        }
        rows = MixedRadix(radices: domains.compactMap(\.count))
        guard let count = rows.count else { throw .uncountableGrid }
        self.count = count
        first = initial.count
        var taken: Set<Int> = []
        for (number, configuration) in initial.enumerated() {
            let digits = zip(names, domains).compactMap { name, domain in
                configuration[name].flatMap { domain.position(of: $0) }
            }
            guard digits.count == names.count, taken.insert(rows.number(of: digits)).inserted
            else { throw .initialOutsideGrid(number) }
        }
        self.taken = taken.sorted()
    }

    package var limit: Int? { count }

    package mutating func restore(_ configuration: Configuration, trial: Int) {}

    package mutating func suggest(trial: Int) -> Configuration {
        precondition(0 <= trial && trial < count, "trial \(trial) of a grid of \(count)")
        var row = trial - first
        for other in taken where other <= row { row += 1 }
        let digits = rows.digits(of: row)
        return Configuration(
            domains.indices.map { .init(names[$0], domains[$0].value(at: digits[$0])) })
    }
}

extension SamplerKind {
    package static let grid = SamplerKind("grid", isExhaustive: true) {
        (job, space, _) throws(SearchError) in
        try GridSampler(space: space, initial: job.initial)
    }
}
