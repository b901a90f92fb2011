/// Boxes that do not overlap, and that together are the part of the space of objectives which is
/// better than a reference point and which no point of a front dominates.
///
/// The space is cut into slabs at the front's values of the last objective. In a slab, only the
/// points whose value is not larger dominate anything, and each slab is cut in the same way by the
/// other objectives. A point that dominates nothing new in a slab makes no cut.
///
/// Source: the idea of slicing objectives is that of While, Hingston, Barone and Huband, "A faster
/// algorithm for calculating hypervolume", IEEE Transactions on Evolutionary Computation 10 (2006).
struct NondominatedBoxes: Sendable {
    /// Per objective: where boxes begin and end, ascending from -∞ to the reference.
    let levels: [[Double]]
    /// Per box and objective: the places of its beginning and its end in `levels`.
    private(set) var sides: [[(lower: Int, upper: Int)]] = []

    /// - Parameters:
    ///   - front: points to minimise; those that are not better than the reference in all
    ///     objectives, and those that others dominate, make no difference.
    ///   - reference: a finite value per objective.
    init(front: [[Double]], reference: [Double]) {
        let inside = front.filter { zip($0, reference).allSatisfy { $0 < $1 } }
        let levels = reference.indices.map { objective in
            [-.infinity] + Set(inside.map { $0[objective] }).sorted() + [reference[objective]]
        }
        self.levels = levels
        let places = inside.map { point in
            point.indices.map { levels[$0].firstIndex(of: point[$0]) ?? 0 }
        }
        cut(places, below: reference.count, within: [])
    }

    /// - Parameters:
    ///   - points: places of the front's points that dominate something in this slab.
    ///   - count: the number of objectives that are not cut yet, the first ones.
    ///   - slab: the sides in the others.
    private mutating func cut(
        _ points: [[Int]], below count: Int, within slab: [(lower: Int, upper: Int)]
    ) {
        let objective = count - 1
        let end = levels[objective].count - 1
        guard objective > 0 else {
            let first = points.map { $0[0] }.min() ?? end
            sides.append([(0, first)] + slab)
            return
        }
        var active: [[Int]] = []
        var start = 0
        for point in points.sorted(by: { $0[objective] < $1[objective] }) {
            // A point whose other objectives are no better than those of an earlier one.
            let isCovered = active.contains { other in
                (0..<objective).allSatisfy { other[$0] <= point[$0] }
            }
            if isCovered { continue }
            if point[objective] > start {
                cut(active, below: objective, within: [(start, point[objective])] + slab)
                start = point[objective]
            }
            active.removeAll { other in (0..<objective).allSatisfy { point[$0] <= other[$0] } }
            active.append(point)
        }
        cut(active, below: objective, within: [(start, end)] + slab)
    }
}
