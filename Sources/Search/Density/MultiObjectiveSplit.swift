import StudyModel

/// Which trials count as good by several objectives.
///
/// Whole Pareto fronts are good as long as they fit. Of the front that does not fit, those points
/// are good that together dominate most of the space: they are chosen one by one, each the one that
/// adds most hypervolume to those chosen before.
///
/// Source: Ozaki, Tanigaki, Watanabe, Nomura and Onishi, "Multiobjective tree-structured Parzen
/// estimator", JAIR 73 (2022), section 4.2, with its reference point.
enum MultiObjectiveSplit {
    /// The numbers of the good trials.
    static func good(_ entries: [RankedFronts.Entry], count: Int) -> [Int] {
        var good: [Int] = []
        for front in RankedFronts(entries).allFronts {
            let left = count - good.count
            guard left > 0 else { break }
            good += (front.count <= left ? front : subset(of: front, count: left)).map(\.trial)
        }
        return good
    }

    /// The points of a front that are chosen by what they add.
    ///
    /// What a point adds never grows while others are chosen. So the last known numbers are upper
    /// bounds, and only the point with the largest one is computed again.
    static func subset(of front: [ObjectivePoint], count: Int) -> [ObjectivePoint] {
        let reference = referencePoint(of: front)
        var bounds = front.map { Hypervolume.of([$0.costs], reference: reference) }
        var left = Array(front.indices)
        var chosen: [ObjectivePoint] = []
        var volume = 0.0
        while chosen.count < count, !left.isEmpty {
            var best: Int?
            var isExact = Set<Int>()
            while best == nil {
                let place = left.indices.max { a, b in
                    let (x, y) = (bounds[left[a]], bounds[left[b]])
                    // Of equal ones the first.
                    return x == y ? a > b : x < y
                }
                guard let place else { break }
                let index = left[place]
                if isExact.contains(index) {
                    best = place
                } else {
                    let all = chosen.map(\.costs) + [front[index].costs]
                    let added = Hypervolume.of(all, reference: reference) - volume
                    // Infinite volumes tell nothing apart.
                    bounds[index] = added.isFinite ? max(0, added) : 0
                    isExact.insert(index)
                }
            }
            guard let best else { break }
            let index = left.remove(at: best)
            chosen.append(front[index])
            volume = Hypervolume.of(chosen.map(\.costs), reference: reference)
        }
        return chosen
    }

    /// A tenth beyond the worst value of each objective.
    private static func referencePoint(of front: [ObjectivePoint]) -> [Double] {
        (front.first?.costs.indices ?? 0..<0).map { objective in
            let worst = front.reduce(-Double.infinity) { max($0, $1.costs[objective]) }
            return worst == 0 ? 0x1p-40 : max(1.1 * worst, 0.9 * worst)
        }
    }
}
