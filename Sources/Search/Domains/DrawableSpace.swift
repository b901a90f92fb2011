import Portable
import StudyModel

/// A search space without pools, prepared for drawing configurations.
///
/// A draw gives every parameter a value. Then inactive parameters lose theirs, and a configuration
/// that misses a constraint is drawn again. The configurations of a finite space are rows, which
/// have digit 0 for inactive parameters.
struct DrawableSpace: Sendable {
    /// The most draws for a configuration that fulfils the constraints.
    static let mostDraws = 10_000

    let names: [String]
    let domains: [DrawableDomain]
    /// Per parameter: what the user believes about it.
    let priors: [DrawnPrior?]
    let constraints: [Constraint]
    /// The numbering of a finite space's rows; nil if a parameter is continuous.
    let rows: MixedRadix?
    private let activity: Activity
    private let places: [String: Int]

    /// The conditions of the space must have a meaning: readers and decoders check them.
    init(_ space: SearchSpace) {
        names = space.parameters.map(\.name)
        domains = space.parameters.map { DrawableDomain($0.domain) }
        priors = zip(space.parameters, domains).map { DrawnPrior($0, $1) }
        constraints = space.constraints
        let counts = domains.compactMap(\.count)
        rows = counts.count == domains.count ? MixedRadix(radices: counts) : nil
        places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
        do {
            activity = try Activity(space)
        } catch {
            preconditionFailure("conditions are checked when a job is read: \(error)")
        }
    }

    /// Whether some parameter has a condition.
    var isConditional: Bool { activity.isConditional }

    /// Whether some combinations of values are no configurations.
    var isRestricted: Bool { isConditional || !constraints.isEmpty }

    // MARK: Configurations

    /// The configuration of values, one per parameter.
    func configuration(_ value: (Int) -> ParameterValue) -> Configuration {
        let values = names.indices.map(value)
        guard isConditional else {
            return Configuration(names.indices.map { .init(names[$0], values[$0]) })
        }
        let active = activity.active { values[$0] }
        return Configuration(
            names.indices.compactMap { active[$0] ? .init(names[$0], values[$0]) : nil })
    }

    /// Draw number `attempt` of a trial; it may miss a constraint.
    ///
    /// - Parameter usesPriors: whether parameters with a prior are drawn from it.
    func configuration(
        from generator: SeededGenerator, attempt: Int, usesPriors: Bool = false
    ) -> Configuration {
        configuration { place in
            guard usesPriors, let prior = priors[place] else {
                return domains[place].value(from: generator, parameter: place, attempt: attempt)
            }
            let fraction = generator.openFraction(step: attempt, index: place)
            return domains[place].value(atFraction: prior.fraction(at: fraction))
        }
    }

    /// The digit of a parameter in draw number `attempt` of a trial in a finite space.
    func digit(
        of place: Int, from generator: SeededGenerator, attempt: Int, usesPriors: Bool
    ) -> Int {
        guard usesPriors, let prior = priors[place] else {
            return domains[place].position(from: generator, parameter: place, attempt: attempt)
        }
        let fraction = generator.openFraction(step: attempt, index: place)
        return domains[place].position(atFraction: prior.fraction(at: fraction))
    }

    /// Whether a configuration fulfils the constraints.
    func accepts(_ configuration: Configuration) -> Bool {
        constraints.allSatisfy { $0.isFulfilled(by: configuration) }
    }

    /// The values of a configuration, one per parameter, nil for inactive ones; nil if it is not
    /// from a space with these parameters.
    func values(of configuration: Configuration) -> [ParameterValue?]? {
        let entries = configuration.entries
        guard isConditional else {
            return entries.count == names.count ? entries.map(\.value) : nil
        }
        var place = 0
        let values = names.map { name -> ParameterValue? in
            guard place < entries.count, entries[place].name == name else { return nil }
            place += 1
            return entries[place - 1].value
        }
        let active = activity.active { values[$0] }
        let isOwn = zip(values, active).allSatisfy { ($0 != nil) == $1 }
        return place == entries.count && isOwn ? values : nil
    }

    /// Whether each parameter is active, given the value that it has if it is.
    func active(_ value: (Int) -> ParameterValue?) -> [Bool] { activity.active(value) }

    // MARK: Rows

    /// The row of a configuration; nil if it is not in a finite space.
    func digits(of configuration: Configuration) -> [Int]? {
        guard rows != nil, let values = values(of: configuration) else { return nil }
        let digits = zip(domains, values).compactMap { domain, value in
            value.map { domain.position(of: $0) } ?? 0
        }
        return digits.count == domains.count ? digits : nil
    }

    /// The configuration of a row, which may have any digits for inactive parameters.
    func configuration(of digits: [Int]) -> Configuration {
        configuration { domains[$0].value(at: digits[$0]) }
    }

    /// The row with digit 0 for inactive parameters.
    func reduced(_ digits: [Int]) -> [Int] {
        guard isConditional else { return digits }
        let active = activity.active { domains[$0].value(at: digits[$0]) }
        return zip(digits, active).map { $1 ? $0 : 0 }
    }

    /// Whether a reduced row's configuration fulfils the constraints.
    func accepts(digits: [Int]) -> Bool {
        guard !constraints.isEmpty else { return true }
        let active = activity.active { domains[$0].value(at: digits[$0]) }
        return constraints.allSatisfy { $0.isFulfilled { value(of: $0, digits, active) } }
    }

    private func value(of name: String, _ digits: [Int], _ active: [Bool]) -> ParameterValue? {
        guard let place = places[name], active[place] else { return nil }
        return domains[place].value(at: digits[place])
    }

    /// The numbers of all rows that are configurations, ascending.
    ///
    /// Nil if a parameter is continuous, or if the space has more than `limit` rows before its
    /// constraints are looked at. Time and space are linear in the number of these rows.
    func listing(limit: Int) -> [Int]? {
        guard let rows, rows.count != nil else { return nil }
        var list = RowList(left: limit, digits: Array(repeating: 0, count: names.count))
        guard visit(0, &list, rows) else { return nil }
        return list.numbers.sorted()
    }

    private struct RowList {
        var left: Int
        var digits: [Int]
        var numbers: [Int] = []
    }

    /// Visits the values of the parameter at a depth of the order; false if there are too many.
    private func visit(_ depth: Int, _ list: inout RowList, _ rows: MixedRadix) -> Bool {
        guard depth < activity.order.count else {
            list.left -= 1
            if accepts(digits: list.digits) { list.numbers.append(rows.number(of: list.digits)) }
            return list.left >= 0
        }
        let parameter = activity.order[depth]
        let digits = list.digits
        let isActive = activity.isActive(parameter) { domains[$0].value(at: digits[$0]) }
        defer { list.digits[parameter] = 0 }
        for digit in 0..<(isActive ? rows.radices[parameter] : 1) {
            list.digits[parameter] = digit
            guard visit(depth + 1, &list, rows) else { return false }
        }
        return true
    }
}
