/// A regression tree of full depth, stored as the boxes of its leaves.
///
/// Each split maximises the reduction of the squared error; ties go to the first parameter and the
/// lowest place. So the tree is deterministic for a given sample.
struct RegressionTree {
    /// The extent of a box along one axis.
    struct Extent: Sendable, Hashable {
        var low: Double
        var high: Double
        /// For an axis of words: the words in the box.
        var words: [Int]
    }

    /// A box of the space with one predicted value.
    struct Leaf: Sendable, Hashable {
        var box: [Extent]
        var value: Double

        /// The fraction of the space's volume in the box, optionally without one axis.
        func volume(_ axes: [ForestAxis], without left: Int? = nil) -> Double {
            var volume = 1.0
            for (index, axis) in axes.enumerated() where index != left {
                if case .words(let count) = axis {
                    volume *= Double(box[index].words.count) / Double(count)
                } else {
                    volume *= box[index].high - box[index].low
                }
            }
            return volume
        }
    }

    private struct Split {
        var axis: Int
        var gain: Double
        var threshold: Double
        /// The position, in sorted order, of the last value that goes left.
        var lastLeft: Int
        /// For an axis of words: the words that go left.
        var left: Set<Int> = []
    }

    private let axes: [ForestAxis]
    private let points: [[Double]]
    private let targets: [Double]
    private(set) var leaves: [Leaf] = []

    /// Grows a tree on a sample of point indices, which may contain an index several times.
    init(axes: [ForestAxis], points: [[Double]], targets: [Double], sample: [Int]) {
        self.axes = axes
        self.points = points
        self.targets = targets
        let box = axes.map { axis in
            if case .words(let count) = axis {
                return Extent(low: 0, high: 1, words: Array(0..<count))
            }
            return Extent(low: 0, high: 1, words: [])
        }
        // An explicit stack, because recursion could be as deep as the number of points.
        var open = [(box, sample)]
        while let (box, sample) = open.popLast() {
            guard let split = bestSplit(sample) else {
                leaves.append(Leaf(box: box, value: mean(sample)))
                continue
            }
            open += parts(box, sample, split)
        }
    }

    private func mean(_ sample: [Int]) -> Double {
        sample.reduce(0.0) { $0 + targets[$1] } / Double(sample.count)
    }

    private func parts(
        _ box: [Extent], _ sample: [Int], _ split: Split
    ) -> [([Extent], [Int])] {
        var (lower, upper) = (box, box)
        let axis = split.axis
        if case .words = axes[axis] {
            // Words that don't occur in the sample go right.
            lower[axis].words = box[axis].words.filter { split.left.contains($0) }
            upper[axis].words = box[axis].words.filter { !split.left.contains($0) }
        } else {
            lower[axis].high = split.threshold
            upper[axis].low = split.threshold
        }
        let isLeft = { (point: Int) -> Bool in
            if case .words = axes[axis] { return split.left.contains(Int(points[point][axis])) }
            return points[point][axis] <= split.threshold
        }
        return [(lower, sample.filter(isLeft)), (upper, sample.filter { !isLeft($0) })]
    }

    private func bestSplit(_ sample: [Int]) -> Split? {
        guard let first = sample.first, sample.contains(where: { targets[$0] != targets[first] })
        else { return nil }
        var best: Split?
        for axis in axes.indices {
            guard let split = bestSplit(sample, along: axis) else { continue }
            if split.gain > best?.gain ?? 0 { best = split }
        }
        return best
    }

    /// The best split along one axis, of sorted values or of words sorted by their means.
    private func bestSplit(_ sample: [Int], along axis: Int) -> Split? {
        var groups: [Double: (sum: Double, count: Double)] = [:]
        for point in sample {
            let (sum, count) = groups[points[point][axis]] ?? (0, 0)
            groups[points[point][axis]] = (sum + targets[point], count + 1)
        }
        guard groups.count > 1 else { return nil }
        var order = groups.map { (place: $0.key, sum: $0.value.sum, count: $0.value.count) }
        if case .words = axes[axis] {
            order.sort { ($0.sum / $0.count, $0.place) < ($1.sum / $1.count, $1.place) }
        } else {
            order.sort { $0.place < $1.place }
        }
        let total = order.reduce(0.0) { $0 + $1.sum }
        let count = Double(sample.count)
        var best: Split?
        var (sum, taken) = (0.0, 0.0)
        for index in order.indices.dropLast() {
            sum += order[index].sum
            taken += order[index].count
            let rest = total - sum
            let gain =
                sum * sum / taken + rest * rest / (count - taken) - total * total / count
            if gain > best?.gain ?? 0 {
                best = Split(
                    axis: axis, gain: gain,
                    threshold: (order[index].place + order[index + 1].place) / 2,
                    lastLeft: index)
            }
        }
        if case .words = axes[axis], let last = best?.lastLeft {
            best?.left = Set(order[...last].map { Int($0.place) })
        }
        return best
    }
}
