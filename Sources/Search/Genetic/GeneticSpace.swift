import Portable
import StudyModel

/// How a genetic algorithm sees a search space: one gene per parameter.
///
/// The gene of a number is a coordinate, a quantile of its distribution. That of another choice is
/// its position. Inactive parameters have NaN.
struct GeneticSpace: Sendable {
    private enum Role: Sendable {
        case constant(ParameterValue)
        case choice(DrawableDomain, count: Int)
        case axis(EvolutionAxis)
    }

    // Epochs of the generator's counter, distinct from those of the random draws.
    private static let crossover = 16
    private static let share = 17
    private static let spread = 18
    private static let side = 19
    private static let mutation = 20
    private static let change = 21
    private static let fresh = 22

    private let space: DrawableSpace
    private let roles: [Role]
    /// The number of parameters with more than one value.
    let variables: Int

    /// Prepares a space without pools.
    init(_ space: SearchSpace) {
        self.space = DrawableSpace(space)
        roles = space.parameters.map { parameter in
            let domain = DrawableDomain(parameter.domain)
            if domain.count == 1 { return .constant(domain.value(at: 0)) }
            if let axis = EvolutionAxis(parameter.domain) { return .axis(axis) }
            return .choice(domain, count: domain.count ?? 1)
        }
        variables = roles.count {
            if case .constant = $0 { return false }
            return true
        }
    }

    /// The genes of a configuration; nil if it is not from this space.
    func genes(of configuration: Configuration) -> [Double]? {
        guard let values = space.values(of: configuration) else { return nil }
        var genes: [Double] = []
        for (role, value) in zip(roles, values) {
            switch (role, value) {
            case (_, nil): genes.append(.nan)
            case (.constant, _): genes.append(0)
            case (.choice(let domain, _), let value?):
                guard let position = domain.position(of: value) else { return nil }
                genes.append(Double(position))
            case (.axis(let axis), let value?):
                guard let coordinate = axis.coordinate(of: value) else { return nil }
                genes.append(coordinate)
            }
        }
        return genes
    }

    /// The configuration of genes, one per parameter.
    func configuration(of genes: [Double]) -> Configuration {
        space.configuration { place in
            switch roles[place] {
            case .constant(let value): value
            case .choice(let domain, _): domain.value(at: domain.position(ofEntry: genes[place]))
            case .axis(let axis): axis.value(at: genes[place])
            }
        }
    }

    /// A child of two parents: crossed, then mutated.
    ///
    /// A parameter that is inactive in one parent is taken from the other one, and drawn at
    /// random if it is inactive in both: it may be active in the child.
    ///
    /// - Parameters:
    ///   - generator: the trial's.
    ///   - attempt: which child of the trial it is.
    func child(
        of first: [Double], _ second: [Double], settings: NSGA2Settings,
        _ generator: SeededGenerator, attempt: Int
    ) -> [Double] {
        func fraction(_ epoch: Int, _ place: Int) -> Double {
            generator.openFraction(epoch: epoch, step: attempt, index: place)
        }
        let isCrossed = fraction(Self.crossover, 0) < settings.crossover
        let rate = settings.mutation ?? 1 / Double(max(1, variables))
        return roles.indices.map { place in
            let (a, b) = (first[place], second[place])
            var gene = a.isNaN ? b : a
            if case .constant = roles[place] { return 0 }
            if gene.isNaN { return drawn(roles[place], fraction(Self.fresh, place)) }
            if isCrossed, !a.isNaN, !b.isNaN, fraction(Self.share, place) < 0.5 {
                gene = crossed(
                    roles[place], a, b, settings, fraction(Self.spread, place),
                    isHigh: fraction(Self.side, place) < 0.5)
            }
            guard fraction(Self.mutation, place) < rate else { return gene }
            return mutated(roles[place], gene, settings, fraction(Self.change, place))
        }
    }

    private func drawn(_ role: Role, _ u: Double) -> Double {
        switch role {
        case .constant: 0
        case .choice(_, let count):
            Double(DrawableDomain.position(u * Double(count), last: count - 1))
        case .axis: u
        }
    }

    private func crossed(
        _ role: Role, _ a: Double, _ b: Double, _ settings: NSGA2Settings, _ u: Double,
        isHigh: Bool
    ) -> Double {
        guard case .axis = role else { return isHigh ? b : a }
        let children = GeneticOperators.crossed(a, b, index: settings.crossoverIndex, u: u)
        return isHigh ? children.high : children.low
    }

    /// Another gene: one of the other choices, all equally likely, or a coordinate of another cell
    /// or value.
    private func mutated(
        _ role: Role, _ gene: Double, _ settings: NSGA2Settings, _ u: Double
    ) -> Double {
        switch role {
        case .constant: return gene
        case .choice(_, let count):
            let other = DrawableDomain.position(u * Double(count - 1), last: count - 2)
            return Double(other) >= gene ? Double(other + 1) : Double(other)
        case .axis(let axis):
            let moved = GeneticOperators.mutated(gene, index: settings.mutationIndex, u: u)
            guard axis.cells != nil, axis.value(at: moved) == axis.value(at: gene) else {
                return moved
            }
            return axis.neighbour(of: gene, isUpper: u >= 0.5) ?? moved
        }
    }
}
