import StudyModel

/// A search space as a Gaussian process sees it.
///
/// A *point* has a coordinate per parameter with more than one value, whether it is active or not.
/// A *row* has the numbers that distances depend on. An inactive parameter is as far from each of
/// its choices as these are from one another. A parameter that is a number gets a second dimension,
/// in which inactive lies beside the middle of the range, half a range away. So inactive values
/// don't count, and the covariance stays positive definite (compare the embedding of Hutter and
/// Osborne, "A kernel for hierarchical parameter spaces", arXiv:1310.5738, 2013).
struct GaussianSpace: Sendable {
    /// The coordinate in the middle, and the second one, of an inactive number.
    private static let middle = 0.5
    private static let aside = 0.5
    private static let inactiveChoice = -1.0

    let space: DrawableSpace
    let axes: [GaussianAxis]
    let columns: [InputColumn]
    /// Per parameter: its axis, or its only value.
    private let roles: [Role]

    private enum Role: Sendable {
        case constant(ParameterValue)
        case axis(Int)
    }

    /// Prepares a space without pools.
    init(_ space: SearchSpace) {
        self.space = DrawableSpace(space)
        var (axes, columns) = ([GaussianAxis](), [InputColumn]())
        roles = space.parameters.map { parameter in
            let domain = DrawableDomain(parameter.domain)
            if domain.count == 1 { return .constant(domain.value(at: 0)) }
            let axis = GaussianAxis(parameter.domain)
            columns.append(
                InputColumn(kind: axis.isChoice ? .category : .number, scale: axes.count))
            if parameter.condition != nil, !axis.isChoice {
                columns.append(InputColumn(kind: .number, scale: axes.count))
            }
            axes.append(axis)
            return .axis(axes.count - 1)
        }
        (self.axes, self.columns) = (axes, columns)
    }

    /// The configuration of a point.
    func configuration(of point: [Double]) -> Configuration {
        space.configuration { value($0, point) }
    }

    private func value(_ place: Int, _ point: [Double]) -> ParameterValue {
        switch roles[place] {
        case .constant(let value): value
        case .axis(let axis): axes[axis].value(at: point[axis])
        }
    }

    /// The point of a configuration, NaN for inactive parameters; nil if it is not from this space.
    func point(of configuration: Configuration) -> [Double]? {
        guard let values = space.values(of: configuration) else { return nil }
        var point = Array(repeating: Double.nan, count: axes.count)
        for (role, value) in zip(roles, values) {
            guard case .axis(let axis) = role, let value else { continue }
            guard let coordinate = axes[axis].coordinate(of: value) else { return nil }
            point[axis] = coordinate
        }
        return point
    }

    /// A point without the coordinates of inactive parameters.
    func masked(_ point: [Double]) -> [Double] {
        guard space.isConditional else { return point }
        let active = space.active { value($0, point) }
        var masked = point
        for (role, isActive) in zip(roles, active) {
            if case .axis(let axis) = role, !isActive { masked[axis] = .nan }
        }
        return masked
    }

    /// The row of a point, whose coordinates are NaN for inactive parameters.
    func row(of point: [Double]) -> [Double] {
        if !space.isConditional { return point }
        var row: [Double] = []
        row.reserveCapacity(columns.count)
        for column in columns.indices {
            let axis = columns[column].scale
            let isInactive = point[axis].isNaN
            if column > 0, columns[column - 1].scale == axis {
                row.append(isInactive ? Self.aside : 0)
            } else if isInactive {
                row.append(axes[axis].isChoice ? Self.inactiveChoice : Self.middle)
            } else {
                row.append(point[axis])
            }
        }
        return row
    }

    /// The column of each axis.
    var columnOfAxis: [Int] {
        axes.indices.map { axis in columns.firstIndex { $0.scale == axis } ?? axis }
    }

    /// All points of a finite space, in the order of its rows; nil if there are more than a limit.
    func allPoints(limit: Int) -> [[Double]]? {
        guard let rows = space.rows, let count = rows.count else { return nil }
        let numbers: [Int]
        if space.isRestricted {
            guard let list = space.listing(limit: 16 * limit), list.count <= limit else {
                return nil
            }
            numbers = list
        } else {
            guard count <= limit else { return nil }
            numbers = Array(0..<count)
        }
        return numbers.compactMap { number in
            point(of: space.configuration(of: rows.digits(of: number)))
        }
    }
}
