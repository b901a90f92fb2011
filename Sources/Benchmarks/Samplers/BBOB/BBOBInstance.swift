import Portable

/// What distinguishes the instances of a BBOB function: where its optimum is, and how it is turned.
///
/// The suite draws these with a generator of its own. Here they are drawn from the same
/// distributions by `SeededGenerator`, so results are comparable with those of other programs
/// only if these search the same instances: `podium bench samplers --bbob --instances` prints them.
struct BBOBInstance: Codable, Sendable, Equatable {
    /// The point with the least value.
    var optimum: [Double]
    /// The rows of the rotation R, which is used first.
    var first: [[Double]]
    /// The rows of the rotation Q.
    var second: [[Double]]
    /// For functions that are made of peaks.
    var peaks: BBOBPeaks?

    /// - Parameter number: the number of the instance; each has a place and rotations of its own.
    init(of function: BBOBFunction, dimensions: Int, number: Int) {
        let draws = Draws(
            generator: SeededGenerator(
                seed: UInt64(function.number * 1_000 + dimensions), trial: number,
                purpose: .simulation))
        first = draws.rotation(dimensions, step: 0)
        second = draws.rotation(dimensions, step: 1)
        let shares = draws.shares(dimensions, step: 2)
        let turned = first
        switch function.place {
        case .box(let size): optimum = shares.map { size * $0 }
        case .boxWithPositiveOdds(let size):
            optimum = shares.indices.map {
                size * ($0 % 2 == 0 ? abs(shares[$0]) : shares[$0])
            }
        case .corner(let size): optimum = shares.map { $0 < 0 ? -size : size }
        case .rotatedHalf:
            // R x · stretch + ½ = 1 in each coordinate; the inverse of R is its transpose.
            let half = 0.5 / BBOBFunction.stretch(dimensions)
            optimum = (0..<dimensions).map { column in
                turned.reduce(0) { $0 + $1[column] * half }
            }
        case .peak(let setting):
            let peaks = BBOBPeaks(setting, dimensions: dimensions, draws)
            optimum = peaks.centres[0]
            self.peaks = peaks
        }
    }

    /// Random numbers of one instance; each use has a step of its own.
    struct Draws {
        let generator: SeededGenerator

        /// Uniform numbers in [-1, 1).
        func shares(_ count: Int, step: Int) -> [Double] {
            (0..<count).map { 2 * generator.uniform(step: step, index: $0) - 1 }
        }

        /// A random rotation or reflection: normal numbers, made orthonormal by Gram and Schmidt.
        func rotation(_ count: Int, step: Int) -> [[Double]] {
            var rows: [[Double]] = []
            for row in 0..<count {
                var fresh = (0..<count).map {
                    generator.normal(step: step, index: row * count + $0)
                }
                // Twice: rounding errors of the first pass are removed by the second.
                for _ in 0..<2 {
                    for other in rows {
                        let share = zip(fresh, other).reduce(0) { $0 + $1.0 * $1.1 }
                        fresh = zip(fresh, other).map { $0 - share * $1 }
                    }
                }
                let length = fresh.reduce(0) { $0 + $1 * $1 }.squareRoot()
                rows.append(fresh.map { $0 / length })
            }
            return rows
        }
    }
}
