import StudyModel

/// A parameter with more than one value as a Gaussian process sees it.
///
/// Numbers have a coordinate in [0, 1]: the quantile of the parameter's distribution, stretched so
/// that the first and the last value of a finite domain are 0 and 1. Choices that are not all
/// numbers have their number as a coordinate, and are equally far from one another.
struct GaussianAxis: Sendable {
    /// Domains with more values are searched as if they were continuous.
    private static let mostLevels = 64

    private enum Kind: Sendable {
        case number(EvolutionAxis, low: Double, high: Double)
        case choice(DrawableDomain, count: Int)
    }

    private let kind: Kind
    /// The coordinates of all values, ascending; nil if there are too many.
    let levels: [Double]?

    /// Prepares a domain with more than one value.
    init(_ domain: Domain) {
        guard let axis = EvolutionAxis(domain) else {
            let drawable = DrawableDomain(domain)
            let count = drawable.count ?? 1
            kind = .choice(drawable, count: count)
            levels = count <= Self.mostLevels ? (0..<count).map(Double.init) : nil
            return
        }
        guard let cells = axis.cells else {
            kind = .number(axis, low: 0, high: 1)
            levels = nil
            return
        }
        let (low, high) = (axis.coordinate(ofCell: 0), axis.coordinate(ofCell: cells - 1))
        kind = .number(axis, low: low, high: high)
        levels =
            cells <= Self.mostLevels
            ? (0..<cells).map { (axis.coordinate(ofCell: $0) - low) / (high - low) } : nil
    }

    var isChoice: Bool {
        if case .choice = kind { return true }
        return false
    }

    /// Whether gradients can move it.
    var isSmooth: Bool { levels == nil && !isChoice }

    func value(at coordinate: Double) -> ParameterValue {
        switch kind {
        case .number(let axis, let low, let high):
            axis.value(at: low + coordinate * (high - low))
        case .choice(let domain, let count):
            domain.value(at: min(max(Int(coordinate), 0), count - 1))
        }
    }

    /// The coordinate of a value; nil if the domain does not contain it.
    func coordinate(of value: ParameterValue) -> Double? {
        switch kind {
        case .number(let axis, let low, let high):
            axis.coordinate(of: value).map { ($0 - low) / (high - low) }
        case .choice(let domain, _): domain.position(of: value).map(Double.init)
        }
    }

    /// The coordinate of the value at a fraction in [0, 1) of the distribution.
    func coordinate(atFraction fraction: Double) -> Double {
        switch kind {
        case .number(let axis, let low, let high):
            guard axis.cells != nil else { return fraction }
            return (axis.coordinate(ofCell: axis.cell(at: fraction)) - low) / (high - low)
        case .choice(_, let count): return Double(min(Int(fraction * Double(count)), count - 1))
        }
    }

    /// The coordinate of the value that a coordinate stands for.
    func snapped(_ coordinate: Double) -> Double {
        guard case .number(let axis, let low, let high) = kind, axis.cells != nil else {
            return coordinate
        }
        let cell = axis.cell(at: low + coordinate * (high - low))
        return (axis.coordinate(ofCell: cell) - low) / (high - low)
    }

    /// The coordinates that a search tries instead of one.
    ///
    /// - Parameter fraction: random numbers in [0, 1), for domains with too many values.
    func moves(from coordinate: Double, _ fraction: (Int) -> Double) -> [Double] {
        if let levels { return levels.filter { $0 != coordinate } }
        switch kind {
        case .choice(_, let count):
            return (0..<Self.mostLevels)
                .map { Double(min(Int(fraction($0) * Double(count)), count - 1)) }
                .filter { $0 != coordinate }
        case .number(let axis, let low, let high):
            guard let cells = axis.cells else { return [] }
            let own = axis.cell(at: low + coordinate * (high - low))
            var moves: [Double] = []
            var step = 1
            while step < cells, step <= 1 << 10 {
                for cell in [own - step, own + step] where cell >= 0 && cell < cells {
                    moves.append((axis.coordinate(ofCell: cell) - low) / (high - low))
                }
                step *= 2
            }
            return moves
        }
    }
}
