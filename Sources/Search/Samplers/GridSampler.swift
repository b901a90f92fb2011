package import StudyModel

/// Tries every configuration of a finite space once.
///
/// The order is that of nested loops over the parameters in the job's order. The last parameter
/// varies fastest. Each parameter starts at its first or lowest value.
package struct GridSampler: Sampler {
    private let names: [String]
    private let domains: [DrawableDomain]
    private let rows: MixedRadix
    private let count: Int

    /// Prepares the grid of a space without pools.
    package init(space: SearchSpace) throws(SearchError) {
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        for (name, domain) in zip(names, domains) where domain.count == nil {
            throw .continuousGrid(parameter: name)
        }
        rows = MixedRadix(radices: domains.compactMap(\.count))
        guard let count = rows.count else { throw .uncountableGrid }
        self.count = count
    }

    package var limit: Int? { count }

    package mutating func restore(_ configuration: Configuration, trial: Int) {}

    package mutating func suggest(trial: Int) -> Configuration {
        precondition(0 <= trial && trial < count, "trial \(trial) of a grid of \(count)")
        let digits = rows.digits(of: trial)
        return Configuration(
            domains.indices.map { .init(names[$0], domains[$0].value(at: digits[$0])) })
    }
}

extension SamplerKind {
    package static let grid = SamplerKind("grid", isExhaustive: true) {
        (_, space, _) throws(SearchError) in try GridSampler(space: space)
    }
}
