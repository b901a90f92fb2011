package import StudyModel

/// Tries every configuration of a finite space once.
///
/// The order is that of nested loops over the parameters in the job's order. The last parameter
/// varies fastest. Each parameter starts at its first or lowest value. Combinations that differ in
/// inactive parameters only are one configuration, and those that miss a constraint are left out.
/// The job's initial configurations come first, and are left out later.
package struct GridSampler: Sampler {
    /// The most rows of a space with conditions or constraints, which are listed.
    private static let listingLimit = 10_000_000

    private let space: DrawableSpace
    private let rows: MixedRadix
    /// The rows that are configurations; nil if all are.
    private let list: [Int]?
    private let count: Int
    /// The number of trials that the job gives, and the places of their rows, ascending.
    private let first: Int
    private let taken: [Int]

    /// Prepares the grid of a space without pools.
    ///
    /// - Parameter initial: the configurations of the first trials, which the grid leaves out.
    package init(space: SearchSpace, initial: [Configuration] = []) throws(SearchError) {
        self.space = DrawableSpace(space)
        for (name, domain) in zip(self.space.names, self.space.domains) where domain.count == nil {
            throw .continuousGrid(parameter: name)
        }
        guard let rows = self.space.rows, let product = rows.count else { throw .uncountableGrid }
        self.rows = rows
        if self.space.isRestricted {
            guard let list = self.space.listing(limit: Self.listingLimit) else {
                throw .tooManyRows(Self.listingLimit)
            }
            _ = list.isEmpty ? try self.space.example(seed: 0) : nil
            self.list = list
            count = list.count
        } else {
            list = nil
            count = product
        }
        first = initial.count
        var taken: Set<Int> = []
        for (number, configuration) in initial.enumerated() {
            guard let digits = self.space.digits(of: configuration),
                let place = Self.place(of: rows.number(of: digits), in: list),
                taken.insert(place).inserted
            else { throw .initialOutsideGrid(number) }
        }
        self.taken = taken.sorted()
    }

    /// The place of a row among those that are configurations; nil if it is none.
    private static func place(of row: Int, in list: [Int]?) -> Int? {
        guard let list else { return row }
        return list.firstIndex(of: row)
    }

    package var limit: Int? { count }

    package mutating func restore(_ configuration: Configuration, trial: Int) {}

    package mutating func suggest(trial: Int) -> Configuration {
        precondition(0 <= trial && trial < count, "trial \(trial) of a grid of \(count)")
        var place = trial - first
        for other in taken where other <= place { place += 1 }
        return space.configuration(of: rows.digits(of: list?[place] ?? place))
    }
}

extension SamplerKind {
    package static let grid = SamplerKind("grid", isExhaustive: true, takesSeveralObjectives: true)
    {
        (job, space, _) throws(SearchError) in
        try GridSampler(space: space, initial: job.initial)
    }
}
