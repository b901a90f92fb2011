package import StudyModel

/// Finds the recorded configuration that is nearest to one of a search space.
///
/// The distance is Gower's, here a sum over the parameters: of an ordered parameter the difference
/// of quantiles of its distribution, of other choices 0 for equal values and 1 for different ones.
/// A parameter that only one of the two configurations has counts 1. Of equally near
/// configurations the first one is taken.
///
/// A recorded configuration itself is found in constant time, another one in O(rows · parameters).
///
/// Source: Gower, "A general coefficient of similarity and some of its properties", Biometrics 27
/// (1971).
package struct ConfigurationIndex: Sendable {
    /// A recorded configuration.
    package struct Neighbour: Sendable, Hashable {
        package var index: Int
        package var distance: Double
    }

    /// The largest space whose configurations are counted.
    private static let mostCounted = 10_000_000

    private let space: DrawableSpace
    private let axes: [IndexAxis]
    /// [configurations][parameters]: places on the axes, NaN for inactive parameters.
    private let places: [[Double]]
    /// The first of equal configurations; it is only looked up.
    private let known: [Configuration: Int]
    /// Whether every configuration of the space is recorded.
    package let isComplete: Bool

    /// - Parameters:
    ///   - space: a space without pools.
    ///   - configurations: one or more; values that the space does not have make a configuration
    ///     as far away as it can be.
    package init(_ space: SearchSpace, _ configurations: [Configuration]) {
        let drawable = DrawableSpace(space)
        let axes = space.parameters.map { IndexAxis($0.domain) }
        self.space = drawable
        self.axes = axes
        places = configurations.map { Self.places(of: $0, drawable.names, axes) }
        known = Dictionary(configurations.enumerated().map { ($1, $0) }) { first, _ in first }
        isComplete = Self.isComplete(drawable, configurations)
    }

    /// Whether a finite space has no configuration beside the recorded ones.
    private static func isComplete(
        _ space: DrawableSpace, _ configurations: [Configuration]
    ) -> Bool {
        guard let rows = space.rows, let combinations = rows.count else { return false }
        let all = space.isRestricted ? space.listing(limit: mostCounted)?.count : combinations
        guard let all else { return false }
        var own = Set<Int>()
        for configuration in configurations {
            if let digits = space.digits(of: configuration) { own.insert(rows.number(of: digits)) }
        }
        return own.count == all
    }

    private static func places(
        of configuration: Configuration, _ names: [String], _ axes: [IndexAxis]
    ) -> [Double] {
        var place = 0
        let entries = configuration.entries
        return names.indices.map { index in
            // The entries usually have the order of the space.
            guard place < entries.count, entries[place].name == names[index] else {
                return configuration[names[index]].map { axes[index].place(of: $0) } ?? .nan
            }
            place += 1
            return axes[index].place(of: entries[place - 1].value)
        }
    }

    /// The recorded configuration that stands for one of the space.
    package func nearest(to configuration: Configuration) -> Neighbour {
        if let index = known[configuration] { return Neighbour(index: index, distance: 0) }
        let wanted = Self.places(of: configuration, space.names, axes)
        var best = Neighbour(index: 0, distance: .infinity)
        for (index, row) in places.enumerated() {
            var distance = 0.0
            for parameter in axes.indices {
                distance += axes[parameter].distance(row[parameter], wanted[parameter])
                if distance >= best.distance { break }
            }
            if distance < best.distance { best = Neighbour(index: index, distance: distance) }
        }
        return best
    }
}

/// A parameter's values as places on an axis.
private struct IndexAxis: Sendable {
    private let domain: DrawableDomain
    /// Nil for choices without an order.
    private let ordered: EvolutionAxis?
    private let isSingle: Bool

    init(_ domain: Domain) {
        self.domain = DrawableDomain(domain)
        isSingle = self.domain.count == 1
        ordered = isSingle ? nil : EvolutionAxis(domain)
    }

    /// The quantile of a value, or the number of a choice; infinite if the domain lacks it.
    func place(of value: ParameterValue) -> Double {
        if let ordered { return ordered.coordinate(of: value) ?? .infinity }
        return domain.position(of: value).map(Double.init) ?? .infinity
    }

    func distance(_ a: Double, _ b: Double) -> Double {
        if a == b || (a.isNaN && b.isNaN) { return 0 }
        guard a.isFinite, b.isFinite, ordered != nil else { return 1 }
        return abs(a - b)
    }
}
