import Portable

/// The fraction of the metric's variance that each parameter explains alone: functional ANOVA.
///
/// A random forest of regression trees is fitted to the trials. Within a tree the marginal, the
/// mean over all other parameters, is exact. Its variance over the parameter's domain, divided by
/// the tree's total variance, is the importance. Interactions of parameters belong to no single
/// parameter, so the fractions don't add up to 1.
///
/// Source: Hutter, Hoos and Leyton-Brown, "An efficient approach for assessing hyperparameter
/// importance", ICML 2014. As in Optuna: 64 trees of full depth, each on a bootstrap sample of the
/// trials. Here a node splits words into two groups (by their mean, as Breiman's CART does); Optuna
/// splits one word from the others.
struct FunctionalANOVA {
    static let treeCount = 64

    private let axes: [ForestAxis]
    private let names: [String]
    private let trees: [RegressionTree]

    /// Fits the forest.
    ///
    /// Nil if a parameter is missing in every trial. Parameters that only some trials have are
    /// omitted.
    ///
    /// - Parameters:
    ///   - values: for each parameter, one place per trial.
    ///   - losses: one finite number per trial.
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
        let targets = Self.centred(losses)
        self.axes = axes
        names = whole.map { parameters[$0].name }
        trees = (0..<treeCount).map { tree in
            let sample = losses.indices.map {
                generator.uniform(below: losses.count, epoch: 1, step: tree, index: $0)
            }
            return RegressionTree(axes: axes, points: points, targets: targets, sample: sample)
        }
    }

    /// The losses without their mean, and with a largest magnitude from 1 to 2.
    ///
    /// The shares of the variance are the same, and no square is lost beside a large mean, or is
    /// too small or too large for a number.
    private static func centred(_ losses: [Double]) -> [Double] {
        let mean = losses.reduce(0) { $0 + $1 / Double(losses.count) }
        let distances = losses.map { $0 - mean }
        let largest = distances.lazy.map(\.magnitude).max() ?? 0
        guard largest > 0, largest.isFinite else { return losses }
        let scale = Double(
            sign: .plus, exponent: min(1_000, -Int(largest.exponent)), significand: 1)
        return distances.map { $0 * scale }
    }

    /// Each parameter's fraction of the variance, averaged over the trees with nonzero variance.
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

    /// The variance along one axis of the mean over all other axes.
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
        // Each leaf adds its weight to the marginal at its lower edge and subtracts it at its upper
        // edge.
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

/// A parameter's domain as trees split it: 0 to 1, or a number of words.
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
            // Half a step on either side gives each number the same width.
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
