/// The volume that points dominate within a reference point: how good a set of trials is by several
/// objectives together.
///
/// All objectives are minimised. Points that are not better than the reference point by every
/// objective count nothing.
package enum Hypervolume {
    /// The exact hypervolume of points.
    ///
    /// Time: O(n log n) for two objectives, O(n²) at worst and nearly O(n log n) as a rule for
    /// three, exponential in the number of objectives for more.
    ///
    /// - Parameters:
    ///   - points: finite costs, one per objective.
    ///   - reference: the costs of the reference point.
    package static func of(_ points: [[Double]], reference: [Double]) -> Double {
        let inside = points.filter { point in
            point.indices.allSatisfy { point[$0] < reference[$0] }
        }
        return volume(inside, reference)
    }

    /// Points must be better than the reference point by every objective.
    private static func volume(_ points: [[Double]], _ reference: [Double]) -> Double {
        guard !points.isEmpty else { return 0 }
        switch reference.count {
        case 0: return 0
        case 1: return reference[0] - points.reduce(.infinity) { min($0, $1[0]) }
        case 2: return area(points, reference)
        case 3: return sweep(points, reference)
        default: return byExclusion(points, reference)
        }
    }

    /// By the last objective first: sweeps go along it.
    private static func isBefore(_ a: [Double], _ b: [Double]) -> Bool {
        for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
        return false
    }

    /// Two objectives: the rectangles between neighbours.
    private static func area(_ points: [[Double]], _ reference: [Double]) -> Double {
        let sorted = points.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        var (area, height) = (0.0, reference[1])
        for point in sorted where point[1] < height {
            area += (reference[0] - point[0]) * (height - point[1])
            height = point[1]
        }
        return area
    }

    /// Three objectives: slices along the third one.
    ///
    /// Source: the dimension sweep of Beume, Fonseca, López-Ibáñez, Paquete and Vahrenhold, "On the
    /// complexity of computing the hypervolume indicator", IEEE Transactions on Evolutionary
    /// Computation 13 (2009), with a sorted array instead of a tree.
    private static func sweep(_ points: [[Double]], _ reference: [Double]) -> Double {
        let sorted = points.sorted { isBefore($0, $1) }
        var stairs = Stairs(reference[0], reference[1])
        var (volume, depth) = (0.0, 0.0)
        for point in sorted {
            volume += stairs.area * (point[2] - depth)
            depth = point[2]
            stairs.insert(point[0], point[1])
        }
        return volume + stairs.area * (reference[2] - depth)
    }

    /// More objectives: the sum of what each point dominates that no later point does.
    ///
    /// Source: While, Bradstreet and Barone, "A fast way of calculating exact hypervolumes", IEEE
    /// Transactions on Evolutionary Computation 16 (2012): WFG.
    private static func byExclusion(_ points: [[Double]], _ reference: [Double]) -> Double {
        // The worst points by the last objective first, so that sets shrink early.
        let sorted = nonDominated(points).sorted { isBefore($1, $0) }
        var volume = 0.0
        for (index, point) in sorted.enumerated() {
            let limited = sorted[(index + 1)...].map { other in
                zip(other, point).map { max($0, $1) }
            }
            let box = zip(reference, point).reduce(1.0) { $0 * ($1.0 - $1.1) }
            volume += box - self.volume(nonDominated(limited), reference)
        }
        return volume
    }

    /// The points that no other point dominates, each once.
    private static func nonDominated(_ points: [[Double]]) -> [[Double]] {
        let sorted = points.sorted { isBefore($0, $1) }
        var kept: [[Double]] = []
        for point in sorted
        where !kept.contains(where: { other in zip(other, point).allSatisfy { $0 <= $1 } }) {
            kept.append(point)
        }
        return kept
    }
}

/// The area that points of two objectives dominate, point by point.
private struct Stairs {
    private let reference: (x: Double, y: Double)
    /// The points that no other one dominates: x ascending, y descending.
    private var steps: [(x: Double, y: Double)] = []
    private(set) var area = 0.0

    init(_ x: Double, _ y: Double) { reference = (x, y) }

    mutating func insert(_ x: Double, _ y: Double) {
        // The first step to the right of x, or at x.
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].x < x { low = middle + 1 } else { high = middle }
        }
        let height = low > 0 ? steps[low - 1].y : reference.y
        guard y < height, low == steps.count || steps[low].x > x || steps[low].y > y else { return }
        // Steps that the point dominates: to the right of it and not lower.
        var end = low
        var (left, top) = (x, height)
        while end < steps.count, steps[end].y >= y {
            area += (steps[end].x - left) * (top - y)
            (left, top) = (steps[end].x, steps[end].y)
            end += 1
        }
        area += ((end < steps.count ? steps[end].x : reference.x) - left) * (top - y)
        steps.replaceSubrange(low..<end, with: [(x: x, y: y)])
    }
}
