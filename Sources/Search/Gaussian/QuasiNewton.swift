/// Minimises a smooth function in a box: L-BFGS with projection on the bounds.
///
/// Coordinates at a bound that the gradient points beyond are left out of a step. Steps are halved
/// until they decrease the function enough (Armijo's rule).
///
/// Sources: Nocedal and Wright, "Numerical Optimization", Springer 2006, algorithms 7.4 and 3.1;
/// Bertsekas, "Projected Newton methods for optimization problems with simple constraints", SIAM
/// Journal on Control and Optimization 20 (1982).
struct QuasiNewton: Sendable {
    /// A value and its gradient.
    typealias Evaluation = (value: Double, gradient: [Double])

    var bounds: [ClosedRange<Double>]
    /// The most steps.
    var steps: Int
    /// It ends when no free coordinate's derivative is larger.
    var tolerance: Double
    /// It ends when a step decreases the function by less.
    var leastGain = 1e-9
    /// The length of the first step's longest coordinate at most.
    var firstStep = 0.5

    private static let memory = 8
    private static let halvings = 20
    private static let sufficient = 1e-4

    /// - Parameter function: nil where it has no value; such points are not taken.
    /// - Returns: nil if the function has no value at the start.
    func minimum(
        from start: [Double], of function: ([Double]) -> Evaluation?
    ) -> (point: [Double], value: Double)? {
        var point = projected(start)
        guard var here = function(point), here.value.isFinite else { return nil }
        var pairs: [(step: [Double], change: [Double], curvature: Double)] = []
        for _ in 0..<steps {
            let free = freeGradient(here.gradient, at: point)
            if free.allSatisfy({ abs($0) <= tolerance }) { break }
            var direction = direction(free, pairs)
            if DenseVectors.dot(direction, free) >= 0 {
                pairs.removeAll()
                direction = free.map { -$0 }
            }
            var length = 1.0
            if pairs.isEmpty {
                let longest = direction.reduce(0) { max($0, abs($1)) }
                length = min(1, firstStep / longest)
            }
            guard let next = search(point, here, direction, length, function) else {
                if pairs.isEmpty { break }
                pairs.removeAll()
                continue
            }
            let step = zip(next.point, point).map { $0 - $1 }
            let change = zip(next.gradient, here.gradient).map { $0 - $1 }
            let curvature = DenseVectors.dot(step, change)
            if curvature > 1e-12 * DenseVectors.dot(change, change) {
                pairs.append((step, change, curvature))
                if pairs.count > Self.memory { pairs.removeFirst() }
            }
            let gain = here.value - next.value
            (point, here) = (next.point, (next.value, next.gradient))
            if gain < leastGain { break }
        }
        return (point, here.value)
    }

    private func projected(_ point: [Double]) -> [Double] {
        zip(point, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
    }

    /// The gradient without the coordinates that can't follow it.
    private func freeGradient(_ gradient: [Double], at point: [Double]) -> [Double] {
        point.indices.map { place in
            let isHeld =
                (point[place] <= bounds[place].lowerBound && gradient[place] > 0)
                || (point[place] >= bounds[place].upperBound && gradient[place] < 0)
            return isHeld ? 0 : gradient[place]
        }
    }

    /// The quasi-Newton direction (two-loop recursion), in the free coordinates.
    private func direction(
        _ gradient: [Double], _ pairs: [(step: [Double], change: [Double], curvature: Double)]
    ) -> [Double] {
        var direction = gradient
        var factors = Array(repeating: 0.0, count: pairs.count)
        for (number, pair) in pairs.enumerated().reversed() {
            factors[number] = DenseVectors.dot(pair.step, direction) / pair.curvature
            for place in direction.indices {
                direction[place] -= factors[number] * pair.change[place]
            }
        }
        if let last = pairs.last {
            let scale = last.curvature / DenseVectors.dot(last.change, last.change)
            for place in direction.indices { direction[place] *= scale }
        }
        for (number, pair) in pairs.enumerated() {
            let factor = factors[number] - DenseVectors.dot(pair.change, direction) / pair.curvature
            for place in direction.indices { direction[place] += factor * pair.step[place] }
        }
        return direction.indices.map { gradient[$0] == 0 ? 0 : -direction[$0] }
    }

    /// The first of ever shorter steps that decreases the function enough.
    private func search(
        _ point: [Double], _ here: Evaluation, _ direction: [Double], _ first: Double,
        _ function: ([Double]) -> Evaluation?
    ) -> (point: [Double], value: Double, gradient: [Double])? {
        var length = first
        for _ in 0..<Self.halvings {
            let next = projected(zip(point, direction).map { $0 + length * $1 })
            let expected = zip(next.indices, next).reduce(0) {
                $0 + here.gradient[$1.0] * ($1.1 - point[$1.0])
            }
            if expected < 0, let found = function(next), found.value.isFinite,
                found.value <= here.value + Self.sufficient * expected
            {
                return (next, found.value, found.gradient)
            }
            length *= 0.5
        }
        return nil
    }
}
