import Portable
import StudyModel

/// How CMA-ES sees a search space: numbers are coordinates, other choices are drawn at random, and
/// constants stay.
struct EvolutionSpace: Sendable {
    private enum Role: Sendable {
        case constant(ParameterValue)
        case independent(DrawableDomain)
        /// The number of the coordinate.
        case axis(Int)
    }

    // The epoch of the generator's counter for the random choices.
    private static let choice = 6

    private let space: DrawableSpace
    private let roles: [Role]
    let axes: [EvolutionAxis]
    /// Where a run begins without results: at the priors' values, otherwise in the middle.
    let middle: [Double]

    /// Prepares a space without pools.
    init(_ space: SearchSpace) {
        self.space = DrawableSpace(space)
        var axes: [EvolutionAxis] = []
        var middle: [Double] = []
        roles = space.parameters.map { parameter in
            let domain = DrawableDomain(parameter.domain)
            if domain.count == 1 { return .constant(domain.value(at: 0)) }
            guard let axis = EvolutionAxis(parameter.domain) else { return .independent(domain) }
            axes.append(axis)
            let prior = parameter.prior.flatMap { axis.coordinate(of: $0.value) }
            middle.append(prior ?? 0.5)
            return .axis(axes.count - 1)
        }
        self.axes = axes
        self.middle = middle
    }

    /// The parameters that are drawn at random.
    var randomNames: [String] {
        zip(space.names, roles).compactMap { name, role in
            if case .independent = role { return name }
            return nil
        }
    }

    /// The configuration of a point.
    ///
    /// - Parameters:
    ///   - coordinates: one per axis.
    ///   - generator: the trial's, for the random choices.
    ///   - attempt: which draw of the trial it is.
    func configuration(
        _ coordinates: [Double], _ generator: SeededGenerator, attempt: Int
    ) -> Configuration {
        space.configuration { place in
            switch roles[place] {
            case .constant(let value): value
            case .independent(let domain):
                domain.value(
                    atFraction: generator.openFraction(
                        epoch: Self.choice, step: attempt, index: place))
            case .axis(let axis): axes[axis].value(at: coordinates[axis])
            }
        }
    }

    /// A point that stands for a configuration.
    ///
    /// - Parameter others: the coordinates of inactive parameters, and of values that the space
    ///   does not have.
    func coordinates(of configuration: Configuration, others: [Double]) -> [Double] {
        var coordinates = others
        for (role, name) in zip(roles, space.names) {
            guard case .axis(let axis) = role, let value = configuration[name] else { continue }
            coordinates[axis] = axes[axis].coordinate(of: value) ?? others[axis]
        }
        return coordinates
    }
}
