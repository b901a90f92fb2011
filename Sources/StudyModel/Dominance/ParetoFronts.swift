/// Points in Pareto fronts: no point of the first front is dominated, and each point of a later one
/// is dominated by a point of the front before it.
///
/// The fronts depend on the points alone, not on the order in which they came.
///
/// Sources: Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic
/// algorithm: NSGA-II", IEEE Transactions on Evolutionary Computation 6 (2002), who define the
/// fronts; Zhang, Tian, Cheng and Jin, "An efficient approach to nondominated sorting for
/// evolutionary multiobjective optimization", ibid. 19 (2015), for the sort: points in
/// lexicographic order go to the first front without a point that dominates them; Li, Deb, Zhang
/// and Kwong, "Efficient nondomination level update method for steady-state evolutionary
/// multiobjective optimization", IEEE Transactions on Cybernetics 47 (2017), for the insertion.
package struct ParetoFronts: Sendable, Equatable {
    /// The best front first; the points of a front are in their order.
    package private(set) var fronts: [[ObjectivePoint]] = []

    /// Sorts all points: O(n log n) for two objectives, O(n²) for more.
    package init(_ points: [ObjectivePoint] = []) {
        for point in points.sorted() {
            let front = firstFront(for: point)
            if front == fronts.count { fronts.append([]) }
            fronts[front].append(point)
        }
    }

    /// The number of points.
    package var count: Int { fronts.reduce(0) { $0 + $1.count } }

    /// The number of a point's front, from 0; nil if the point is not there.
    package func front(of point: ObjectivePoint) -> Int? {
        let front = firstFront(for: point)
        guard front < fronts.count else { return nil }
        let place = Self.place(of: point, in: fronts[front])
        return place < fronts[front].count && fronts[front][place] == point ? front : nil
    }

    /// Adds a point, and moves those that it dominates to later fronts.
    package mutating func insert(_ point: ObjectivePoint) {
        var moving = [point]
        for front in firstFront(for: point)..<fronts.count {
            var (stay, pushed): ([ObjectivePoint], [ObjectivePoint]) = ([], [])
            for member in fronts[front] {
                if moving.contains(where: { $0.dominates(member) }) {
                    pushed.append(member)
                } else {
                    stay.append(member)
                }
            }
            // The moving points dominate the whole front: every later front moves by one place.
            if stay.isEmpty { return fronts.insert(moving, at: front) }
            fronts[front] = (stay + moving).sorted()
            if pushed.isEmpty { return }
            moving = pushed
        }
        fronts.append(moving)
    }

    /// The number of the first front without a point that dominates this one.
    ///
    /// A front with such a point follows fronts that have one each, so a binary search finds it.
    private func firstFront(for point: ObjectivePoint) -> Int {
        var (low, high) = (0, fronts.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.isDominated(point, in: fronts[middle]) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Whether a point of a front dominates another point.
    ///
    /// Only points before it in the order can. Among those of a front, the last one has the least
    /// second cost, so with two objectives it alone decides.
    private static func isDominated(_ point: ObjectivePoint, in front: [ObjectivePoint]) -> Bool {
        var place =
            front.last.map { $0 < point } == true ? front.count : Self.place(of: point, in: front)
        if point.costs.count <= 2 {
            return place > 0 && front[place - 1].dominates(point)
        }
        while place > 0 {
            place -= 1
            if front[place].dominates(point) { return true }
        }
        return false
    }

    /// The number of points of a front before a point.
    private static func place(of point: ObjectivePoint, in front: [ObjectivePoint]) -> Int {
        var (low, high) = (0, front.count)
        while low < high {
            let middle = (low + high) / 2
            if front[middle] < point { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ParetoFronts {
    /// The crowding distances of a front's points: how far apart the neighbours of a point are,
    /// summed over the objectives, each as a share of the front's range.
    ///
    /// The ends of each objective have an infinite distance. Of points with equal costs only the
    /// first counts; the others have distance 0. An objective that is equal for all points adds
    /// nothing.
    ///
    /// Source: Deb et al. (2002), section III-B.
    ///
    /// - Parameter front: points in their order.
    package static func crowding(of front: [ObjectivePoint]) -> [Double] {
        var distances = Array(repeating: 0.0, count: front.count)
        let distinct = front.indices.filter { $0 == 0 || front[$0].costs != front[$0 - 1].costs }
        for objective in 0..<(front.first?.costs.count ?? 0) {
            let order = distinct.sorted {
                let (a, b) = (front[$0].costs[objective], front[$1].costs[objective])
                return a == b ? $0 < $1 : a < b
            }
            guard let first = order.first, let last = order.last,
                case let range = front[last].costs[objective] - front[first].costs[objective],
                range > 0
            else { continue }
            distances[first] = .infinity
            distances[last] = .infinity
            for place in order.indices.dropFirst().dropLast() {
                let gap =
                    front[order[place + 1]].costs[objective]
                    - front[order[place - 1]].costs[objective]
                // A range beyond all numbers tells nothing apart.
                distances[order[place]] += range.isFinite ? gap / range : 0
            }
        }
        return distances
    }

    /// The points of a front, the largest crowding distance first, then in their order.
    ///
    /// The best point by the first objective is first.
    package static func byCrowding(_ front: [ObjectivePoint]) -> [ObjectivePoint] {
        let distances = crowding(of: front)
        return front.indices.sorted {
            distances[$0] == distances[$1] ? $0 < $1 : distances[$0] > distances[$1]
        }.map { front[$0] }
    }
}
