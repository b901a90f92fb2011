import Portable

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A parameter's values on a grid, with a density estimate.
struct ParzenGrid {
    private let scale: AnalysedParameter.Scale
    private let size: Int
    /// The maximum number of cells.
    private static let mostCells = 50

    init(_ scale: AnalysedParameter.Scale) {
        self.scale = scale
        switch scale {
        case .levels(let values, let isOrdered):
            size = isOrdered ? min(values.count, Self.mostCells) : values.count
        case .numeric(let low, let high, let isLogarithmic, let step):
            if step != nil, isLogarithmic {
                // Integers on a logarithmic scale.
                let bits = (PEDMath.log(high - low + 1) / PEDMath.log(2)).rounded(.up)
                size = min(Int(bits) + 1, Self.mostCells)
            } else if let step {
                let steps = ((high - low) / step).rounded(.toNearestOrEven)
                size = Int(min(steps, Double(Self.mostCells - 1))) + 1
            } else {
                size = Self.mostCells
            }
        }
    }

    /// The density of values that are given by their cells.
    func density(ofCells cells: some Sequence<Int>) -> [Double] {
        var counts = Array(repeating: 0, count: size)
        for cell in cells { counts[cell] += 1 }
        if case .levels(_, isOrdered: false) = scale { return Self.shares(counts) }
        return Self.smoothed(counts)
    }

    /// The cell of a value.
    func cell(of place: Double) -> Int {
        var (low, high, place) = (0.0, Double(size - 1), place)
        switch scale {
        case .levels(_, isOrdered: false): return Int(place)
        case .levels(let values, isOrdered: true): high = Double(values.count - 1)
        case .numeric(let first, let last, let isLogarithmic, _):
            (low, high) = (first, last)
            if isLogarithmic {
                (low, high, place) = (PEDMath.log(low), PEDMath.log(high), PEDMath.log(place))
            }
        }
        let step = (high - low) / Double(size - 1)
        // Ties go to the lower cell.
        let cell = ((place - low) / step - 0.5).rounded(.up)
        return Int(min(max(cell, 0), Double(size - 1)))
    }

    /// The density of words: one kernel per observed word with a small uniform part, and a uniform
    /// prior.
    private static func shares(_ counts: [Int]) -> [Double] {
        let prior = 1 / Double(counts.count { $0 > 0 } + 1)
        let sum = Double(counts.reduce(0, +))
        let whole = 1 + prior * Double(counts.count)
        return counts.map { count in
            let kernels = (Double(count) + prior * sum) / whole
            return (kernels + 1 / Double(counts.count)) / (sum + 1)
        }
    }

    /// The density of numbers: Gaussian kernels at the observed cells, and a wide Gaussian prior.
    ///
    /// The kernel width follows Scott's rule. All are truncated to the grid.
    private static func smoothed(_ counts: [Int]) -> [Double] {
        let seen = counts.indices.filter { counts[$0] > 0 }
        let total = counts.reduce(0, +)
        let width = bandwidth(counts, seen: seen, total: total)
        let top = Double(counts.count - 1)
        var kernels = seen.map { (centre: Double($0), width: width, weight: Double(counts[$0])) }
        kernels.append((centre: top / 2, width: top + 1, weight: 1))
        var density = Array(repeating: 0.0, count: counts.count)
        for (centre, width, weight) in kernels {
            func mass(from low: Double, to high: Double) -> Double {
                PEDMath.normalMass(from: (low - centre) / width, to: (high - centre) / width)
            }
            let whole = mass(from: -0.5, to: top + 0.5) * Double(total + 1)
            for cell in density.indices {
                let here = mass(from: Double(cell) - 0.5, to: Double(cell) + 0.5)
                density[cell] += weight * here / whole
            }
        }
        return density
    }

    /// Scott's rule with the smaller of the standard deviation and the scaled interquartile range.
    ///
    /// The lower limit keeps nine tenths of a kernel within its cell.
    ///
    /// Source: Scott, "Multivariate density estimation", 1992.
    private static func bandwidth(_ counts: [Int], seen: [Int], total: Int) -> Double {
        let mean = seen.reduce(0.0) { $0 + Double($1 * counts[$1]) } / Double(total)
        let squares = seen.reduce(0.0) { sum, cell in
            let distance = Double(cell) - mean
            return sum + distance * distance * Double(counts[cell])
        }
        let deviation = (squares / Double(max(1, total - 1))).squareRoot()
        var cumulative: [Int] = []
        for cell in seen { cumulative.append((cumulative.last ?? 0) + counts[cell]) }
        let first = cumulative.firstIndex { $0 >= total / 4 } ?? 0
        let third = cumulative.firstIndex { $0 > total * 3 / 4 } ?? seen.count - 1
        let spread = Double(seen[third] - seen[first])
        let scott =
            1.059 * min(spread / 1.34, deviation) * PEDMath.exp(-0.2 * PEDMath.log(Double(total)))
        return max(scott, 0.5 / 1.64)
    }
}

/// The mathematical functions for the densities.
private enum PEDMath {
    static func log(_ x: Double) -> Double { PortableMath.log(x) }
    static func exp(_ x: Double) -> Double { PortableMath.exp(x) }

    /// The probability of the standard normal distribution between two points.
    static func normalMass(from low: Double, to high: Double) -> Double {
        // The left tail is more accurate.
        if low > 0 { return normalMass(from: -high, to: -low) }
        let half = 0.5.squareRoot()
        if high <= 0 { return 0.5 * (erfc(-high * half) - erfc(-low * half)) }
        return 1 - 0.5 * erfc(-low * half) - 0.5 * erfc(high * half)
    }
}
