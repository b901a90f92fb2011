import Portable
import StudyModel

/// A parameter's domain as used by the kernels.
///
/// A value is represented by an *entry*, a Double. For a continuous domain the entry is the value,
/// or its logarithm if the scale is logarithmic. For a finite domain it is the value's number,
/// counted from 0.
struct ParzenDomain: Sendable {
    enum Kind: Sendable {
        /// This number of unordered choices.
        case choices(Int)
        case numeric(NumericScale)
    }

    let kind: Kind
    /// Whether configurations without the parameter exist.
    var isConditional: Bool
    private let drawable: DrawableDomain
    /// The bounds of a continuous domain.
    private let bounds: ClosedRange<Double>

    /// Prepares a domain that is not a pool.
    init(_ domain: Domain, isConditional: Bool = false) {
        self.isConditional = isConditional
        drawable = DrawableDomain(domain)
        bounds = domain.bounds
        switch domain {
        case .float(let floats) where drawable.count != 1:
            kind = .numeric(NumericScale(floats))
        case .int(let ints) where ints.count != 1:
            kind = .numeric(NumericScale(ints))
        default:
            kind = .choices(drawable.count ?? 1)
        }
    }

    /// The entry of a value, or nil if the domain does not contain the value.
    func entry(of value: ParameterValue) -> Double? {
        if drawable.isFinite { return drawable.position(of: value).map(Double.init) }
        guard case .numeric(let scale) = kind, case .float(let number) = value,
            bounds.contains(number)
        else { return nil }
        return scale.isLogarithmic ? PortableMath.log(number) : number
    }

    /// The value of an entry.
    func value(of entry: Double) -> ParameterValue {
        if drawable.isFinite { return drawable.value(at: drawable.position(ofEntry: entry)) }
        var number = entry
        if case .numeric(let scale) = kind, scale.isLogarithmic { number = PortableMath.exp(entry) }
        return .float(min(max(number, bounds.lowerBound), bounds.upperBound))
    }
}

extension Domain {
    fileprivate var bounds: ClosedRange<Double> {
        if case .float(let floats) = self { return floats.low...floats.high }
        return 0...0
    }
}

/// The axis of the kernels over a numeric domain.
struct NumericScale: Sendable {
    /// The values of a finite domain: each value's cell is the reals that round to it.
    struct Cells: Sendable {
        var first: Double
        var step: Double
        var count: Int
    }

    /// The least width of a cell, as a share of the axis.
    private static let narrowestCell = 0x1p-49

    let isLogarithmic: Bool
    /// The truncation bounds of the kernels.
    let low: Double
    let high: Double
    /// The relevant part of the axis: all of it, or the part with most of the prior's mass.
    let core: ClosedRange<Double>
    /// The mean of the prior's kernel.
    var priorMean: Double
    var priorDeviation: Double
    let cells: Cells?

    init(_ domain: FloatDomain) {
        guard let step = domain.step, let count = domain.count else {
            self.init(domain.distribution, low: domain.low, high: domain.high, cells: nil)
            return
        }
        self.init(
            domain.distribution, low: domain.low, high: domain.value(at: count - 1),
            cells: Cells(first: domain.low, step: step, count: count))
    }

    init(_ domain: IntDomain) {
        self.init(
            domain.distribution, low: Double(domain.low),
            high: Double(domain.value(at: domain.count - 1)),
            cells: Cells(
                first: Double(domain.low), step: Double(domain.step), count: domain.count))
    }

    private init(_ distribution: Distribution, low: Double, high: Double, cells: Cells?) {
        self.cells = cells
        isLogarithmic = distribution.isLogarithmic
        var ends = (low: low, high: high)
        if let step = cells?.step {
            ends = (Self.lowerEdge(of: low, step, isLogarithmic), high + step / 2)
        }
        let range = TruncatedDistribution(distribution, low: ends.low, high: ends.high)
        if isLogarithmic {
            self.low = ends.low > 0 ? PortableMath.log(ends.low) : -.infinity
            self.high = PortableMath.log(ends.high)
        } else {
            (self.low, self.high) = ends
        }
        switch distribution {
        case .uniform, .logUniform:
            core = self.low...self.high
            priorMean = 0.5 * (self.low + self.high)
            priorDeviation = self.high - self.low
        case .normal(let mean, let deviation), .logNormal(let mean, let deviation):
            let most = [0.001, 0.999].map { fraction in
                let value = range.value(at: fraction)
                return distribution.isLogarithmic ? PortableMath.log(value) : value
            }
            core = most[0]...max(most[0], most[1])
            (priorMean, priorDeviation) = (mean, deviation)
        }
    }

    /// The place of an entry on the axis.
    func place(of entry: Double) -> Double {
        guard let cells else { return entry }
        let value = cells.first.addingProduct(entry, cells.step)
        return isLogarithmic ? PortableMath.log(value) : value
    }

    /// The part of the axis that rounds to an entry of a finite domain.
    func edges(of entry: Double) -> (low: Double, high: Double) {
        guard let cells else { return (entry, entry) }
        let value = cells.first.addingProduct(entry, cells.step)
        // Narrower cells would have no width beside their value.
        let width = max(cells.step, cells.step * Double(cells.count) * Self.narrowestCell)
        let edges = (Self.lowerEdge(of: value, width, isLogarithmic), value + width / 2)
        guard isLogarithmic else { return edges }
        return (PortableMath.log(edges.0), PortableMath.log(edges.1))
    }

    /// The entry of a place on the axis.
    func entry(at place: Double) -> Double {
        guard let cells else { return min(max(place, low), high) }
        let value = isLogarithmic ? PortableMath.exp(place) : place
        let position = ((value - cells.first) / cells.step).rounded()
        return min(max(position, 0), Double(cells.count - 1))
    }

    /// On a logarithmic scale a cell cannot include zero.
    private static func lowerEdge(
        of value: Double, _ step: Double, _ isLogarithmic: Bool
    ) -> Double {
        let edge = value - step / 2
        return isLogarithmic && edge <= 0 ? value / 2 : edge
    }
}

extension Distribution {
    fileprivate var isLogarithmic: Bool {
        switch self {
        case .logUniform, .logNormal: true
        case .uniform, .normal: false
        }
    }
}
