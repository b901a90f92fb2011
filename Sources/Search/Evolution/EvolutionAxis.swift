import StudyModel

/// A parameter as a coordinate of CMA-ES, whose values lie in [0, 1].
///
/// A coordinate is a quantile of the parameter's distribution. The values of a finite domain have
/// cells, in ascending order, as long as the values are likely.
struct EvolutionAxis: Sendable {
    /// More cells are narrower than coordinates can tell apart; then the axis counts as continuous.
    private static let mostCells = 1 << 49

    private let domain: DrawableDomain
    /// Numbers that are listed as choices: their numbers in the domain, in ascending order; nil if
    /// that is the domain's order.
    private let order: [Int]?
    /// The number of cells, or nil if the domain is continuous.
    let cells: Int?

    /// Prepares a domain with more than one value; nil if it has no order, as choices that are not
    /// all numbers.
    init?(_ domain: Domain) {
        let drawable = DrawableDomain(domain)
        self.domain = drawable
        cells = drawable.count.flatMap { $0 > Self.mostCells ? nil : $0 }
        guard case .categorical(let choices) = domain else {
            order = nil
            return
        }
        let numbers = choices.compactMap(\.number)
        guard numbers.count == choices.count, numbers.allSatisfy(\.isFinite) else { return nil }
        order = choices.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    }

    /// Whether a coordinate stands for a value without being mirrored.
    func contains(_ coordinate: Double) -> Bool {
        cells != nil || (0...1).contains(coordinate)
    }

    /// The value of any real coordinate.
    ///
    /// Beyond its ends a continuous axis continues as in a mirror, and an axis with cells has its
    /// first or last value.
    func value(at coordinate: Double) -> ParameterValue {
        guard cells != nil else {
            return domain.value(atFraction: Self.inside(Self.mirrored(coordinate)))
        }
        let position = domain.position(atFraction: Self.inside(coordinate))
        return domain.value(at: order?[position] ?? position)
    }

    /// A coordinate that stands for a value: the middle of its cell, if it has one; nil if the
    /// domain does not contain it.
    func coordinate(of value: ParameterValue) -> Double? {
        guard cells != nil else {
            return domain.fraction(of: value) ?? domain.position(of: value).map(domain.lowerEdge)
        }
        guard let position = domain.position(of: value) else { return nil }
        return coordinate(ofCell: order?.firstIndex(of: position) ?? position)
    }

    /// The middle of a cell.
    func coordinate(ofCell cell: Int) -> Double {
        0.5 * (domain.lowerEdge(of: cell) + domain.lowerEdge(of: cell + 1))
    }

    /// The cell that contains a coordinate; needs `cells`.
    func cell(at coordinate: Double) -> Int {
        domain.position(atFraction: Self.inside(coordinate))
    }

    /// The edges of the cell that contains a coordinate; nil for a continuous axis.
    ///
    /// In the first and the last cell both are the edge between the cell and its only neighbour.
    func limits(around coordinate: Double) -> (low: Double, high: Double)? {
        guard let cells else { return nil }
        let place = domain.position(atFraction: Self.inside(coordinate))
        return (
            domain.lowerEdge(of: max(place, 1)), domain.lowerEdge(of: min(place + 1, cells - 1))
        )
    }

    /// The middle of the next cell, in the given direction if there is one; nil for a continuous
    /// axis.
    func neighbour(of coordinate: Double, isUpper: Bool) -> Double? {
        guard let cells else { return nil }
        let place = domain.position(atFraction: Self.inside(coordinate))
        let goesUp = place == 0 || isUpper && place < cells - 1
        let other = goesUp ? place + 1 : place - 1
        return 0.5 * (domain.lowerEdge(of: other) + domain.lowerEdge(of: other + 1))
    }

    private static func inside(_ fraction: Double) -> Double {
        min(max(fraction, 0x1p-53), 1 - 0x1p-53)
    }

    /// The mirror image of a number in [0, 1]: 0.1 for -0.1, 0.9 for 1.1.
    static func mirrored(_ coordinate: Double) -> Double {
        guard coordinate.isFinite else { return 0.5 }
        let rest = abs(coordinate.truncatingRemainder(dividingBy: 2))
        return rest > 1 ? 2 - rest : rest
    }
}
