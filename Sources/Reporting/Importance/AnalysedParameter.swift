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
    /// The place of each level, for constant-time lookup.
    private let levelPlaces: [ParameterValue: Int]

    /// Derives a parameter's scale from its domain.
    ///
    /// A pool's values are drawn when the study starts; its levels are the values that occur in the
    /// trials.
    package init(_ parameter: Parameter, trials: some Sequence<Trial>) {
        name = parameter.name
        let scale: Scale
        switch parameter.domain {
        case .float(let domain):
            scale = Self.numeric(
                low: domain.low,
                high: domain.step == nil
                    ? domain.high : domain.value(at: max(0, (domain.count ?? 1) - 1)),
                domain.distribution, step: domain.step)
            isWhole = false
        case .int(let domain):
            scale = Self.numeric(
                low: Double(domain.low), high: Double(domain.value(at: domain.count - 1)),
                domain.distribution, step: Double(domain.step))
            isWhole = true
        case .categorical(let choices):
            scale = Self.levels(choices)
            isWhole = choices.allSatisfy(Self.isInt)
        case .pool:
            let values = trials.compactMap { $0.configuration[parameter.name] }
            scale = Self.levels(values)
            isWhole = values.allSatisfy(Self.isInt)
        }
        self.scale = scale
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
