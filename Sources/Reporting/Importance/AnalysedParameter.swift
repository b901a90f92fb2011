import Portable
package import StudyModel

/// A parameter as seen by analyses: its values as numbers, and their bounds.
package struct AnalysedParameter: Sendable, Hashable {
    package enum Scale: Sendable, Hashable {
        /// Numbers between two bounds; `step` is nil for real numbers.
        case numeric(low: Double, high: Double, isLogarithmic: Bool, step: Double?)
        /// A few values. Numbers are sorted, and their rank is their place; the order of words has
        /// no meaning.
        case levels([ParameterValue], isOrdered: Bool)
    }

    package let name: String
    package let scale: Scale
    /// Whether all values are integers.
    package let isWhole: Bool
    /// Whether it is a pool, of which only the values in the trials are known.
    let isPool: Bool
    /// How numbers are distributed; uniform if the parameter is a choice or a pool.
    package let distribution: Distribution
    /// Whether the domain has a lowest and a highest value.
    ///
    /// Normal distributions may have none. Then the bounds of `scale` are those within which nearly
    /// all values lie.
    package let hasLowest: Bool
    package let hasHighest: Bool
    /// The place of each level, for constant-time lookup.
    private let levelPlaces: [ParameterValue: Int]

    /// The parameters of a space with more than one value, in its order.
    static func searched(in space: SearchSpace, trials: [Trial]) -> [AnalysedParameter] {
        space.parameters.filter { !$0.isRepetition }.map { AnalysedParameter($0, trials: trials) }
            .filter { !$0.isConstant }
    }

    /// Derives a parameter's scale from its domain.
    ///
    /// A pool's values are drawn when the study starts; its levels are the values that occur in the
    /// trials.
    package init(_ parameter: Parameter, trials: some Sequence<Trial>) {
        name = parameter.name
        let scale: Scale
        var distribution = Distribution.uniform
        var isPool = false
        var (hasLowest, hasHighest) = (true, true)
        switch parameter.domain {
        case .float(let domain):
            distribution = domain.distribution
            hasLowest = Self.hasLowest(domain)
            hasHighest = domain.high < .greatestFiniteMagnitude
            let ends =
                hasLowest && hasHighest
                ? Self.ends(of: domain)
                : Self.usualEnds(
                    of: domain,
                    values: trials.compactMap { $0.configuration[parameter.name]?.number })
            scale = Self.numeric(
                low: ends.low, high: ends.high, domain.distribution, step: domain.step)
            isWhole = false
        case .int(let domain):
            distribution = domain.distribution
            scale = Self.numeric(
                low: Double(domain.low), high: Double(domain.value(at: domain.count - 1)),
                domain.distribution, step: Double(domain.step))
            isWhole = true
        case .categorical(let choices):
            scale = Self.levels(choices)
            isWhole = choices.allSatisfy(Self.isInt)
        case .pool:
            isPool = true
            let values = trials.compactMap { $0.configuration[parameter.name] }
            scale = Self.levels(values)
            isWhole = values.allSatisfy(Self.isInt)
        }
        self.scale = scale
        self.isPool = isPool
        self.distribution = distribution
        (self.hasLowest, self.hasHighest) = (hasLowest, hasHighest)
        if case .levels(let values, _) = scale {
            levelPlaces = Dictionary(
                values.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: min)
        } else {
            levelPlaces = [:]
        }
    }

    /// Whether there is only one value to choose from.
    package var isConstant: Bool {
        switch scale {
        case .numeric(let low, let high, _, _): low == high
        case .levels(let values, _): values.count < 2
        }
    }

    /// A value as a number: itself, or its place among the levels; nil if it is neither.
    package func place(of value: ParameterValue?) -> Double? {
        guard let value else { return nil }
        switch scale {
        case .numeric: return value.number
        case .levels: return levelPlaces[value].map(Double.init)
        }
    }

    private static func hasLowest(_ domain: FloatDomain) -> Bool {
        // The logarithm of 0 is beyond every value of a log-normal distribution.
        if case .logNormal = domain.distribution { return domain.low > 0 }
        return domain.low > -.greatestFiniteMagnitude
    }

    private static func ends(of domain: FloatDomain) -> (low: Double, high: Double) {
        guard domain.step != nil else { return (domain.low, domain.high) }
        return (domain.low, domain.value(at: max(0, (domain.count ?? 1) - 1)))
    }

    /// The deviations from the mean within which nearly all values lie.
    private static let reach = 4.0

    /// The bounds of an open domain: those of nearly all values, and of all that were drawn.
    private static func usualEnds(
        of domain: FloatDomain, values: [Double]
    ) -> (low: Double, high: Double) {
        var (low, high) = (values.min() ?? domain.low, values.max() ?? domain.high)
        switch domain.distribution {
        case .normal(let mean, let deviation):
            low = min(low, mean - reach * deviation)
            high = max(high, mean + reach * deviation)
        case .logNormal(let mean, let deviation):
            low = min(low, PortableMath.exp(mean - reach * deviation))
            high = max(high, PortableMath.exp(mean + reach * deviation))
        case .uniform, .logUniform: break
        }
        return (
            hasLowest(domain) ? domain.low : max(low, domain.low),
            domain.high < .greatestFiniteMagnitude
                ? domain.high : min(high, .greatestFiniteMagnitude / 4)
        )
    }

    private static func numeric(
        low: Double, high: Double, _ distribution: Distribution, step: Double?
    ) -> Scale {
        let isLogarithmic =
            switch distribution {
            case .logUniform, .logNormal: low > 0
            case .uniform, .normal: false
            }
        return .numeric(low: low, high: high, isLogarithmic: isLogarithmic, step: step)
    }

    private static func levels(_ values: [ParameterValue]) -> Scale {
        var seen: Set<ParameterValue> = []
        let distinct = values.filter { seen.insert($0).inserted }
        let numbers = distinct.compactMap(\.number)
        guard numbers.count == distinct.count else { return .levels(distinct, isOrdered: false) }
        // Equal numbers of two kinds (1 and 1.0) stay separate, in the order of the job.
        let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
        return .levels(order.map { distinct[$0] }, isOrdered: true)
    }

    private static func isInt(_ value: ParameterValue) -> Bool {
        if case .int = value { return true }
        return false
    }
}
