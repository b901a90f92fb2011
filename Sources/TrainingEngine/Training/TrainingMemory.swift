import KernelTypes

/// The memory of a trainer in bytes, computed from shapes alone without allocation.
///
/// It counts the same memory as `Trainer.memoryBytes`.
package struct TrainingMemory: Sendable, Hashable {
    /// Weights, their copies in the kernels' layouts, their gradients and running statistics.
    package var parameters = 0
    package var optimizerState = 0
    /// Per thread: the values of a panel and the gradient sums.
    package var workspaces = 0
    /// The values of a whole batch, if a batch normalisation or an adversarial step keeps them.
    package var batch = 0

    package var total: Int { parameters + optimizerState + workspaces + batch }

    package init() {}

    /// - Parameters:
    ///   - target: the kind of target; nil means the loss's usual target.
    ///   - keepsBatch: whether all values of a batch are kept, as adversarial training does.
    package init(
        of network: Network, loss: Loss = .meanSquaredError, target: Loss.Target? = nil,
        optimizer: OptimizerSettings, threads: Int, batchSize: Int, keepsBatch: Bool = false
    ) {
        let sizes = PlanSizes(network)
        let arena = Self.bytes(network.arenaCount)
        parameters =
            2 * arena + Self.bytes(sizes.packedFloats) + Self.bytes(sizes.widestChannels)
            + Self.bytes(network.bufferCount) + Self.bytes(4 * sizes.normalisedChannels)
            + 8 * (sizes.normalisedChannels + 2 * sizes.widestNormalisation)
        optimizerState = optimizer.stateNames.count * arena
        let isImages = (target ?? loss.usualTarget) == .images
        let workspace = [
            sizes.valueVectors * laneCount, 2 * sizes.widest * laneCount, sizes.sumFloats,
            sizes.operandFloats, sizes.rowFloats, laneCount,
            2 * sizes.widestNormalisation * laneCount,
            laneCount * (isImages ? network.output.count : 1),
        ].reduce(4 * sizes.randomWords) { $0 + Self.bytes($1) }
        workspaces = threads * (workspace + arena + 8 * chunkPanels)
        guard keepsBatch || sizes.widestNormalisation > 0 else { return }
        let panels = (batchSize + laneCount - 1) / laneCount
        batch =
            Self.bytes(panels * sizes.valueVectors * laneCount)
            + Self.bytes(panels * 2 * sizes.widestNormalisation)
    }

    /// The memory of a trainer that only computes outputs.
    package static func forOutputs(of network: Network, threads: Int) -> TrainingMemory {
        TrainingMemory(
            of: network, target: .images, optimizer: OptimizerSettings(.sgd, learningRate: 1),
            threads: threads, batchSize: 1)
    }

    package static func + (a: TrainingMemory, b: TrainingMemory) -> TrainingMemory {
        var sum = a
        sum.parameters += b.parameters
        sum.optimizerState += b.optimizerState
        sum.workspaces += b.workspaces
        sum.batch += b.batch
        return sum
    }

    /// The bytes of an `AlignedStorage` for this many floats.
    private static func bytes(_ floats: Int) -> Int { max((floats + 15) / 16 * 64, 64) }
}

/// The sizes of a `StagePlan` without its tables, which take long to build for large images.
struct PlanSizes: Hashable {
    var valueVectors: Int
    var packedFloats = 0
    var sumFloats = 0
    var rowFloats: Int
    var operandFloats = 0
    var widest: Int
    var randomWords = 0
    var normalisedChannels = 0
    var widestNormalisation = 0
    /// The largest number of input or output channels of a layer with weights; 1 without any.
    var widestChannels = 1

    /// Whether the last stage can also apply the nonlinearity that follows it.
    private var isOpen = false

    init(_ network: Network) {
        valueVectors = network.input.count
        widest = network.input.count
        rowFloats = Self.aligned(network.shapes.map(\.count).max() ?? 0) * laneCount
        let blocks = network.blocksByStart
        for (index, named) in network.layers.enumerated() {
            if blocks[index] != nil { isOpen = false }
            let (input, output) = (network.sources[index], network.shapes[index])
            switch named.layer {
            case .flatten, .unflatten, .unflatten1D: break
            case .residual: addEnd(ofBlockFrom: input, to: output)
            case .embedding(let embedding):
                add(named.layer, input, output)
                sumFloats += Self.aligned(
                    embedding.tables.reduce(0) { $0 + $1.categories * $1.dimension })
            case .relu: add(.relu, output)
            case .sigmoid: add(.sigmoid, output)
            case .leakyReLU, .elu, .gelu, .silu, .tanh, .softplus:
                add(named.layer.function.map(Activation.function) ?? .none, output)
            case .conv2D, .convTranspose2D, .conv1D, .convTranspose1D, .linear:
                add(weighted: named.layer, input, output)
            case .maxPool2D, .avgPool2D, .maxPool1D, .avgPool1D, .upsample, .dropout, .layerNorm,
                .batchNorm1D, .batchNorm2D:
                add(named.layer, input, output)
            }
        }
    }

    private mutating func addEnd(ofBlockFrom source: Shape, to output: Shape) {
        if case .projection(let layer) = Residual.shortcut(from: source, to: output) {
            valueVectors += source.count
            add(weighted: layer, source, output)
        }
        isOpen = false
        valueVectors += output.count
    }

    private mutating func add(_ activation: Activation, _ output: Shape) {
        let isFused = isOpen && activation.worksInPlace
        isOpen = false
        if !isFused { valueVectors += output.count }
    }

    private mutating func add(_ layer: Layer, _ input: Shape, _ output: Shape) {
        isOpen = false
        valueVectors += output.count
        widest = max(widest, output.count)
        switch layer {
        case .dropout:
            valueVectors += output.count
            randomWords = max(randomWords, output.count * laneCount)
        case .layerNorm:
            valueVectors += 2
            sumFloats += 2 * output.count * laneCount
        case .batchNorm1D, .batchNorm2D:
            normalisedChannels += input.channels
            widestNormalisation = max(widestNormalisation, input.channels)
        default: break
        }
    }

    private mutating func add(weighted layer: Layer, _ input: Shape, _ output: Shape) {
        guard let (settings, isTransposed) = layer.asConvolution else { return }
        isOpen = true
        let (inputs, outputs) = (input.channels, output.channels)
        let taps = settings.acrossRows(of: input).kernel * settings.kernel
        valueVectors += output.count
        widest = max(widest, output.count)
        widestChannels = max(widestChannels, inputs, outputs)
        packedFloats += 2 * Self.aligned(outputs * inputs * taps)
        var sums = 0
        if !isTransposed, taps == 1, input.count == inputs, output.count == outputs {
            operandFloats += (Self.aligned(inputs) + outputs) * chunkPanels * laneCount
        } else {
            sums = weightSums(input, output, taps: taps, isTransposed: isTransposed)
        }
        sumFloats += Self.aligned(sums) + outputs * laneCount
    }

    /// The floats of a correlated weight gradient's sums, by the same choice as in `StagePlan`.
    private mutating func weightSums(
        _ input: Shape, _ output: Shape, taps: Int, isTransposed: Bool
    ) -> Int {
        let (small, large) = isTransposed ? (input, output) : (output, input)
        let (a, b) = (small.channels, large.channels)
        let (smallCost, largeCost) = (Self.aligned(a) * b, Self.aligned(b) * a)
        let vectorIsSmall =
            smallCost == largeCost ? small.count <= large.count : smallCost < largeCost
        let isPlain = small.count == a && large.count == b
        guard isPlain || 3 * min(smallCost, largeCost) <= 4 * a * b else {
            return a * b * taps * laneCount
        }
        let width = Self.aligned(vectorIsSmall ? a : b)
        let vector = vectorIsSmall ? small : large
        rowFloats = max(rowFloats, vector.count / vector.channels * laneCount * width)
        return (vectorIsSmall ? b : a) * taps * width
    }

    private static func aligned(_ floats: Int) -> Int { (floats + 15) / 16 * 16 }
}
