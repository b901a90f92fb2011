import Portable

/// Looks for the point of a space that promises most.
///
/// A small finite space is searched exhaustively. In others, the best of many points (a shifted
/// Sobol sequence, and neighbours of the best trials) are improved in turn: smooth coordinates by
/// L-BFGS in the cube, others by the best change of one coordinate.
struct AcquisitionSearch {
    // Epochs of the generator's counter, distinct from those of other draws of a trial.
    private static let shift = 7
    private static let neighbour = 8
    private static let jump = 9
    private static let filling = 10

    /// Candidates of the sequence: fewer of them if a prediction takes long.
    private var globalCandidates: Int {
        switch goal.observations {
        case ...128: 2_048
        case ...256: 1_024
        default: 512
        }
    }

    private static let neighboursPerTrial = 64
    /// The largest standard deviations of a neighbour's coordinates.
    private static let radii = [0.3, 0.1, 0.03, 0.01]
    private static let starts = 10
    /// The candidates among which starts are chosen, beginning with the best.
    private static let depth = 128
    private static let rounds = 4
    private static let moves = 24
    private static let steps = 30
    private static let leastGain = 1e-6

    let space: GaussianSpace
    let goal: any Acquisition
    let generator: SeededGenerator
    let sobol: SobolSequence?
    /// Whether a point can't be tried.
    let isRefused: ([Double]) -> Bool

    private struct Found {
        /// A coordinate for each parameter.
        var point: [Double]
        var gain: Double
    }

    /// The best point found; nil if all are refused.
    ///
    /// - Parameters:
    ///   - leading: the best trials' points.
    ///   - all: all points of the space, if they are few.
    func best(leading: [[Double]], all: [[Double]]?) -> [Double]? {
        if let all { return allowed(evaluated(all), most: 1).first?.point }
        let found = evaluated(globalPoints() + neighbours(of: leading))
        let starts = starts(allowed(found, most: Self.depth))
        var winner = starts.first
        for start in starts {
            let top = climbed(start)
            if top.gain > winner?.gain ?? -.infinity { winner = top }
        }
        return winner?.point
    }

    /// The best points and some further ones, ever farther down.
    private func starts(_ found: [Found]) -> [Found] {
        let top = Self.starts / 2
        let others = (0..<Self.starts - top).map { top + (1 << $0) * 4 }
        return (Array(0..<top) + others).filter { $0 < found.count }.map { found[$0] }
    }

    /// The best points that are not refused, best first.
    private func allowed(_ found: [Found], most: Int) -> [Found] {
        let order = found.indices.sorted { (-found[$0].gain, $0) < (-found[$1].gain, $1) }
        var allowed: [Found] = []
        // A refusal takes longer than a prediction, so few points are asked about.
        for place in order where allowed.count < most {
            if !isRefused(found[place].point) { allowed.append(found[place]) }
        }
        return allowed
    }

    // MARK: Candidates

    private func globalPoints() -> [[Double]] {
        let shifts = space.axes.indices.map {
            generator.uniform(epoch: Self.shift, index: $0)
        }
        return (0..<globalCandidates).map { number in
            space.axes.indices.map { axis in
                guard let sobol else {
                    return space.axes[axis].coordinate(
                        atFraction: generator.uniform(
                            epoch: Self.shift, step: number + 1, index: axis))
                }
                let fraction =
                    Double(sobol.coordinate(of: number, dimension: axis)) * 0x1p-32 + shifts[axis]
                return space.axes[axis].coordinate(
                    atFraction: fraction < 1 ? fraction : fraction - 1)
            }
        }
    }

    /// Points near others: some of their coordinates are changed.
    private func neighbours(of leading: [[Double]]) -> [[Double]] {
        let count = space.axes.count
        return leading.enumerated().flatMap { place, origin in
            (0..<Self.neighboursPerTrial).map { number in
                let step = place * Self.neighboursPerTrial + number
                let radius = Self.radii[number % Self.radii.count]
                let share = max(1, min(count, 4)) * 2
                var point = filled(origin, step: step)
                let one = generator.uniform(
                    below: count, epoch: Self.jump, step: step, index: 2 * count)
                for axis in point.indices {
                    let chosen = generator.uniform(
                        below: 2 * count, epoch: Self.jump, step: step, index: axis)
                    guard axis == one || chosen < share else { continue }
                    point[axis] = neighbour(of: point[axis], axis, step: step, radius)
                }
                return point
            }
        }
    }

    private func neighbour(
        of coordinate: Double, _ axis: Int, step: Int, _ radius: Double
    ) -> Double {
        let domain = space.axes[axis]
        if domain.isChoice {
            return domain.coordinate(
                atFraction: generator.uniform(epoch: Self.neighbour, step: step, index: axis))
        }
        let drawn = generator.normal(epoch: Self.neighbour, step: step, index: axis)
        return domain.snapped(min(max(coordinate + radius * drawn, 0), 1))
    }

    /// A trial's point with random coordinates for inactive parameters.
    private func filled(_ point: [Double], step: Int) -> [Double] {
        point.indices.map { axis in
            guard point[axis].isNaN else { return point[axis] }
            return space.axes[axis].coordinate(
                atFraction: generator.uniform(epoch: Self.filling, step: step, index: axis))
        }
    }

    // MARK: Evaluation

    /// Points in their order, with what they promise.
    private func evaluated(_ points: [[Double]]) -> [Found] {
        let rows = points.map { space.row(of: space.masked($0)) }
        return zip(points, goal.logarithms(at: rows)).map { Found(point: $0, gain: $1) }
    }

    // MARK: Local search

    private func climbed(_ start: Found) -> Found {
        var here = start
        for _ in 0..<Self.rounds {
            let before = here.gain
            if let smooth = followingGradient(here), smooth.gain > here.gain { here = smooth }
            for _ in 0..<Self.moves {
                let changed = evaluated(changes(of: here.point)).filter {
                    $0.gain > here.gain + Self.leastGain
                }
                guard let next = allowed(changed, most: 1).first else { break }
                here = next
            }
            if here.gain < before + Self.leastGain { break }
        }
        return here
    }

    /// The points that differ in one coordinate that is not smooth.
    private func changes(of point: [Double]) -> [[Double]] {
        space.axes.indices.flatMap { axis in
            space.axes[axis].moves(from: point[axis]) {
                generator.uniform(epoch: Self.jump, step: 1 << 20 + axis, index: $0)
            }.map { coordinate in
                var changed = point
                changed[axis] = coordinate
                return changed
            }
        }
    }

    /// The top of the hill in the smooth coordinates; nil if it is refused, or if there are none.
    private func followingGradient(_ start: Found) -> Found? {
        let masked = space.masked(start.point)
        let smooth = space.axes.indices.filter { space.axes[$0].isSmooth && !masked[$0].isNaN }
        guard !smooth.isEmpty else { return nil }
        let columns = space.columnOfAxis
        var row = space.row(of: masked)
        let search = QuasiNewton(
            bounds: smooth.map { _ in 0...1 }, steps: Self.steps, tolerance: 1e-5,
            leastGain: 1e-7, firstStep: 0.1)
        let top = search.minimum(from: smooth.map { start.point[$0] }) { coordinates in
            for (axis, coordinate) in zip(smooth, coordinates) {
                row[columns[axis]] = coordinate
            }
            let (value, slopes) = goal.logarithmAndSlopes(at: row)
            return (-value, smooth.map { -slopes[columns[$0]] })
        }
        guard let top else { return nil }
        var point = start.point
        for (axis, coordinate) in zip(smooth, top.point) {
            point[axis] = space.axes[axis].snapped(coordinate)
        }
        return allowed(evaluated([point]), most: 1).first
    }
}
