package import Embeddings
import Portable

/// The range of one code variable over the samples.
package struct VariableSpread: Sendable, Hashable {
    package let mean: Double
    /// The standard deviation (divisor n - 1).
    package let deviation: Double
    package let least: Double
    package let most: Double
}

/// Chooses codes for images, based on the codes of samples.
extension SampleCodes {
    /// The spread of each variable.
    package var spreads: [VariableSpread] {
        (0..<dimensions).map { variable in
            let values = (0..<count).map { Double(self[$0, variable]) }
            let mean = values.reduce(0, +) / Double(count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return VariableSpread(
                mean: mean, deviation: (squares / Double(max(1, count - 1))).squareRoot(),
                least: values.min() ?? mean, most: values.max() ?? mean)
        }
    }

    /// A sample's code plus normal noise on each variable.
    ///
    /// - Parameters:
    ///   - isRelative: mean and deviation of the noise are in units of each variable's own
    ///     deviation over the samples.
    ///   - seed: the seed of the noise; a larger number of codes keeps the earlier ones unchanged.
    package func around(
        _ sample: Int, mean: Double, deviation: Double, isRelative: Bool = false, count: Int,
        seed: UInt64
    ) throws -> PointMatrix {
        try check(sample, option: "--around")
        let generator = SeededGenerator(seed: seed, purpose: .evaluation)
        let units = isRelative ? spreads.map(\.deviation) : .init(repeating: 1, count: dimensions)
        let values = (0..<count).flatMap { image in
            (0..<dimensions).map { variable -> Float in
                let noise = mean + deviation * generator.normal(step: image, index: variable)
                return Float(Double(self[sample, variable]) + noise * units[variable])
            }
        }
        return try PointMatrix(values, count: count, dimensions: dimensions)
    }

    /// Codes on the straight line between two samples' codes, both included.
    ///
    /// - Parameter count: at least 2.
    package func path(from first: Int, to last: Int, count: Int) throws -> PointMatrix {
        for sample in [first, last] { try check(sample, option: "--path") }
        let values = (0..<count).flatMap { place in
            (0..<dimensions).map { variable -> Float in
                let share = Double(place) / Double(max(1, count - 1))
                return Float(
                    (1 - share) * Double(self[first, variable])
                        + share * Double(self[last, variable]))
            }
        }
        return try PointMatrix(values, count: count, dimensions: dimensions)
    }

    /// The directions of a grid of codes.
    package enum GridAxes: Sendable, Hashable {
        /// The first two principal components.
        case components
        /// Two variables, counted from 0; the others keep their means.
        case variables(Int, Int)

        /// The error in a grid of codes with a number of variables, or nil.
        package func complaint(codeSize: Int) -> AnalysisError? {
            switch self {
            case .components:
                guard codeSize < 2 else { return nil }
                return AnalysisError(
                    place: "--grid", found: "codes of one variable",
                    expected: "codes of at least two variables, which a plane needs")
            case .variables(let first, let second):
                return LatentMap.Method.variables([first, second]).complaint(codeSize: codeSize)
            }
        }
    }

    /// A grid of codes in a plane, in rows from the top, at quantiles of the samples.
    ///
    /// Equally many samples lie between neighbouring columns, and between neighbouring rows.
    ///
    /// - Parameter side: codes per row and per column.
    package func grid(
        _ axes: GridAxes, side: Int, engine: EmbeddingEngine
    ) throws -> PointMatrix {
        if let complaint = axes.complaint(codeSize: dimensions) { throw complaint }
        let means = spreads.map(\.mean)
        let (directions, places): ([[Double]], PointMatrix)
        switch axes {
        case .components:
            let components = try engine.principalComponents(of: points, count: 2)
            directions = (0..<2).map { Array(components.component($0)) }
            places = try components.project(points)
        case .variables(let first, let second):
            let map = try LatentMap(of: points, by: .variables([first, second]), engine: engine)
            directions = [first, second].map { variable in
                (0..<dimensions).map { $0 == variable ? 1 : 0 }
            }
            // Subtract the means, as for components.
            places = try PointMatrix(
                map.points.values.enumerated().map { index, value in
                    value - Float(means[index % 2 == 0 ? first : second])
                }, count: count, dimensions: 2)
        }
        let quantiles = (0..<2).map { axis in
            Self.quantiles(
                of: (0..<count).map { Double(places.values[$0 * 2 + axis]) }, count: side)
        }
        var values: [Float] = []
        for row in (0..<side).reversed() {
            for column in 0..<side {
                values += (0..<dimensions).map { variable in
                    Float(
                        means[variable] + quantiles[0][column] * directions[0][variable]
                            + quantiles[1][row] * directions[1][variable])
                }
            }
        }
        return try PointMatrix(values, count: side * side, dimensions: dimensions)
    }

    /// Normally distributed vectors, the inputs of generators.
    package static func noise(count: Int, dimensions: Int, seed: UInt64) throws -> PointMatrix {
        let generator = SeededGenerator(seed: seed, purpose: .evaluation)
        return try PointMatrix(
            (0..<count).flatMap { image in
                (0..<dimensions).map { Float(generator.normal(step: image, index: $0)) }
            }, count: count, dimensions: dimensions)
    }

    private subscript(sample: Int, variable: Int) -> Float {
        points.values[sample * dimensions + variable]
    }

    private func check(_ sample: Int, option: String) throws(AnalysisError) {
        let complaint = SampleNumbers.complaint(about: [sample], of: count, option: option)
        if let complaint { throw complaint }
    }

    /// The midpoints of `count` intervals with equally many values.
    private static func quantiles(of values: [Double], count: Int) -> [Double] {
        let sorted = values.sorted()
        return (0..<count).map { part in
            let place = (Double(part) + 0.5) / Double(count) * Double(sorted.count) - 0.5
            let below = min(max(Int(place.rounded(.down)), 0), sorted.count - 1)
            let above = min(below + 1, sorted.count - 1)
            let share = min(max(place - Double(below), 0), 1)
            return (1 - share) * sorted[below] + share * sorted[above]
        }
    }
}
