import Portable
import StudyModel

/// A parameter's domain, prepared for drawing values.
///
/// The values of a finite domain are numbered from 0; a draw yields such a number.
struct DrawableDomain: Sendable {
    private enum Kind: Sendable {
        case choices([ParameterValue], positions: [ParameterValue: Int])
        /// The distribution is nil if all values are equally likely.
        case ints(IntDomain, TruncatedDistribution?)
        case steps(FloatDomain, step: Double, TruncatedDistribution?)
        case continuous(TruncatedDistribution)
    }

    private let kind: Kind
    /// The number of values, or nil if the domain is continuous.
    let count: Int?

    /// Prepares a domain that is not a pool: pools are resolved to choices before any draw.
    init(_ domain: Domain) {
        count = domain.count
        switch domain {
        case .categorical(let choices):
            let numbered = choices.enumerated().map { ($1, $0) }
            kind = .choices(choices, positions: Dictionary(numbered) { first, _ in first })
        case .int(let ints):
            kind = .ints(ints, Self.cells(of: ints))
        case .float(let floats):
            if floats.low == floats.high {
                kind = .choices([.float(floats.low)], positions: [.float(floats.low): 0])
            } else if let step = floats.step {
                kind = .steps(floats, step: step, Self.cells(of: floats, step: step))
            } else {
                kind = .continuous(
                    TruncatedDistribution(floats.distribution, low: floats.low, high: floats.high))
            }
        case .pool:
            preconditionFailure("a pool has no values before it is drawn: resolve it first")
        }
    }

    /// Draws a value; `parameter` and `attempt` select the random number in the generator.
    func value(from generator: SeededGenerator, parameter: Int, attempt: Int) -> ParameterValue {
        if case .continuous(let distribution) = kind {
            let fraction = generator.openFraction(step: attempt, index: parameter)
            return .float(distribution.value(at: fraction))
        }
        return value(at: position(from: generator, parameter: parameter, attempt: attempt))
    }

    /// Draws the number of a value of a finite domain.
    func position(from generator: SeededGenerator, parameter: Int, attempt: Int) -> Int {
        guard cells != nil else {
            return generator.uniform(below: finiteCount, step: attempt, index: parameter)
        }
        return position(atFraction: generator.openFraction(step: attempt, index: parameter))
    }

    /// The value at a fraction in (0, 1) of the distribution.
    func value(atFraction fraction: Double) -> ParameterValue {
        if case .continuous(let distribution) = kind {
            return .float(distribution.value(at: fraction))
        }
        return value(at: position(atFraction: fraction))
    }

    /// The number of a finite domain's value at a fraction in (0, 1) of the distribution: equally
    /// likely values have intervals of equal length.
    func position(atFraction fraction: Double) -> Int {
        let last = finiteCount - 1
        guard let (distribution, low, step) = cells else {
            return Self.position(fraction * Double(finiteCount), last: last)
        }
        let nearest = ((distribution.value(at: fraction) - low) / step).rounded()
        return Self.position(nearest, last: last)
    }

    /// A number as a position; the largest ones have no `Int`.
    static func position(_ number: Double, last: Int) -> Int {
        number < Double(last) ? Int(max(number, 0)) : last
    }

    /// The fraction of the distribution below a value of a continuous domain; nil for other values.
    func fraction(of value: ParameterValue) -> Double? {
        guard case .continuous(let distribution) = kind, case .float(let number) = value else {
            return nil
        }
        return distribution.fraction(below: number)
    }

    /// The fraction of the distribution below the cell of value number `position` of a finite
    /// domain, for 0 ≤ position ≤ count.
    func lowerEdge(of position: Int) -> Double {
        guard position > 0 else { return 0 }
        guard position < finiteCount else { return 1 }
        guard let (distribution, low, step) = cells else {
            return Double(position) / Double(finiteCount)
        }
        return distribution.fraction(below: low + (Double(position) - 0.5) * step)
    }

    /// Value number `position` of a finite domain.
    func value(at position: Int) -> ParameterValue {
        switch kind {
        case .choices(let choices, _): choices[position]
        case .ints(let domain, _): .int(domain.value(at: position))
        case .steps(let domain, _, _): .float(domain.value(at: position))
        case .continuous: preconditionFailure("a continuous domain has no numbered values")
        }
    }

    /// The number of a value, or nil if the domain does not contain it.
    func position(of value: ParameterValue) -> Int? {
        let guess: Int?
        switch (kind, value) {
        case (.choices(_, let positions), _): guess = positions[value]
        case (.ints(let domain, _), .int(let number)):
            let (offset, overflow) = number.subtractingReportingOverflow(domain.low)
            guess = overflow ? nil : offset / domain.step
        case (.steps(let domain, let step, _), .float(let number)):
            guess = Int(exactly: ((number - domain.low) / step).rounded())
        default: guess = nil
        }
        guard let guess, guess >= 0, guess < finiteCount else { return nil }
        let own = self.value(at: guess)
        if own == value { return guess }
        // Older records computed steps as sums of floats: 0.15000000000000002 for 0.15.
        guard case .float(let a) = own, case .float(let b) = value,
            abs(a - b) <= 4 * max(a.ulp, b.ulp)
        else { return nil }
        return guess
    }

    /// The number of a value, given as a float.
    func position(ofEntry entry: Double) -> Int { Self.position(entry, last: finiteCount - 1) }

    /// Whether values are numbered.
    var isFinite: Bool {
        if case .continuous = kind { return false }
        return true
    }

    /// The distribution over the cells of a finite domain with its first value and step; nil if all
    /// values are equally likely.
    private var cells: (distribution: TruncatedDistribution, low: Double, step: Double)? {
        switch kind {
        case .choices: nil
        case .ints(let domain, let cells):
            cells.map { ($0, Double(domain.low), Double(domain.step)) }
        case .steps(let domain, let step, let cells): cells.map { ($0, domain.low, step) }
        case .continuous: preconditionFailure("a continuous domain has no numbered values")
        }
    }

    private var finiteCount: Int {
        guard let count else { preconditionFailure("a continuous domain can't be counted") }
        return count
    }

    /// The distribution over the cells of whole numbers: each value's cell is the reals that round
    /// to it.
    private static func cells(of domain: IntDomain) -> TruncatedDistribution? {
        if domain.distribution == .uniform { return nil }
        let last = domain.value(at: domain.count - 1)
        return cells(
            domain.distribution, first: Double(domain.low), last: Double(last),
            step: Double(domain.step))
    }

    private static func cells(of domain: FloatDomain, step: Double) -> TruncatedDistribution? {
        if domain.distribution == .uniform { return nil }
        let last = domain.value(at: (domain.count ?? 1) - 1)
        return cells(domain.distribution, first: domain.low, last: last, step: step)
    }

    private static func cells(
        _ distribution: Distribution, first: Double, last: Double, step: Double
    ) -> TruncatedDistribution {
        var low = first - step / 2
        if case .logUniform = distribution, low <= 0 {
            // On a logarithmic scale a cell cannot include zero.
            low = first / 2
        }
        return TruncatedDistribution(distribution, low: low, high: last + step / 2)
    }
}

extension SeededGenerator {
    /// A uniform number inside (0, 1), ends excluded: 52 random bits and a half.
    func openFraction(epoch: Int = 0, step: Int, index: Int) -> Double {
        (Double(word(epoch: epoch, step: step, index: index) >> 12) + 0.5) * 0x1p-52
    }
}
