/// The named parameters of a study, in the order of the job file.
package struct SearchSpace: Sendable, Hashable {
    package var parameters: [Parameter]
    /// What every configuration fulfils.
    package var constraints: [Constraint]

    package init(_ parameters: [Parameter], constraints: [Constraint] = []) {
        self.parameters = parameters
        self.constraints = constraints
    }

    package subscript(name: String) -> Parameter? { parameters.first { $0.name == name } }

    /// The number of combinations of values, or nil if a domain is continuous or the number
    /// overflows.
    package var combinationCount: Int? {
        parameters.reduce(1 as Int?) { product, parameter in
            guard let product, let count = parameter.domain.count else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: count)
            return overflow ? nil : next
        }
    }
}

extension SearchSpace: Codable {
    private enum CodingKeys: String, CodingKey {
        case parameters, constraints
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try keys.decode([Parameter].self, forKey: .parameters),
            constraints: try keys.decodeIfPresent([Constraint].self, forKey: .constraints) ?? [])
    }

    /// Without constraints it has the bytes of older records.
    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(parameters, forKey: .parameters)
        if !constraints.isEmpty { try keys.encode(constraints, forKey: .constraints) }
    }
}

/// A parameter: its name, its domain, and when it is active.
package struct Parameter: Sendable, Hashable, Codable {
    package var name: String
    package var domain: Domain
    /// Nil if it is always active.
    package var condition: Condition?
    /// What the user believes about its best value; nil for nothing.
    package var prior: ParameterPrior?

    package init(
        name: String, domain: Domain, condition: Condition? = nil, prior: ParameterPrior? = nil
    ) {
        self.name = name
        self.domain = domain
        self.condition = condition
        self.prior = prior
    }

    /// The name of a parameter that sets nothing: its values train one configuration with several
    /// seeds.
    package static let repetition = "repetition"

    /// The name of a parameter that says whose random numbers a trial has.
    ///
    /// They are those of the trial with this number, in place of its own. With it, a job repeats a
    /// trial of another study.
    package static let randomTrial = "random_trial"

    package var isRepetition: Bool { name == Self.repetition }
}

/// The possible values of a parameter.
///
/// A constant is a choice with one value.
package enum Domain: Sendable, Hashable, Codable {
    case float(FloatDomain)
    case int(IntDomain)
    case categorical([ParameterValue])
    case pool(PoolDomain)

    /// The number of values, or nil if the domain is continuous.
    package var count: Int? {
        switch self {
        case .float(let domain): domain.count
        case .int(let domain): domain.count
        case .categorical(let choices): choices.count
        case .pool(let pool): pool.count
        }
    }
}

/// The distribution of candidates between the bounds of a numeric domain.
package enum Distribution: Sendable, Hashable, Codable {
    /// Uniform on a linear scale.
    case uniform
    /// Uniform on a logarithmic scale; needs low > 0.
    case logUniform
    /// A normal distribution truncated to the bounds.
    case normal(mean: Double, deviation: Double)
    /// The logarithm of the value is normal with this mean and deviation, truncated to the bounds.
    case logNormal(mean: Double, deviation: Double)
}

/// Real numbers between two bounds, both included.
package struct FloatDomain: Sendable, Hashable, Codable {
    package var low: Double
    package var high: Double
    package var distribution: Distribution
    /// If set, the values are low + k · step.
    package var step: Double?

    package init(
        low: Double, high: Double, distribution: Distribution = .uniform, step: Double? = nil
    ) {
        self.low = low
        self.high = high
        self.distribution = distribution
        self.step = step
    }

    package var count: Int? {
        guard let step else { return low == high ? 1 : nil }
        // A small tolerance: 0...1 by 0.1 has eleven values although 1/0.1 may round down.
        return Int(((high - low) / step + 1e-9).rounded(.down)) + 1
    }

    /// Value number `index` of a stepped domain.
    package func value(at index: Int) -> Double {
        guard let step else { return low }
        return min(decimalValue(at: index) ?? low.addingProduct(Double(index), step), high)
    }
}

extension FloatDomain {
    /// Value number `index` in its shortest decimal form: 0.15 for 0 + 3 · 0.05, for which float
    /// addition gives 0.15000000000000002.
    ///
    /// Low, step and the value are integers times the same power of ten. A division by a power of
    /// ten that a Double represents exactly rounds only once. Nil if the numbers have too many
    /// digits.
    private func decimalValue(at index: Int) -> Double? {
        guard let step, let places = [low, step].map(\.decimalPlaces).max(), places <= 22 else {
            return nil
        }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let (first, width) = ((low * scale).rounded(), (step * scale).rounded())
        let sum = first + width * Double(index)
        let largest = 0x1p53
        guard abs(first) < largest, abs(width) * Double(max(index, 1)) < largest,
            abs(sum) < largest
        else { return nil }
        return sum / scale
    }
}

extension Double {
    /// The number of decimal places of the shortest text that round-trips.
    fileprivate var decimalPlaces: Int {
        var digits = Substring(description)
        var exponent = 0
        if let letter = digits.firstIndex(of: "e") {
            exponent = Int(digits[digits.index(after: letter)...]) ?? 0
            digits = digits[..<letter]
        }
        var fraction = digits.firstIndex(of: ".").map { digits[digits.index(after: $0)...] } ?? ""
        while fraction.last == "0" { fraction.removeLast() }
        return max(0, fraction.count - exponent)
    }
}

/// Whole numbers between two bounds, both included.
package struct IntDomain: Sendable, Hashable, Codable {
    package var low: Int
    package var high: Int
    package var distribution: Distribution
    /// Values are low + k · step.
    package var step: Int

    package init(low: Int, high: Int, distribution: Distribution = .uniform, step: Int = 1) {
        self.low = low
        self.high = high
        self.distribution = distribution
        self.step = step
    }

    package var count: Int { (high - low) / step + 1 }

    /// Whether the number of ints between two bounds is an `Int`.
    package static func isCountable(_ low: Int, _ high: Int) -> Bool {
        let (width, overflow) = high.subtractingReportingOverflow(low)
        return !overflow && width < .max
    }

    package func value(at index: Int) -> Int { low + index * step }
}

/// A list of candidates: fixed values, then values drawn once per study from a numeric domain.
///
/// In NumPy notation: `[0] + list(np.random.normal(…, size=10))`.
package struct PoolDomain: Sendable, Hashable, Codable {
    package enum Source: Sendable, Hashable, Codable {
        case float(FloatDomain)
        case int(IntDomain)
    }

    package var source: Source
    /// The number of distinct values to draw.
    package var size: Int
    package var fixed: [ParameterValue]

    package init(source: Source, size: Int, fixed: [ParameterValue] = []) {
        self.source = source
        self.size = size
        self.fixed = fixed
    }

    package var count: Int { size + fixed.count }
}
