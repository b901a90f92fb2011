import StudyModel

/// How much of the metric's variance each parameter explains by itself: functional ANOVA over a
/// random forest.
///
/// A forest of regression trees is fitted to the trials. Within a tree the mean over all other
/// parameters, the marginal, is exact; its variance over the parameter's domain, as a part of the
/// tree's whole variance, is the importance. What parameters explain together only (interactions)
/// is no one's share, so the shares don't add up to 1.
///
/// Source: Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter
/// importance", ICML 2014. Like Optuna's: 64 trees to the full depth, each on a resampling of the
/// trials. Here words are parted in two groups at a node (by their mean, as Breiman's CART does),
/// where Optuna tries one word against the others.
struct FunctionalANOVA {
    static let treeCount = 64

    private let axes: [ForestAxis]
    private let names: [String]
    private let trees: [RegressionTree]

    /// Fits the forest.
    ///
    /// Nil where a parameter is missing in every trial. Parameters that only some trials have are
    /// left out.
    ///
    /// - Parameters:
    ///   - values: for each parameter, a place a trial.
    ///   - losses: a finite number a trial.
    init?(
        parameters: [AnalysedParameter], values: [[Double?]], losses: [Double], seed: UInt64,
        treeCount: Int = FunctionalANOVA.treeCount
    ) {
        let whole = parameters.indices.filter { values[$0].allSatisfy { $0 != nil } }
        guard !whole.isEmpty, losses.count > 1 else { return nil }
        let axes = whole.map { ForestAxis(parameters[$0].scale) }
        let points = losses.indices.map { trial in
            zip(whole, axes).map { $1.position(values[$0][trial] ?? 0) }
        }
        let generator = SeededGenerator(seed: seed, purpose: .evaluation)
        self.axes = axes
        names = whole.map { parameters[$0].name }
        trees = (0..<treeCount).map { tree in
            let sample = losses.indices.map {
                generator.uniform(below: losses.count, epoch: 1, step: tree, index: $0)
            }
            return RegressionTree(axes: axes, points: points, targets: losses, sample: sample)
        }
    }

    /// Each parameter's part of the variance, a mean over the trees that have any.
    func shares() -> [String: Double] {
        var sums = Array(repeating: 0.0, count: axes.count)
        var count = 0
        for tree in trees {
            let leaves = tree.leaves
            let mean = leaves.reduce(0.0) { $0 + $1.volume(axes) * $1.value }
            let variance = leaves.reduce(0.0) { sum, leaf in
                let distance = leaf.value - mean
                return sum + leaf.volume(axes) * distance * distance
            }
            guard variance > 0 else { continue }
            count += 1
            for axis in axes.indices {
                sums[axis] += Self.marginalVariance(leaves, axis, axes, mean: mean) / variance
            }
        }
        guard count > 0 else { return [:] }
        return Dictionary(uniqueKeysWithValues: zip(names, sums.map { $0 / Double(count) }))
    }

    /// The variance of the mean over all other axes, along one axis.
    private static func marginalVariance(
        _ leaves: [RegressionTree.Leaf], _ axis: Int, _ axes: [ForestAxis], mean: Double
    ) -> Double {
        if case .words(let count) = axes[axis] {
            var marginal = Array(repeating: 0.0, count: count)
            for leaf in leaves {
                let weight = leaf.volume(axes, without: axis) * leaf.value
                for word in leaf.box[axis].words { marginal[word] += weight }
            }
            return marginal.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        }
        // Every leaf adds to the marginal from its lower edge on, and takes it back at the upper.
        let edges = Set(leaves.flatMap { [$0.box[axis].low, $0.box[axis].high] }).sorted()
        let places = Dictionary(uniqueKeysWithValues: edges.enumerated().map { ($1, $0) })
        var steps = Array(repeating: 0.0, count: edges.count)
        for leaf in leaves {
            let weight = leaf.volume(axes, without: axis) * leaf.value
            if let low = places[leaf.box[axis].low] { steps[low] += weight }
            if let high = places[leaf.box[axis].high] { steps[high] -= weight }
        }
        var (height, variance) = (0.0, 0.0)
        for piece in edges.indices.dropLast() {
            height += steps[piece]
            variance += (edges[piece + 1] - edges[piece]) * (height - mean) * (height - mean)
        }
        return variance
    }
}

/// A parameter's domain as trees part it: 0 to 1, or some words.
enum ForestAxis: Sendable, Hashable {
    case numbers(low: Double, span: Double, isLogarithmic: Bool)
    case words(Int)

    init(_ scale: AnalysedParameter.Scale) {
        switch scale {
        case .numeric(let low, let high, let isLogarithmic, let step):
            guard !isLogarithmic else {
                let start = PortableMath.log(low)
                self = .numbers(
                    low: start, span: PortableMath.log(high) - start, isLogarithmic: true)
                return
            }
            // Each of a few numbers has as much room about it.
            let room = (step ?? 0) / 2
            self = .numbers(low: low - room, span: high - low + 2 * room, isLogarithmic: false)
        case .levels(let values, let isOrdered):
            self =
                isOrdered
                ? .numbers(low: -0.5, span: Double(values.count), isLogarithmic: false)
                : .words(values.count)
        }
    }

    func position(_ place: Double) -> Double {
        switch self {
        case .words: place
        case .numbers(let low, let span, let isLogarithmic):
            min(max(((isLogarithmic ? PortableMath.log(place) : place) - low) / span, 0), 1)
        }
    }
}
