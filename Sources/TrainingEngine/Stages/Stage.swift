import KernelTypes

/// A nonlinearity, run as a stage of its own or in place on a stage's result.
enum Activation: Sendable, Hashable {
    case none, relu, sigmoid
    case function(PointwiseFunction)

    /// Whether its gradient needs only its result, so that its input may be overwritten.
    var worksInPlace: Bool {
        if case .function(let function) = self { return function.hasDerivativeOfResult }
        return true
    }
}

/// The summation of a stage's weight gradient over the samples of a batch.
struct WeightGradient {
    /// The side with channels in vectors, its padded width in floats, and the sums' destination.
    struct Channels {
        var vectorIsSmall: Bool
        var width: Int
        var spread: SpreadPlan
    }

    /// The index in the table of correlations.
    var plan: Int
    /// Whether the stage's input is the small operand.
    var inputIsSmall: Bool
    /// Nil if each weight has a vector of lane sums: for layers with few channels.
    var channels: Channels?
    /// The number of floats of the sums.
    var sumCount: Int
}

/// The summation of a linear layer's weight gradient, one chunk of panels at a time.
struct LinearGradient {
    var inputs: Int
    var outputs: Int
    /// The offsets of the stored operands in floats: of the input and of the output's gradient.
    var vectors: Int
    var scalars: Int
}

/// The two ways to sum weight gradients.
enum WeightGradientWork {
    case correlated(WeightGradient)
    case linear(LinearGradient)
}

/// The place of a tensor in an arena, in floats.
struct ArenaPlace {
    var offset: Int
    var count: Int
}

extension ParameterView {
    var place: ArenaPlace { ArenaPlace(offset: offset, count: count) }
}

/// A convolution, a transposed one or a linear layer as the kernels run it.
struct WeightedWork {
    var weight: ArenaPlace
    var bias: ArenaPlace
    /// The indices of the two passes in the table of gathers.
    var forwardPlan: Int
    var backwardPlan: Int
    var forwardPack: PackPlan
    var backwardPack: PackPlan
    /// The offsets in the packed weights and in the gradient sums, in floats.
    var forwardWeights: Int
    var backwardWeights: Int
    var weightSums: Int
    var biasSums: Int
    var gradient: WeightGradientWork
    /// The number of values per output channel.
    var outputPlane: Int
    /// The multiply-adds per sample in the forward pass.
    var multiplyAdds: Int
}

/// One pass over a panel: a layer with weights and the following nonlinearity, or another layer.
///
/// It has no references, because each pass over a panel copies it.
struct Stage {
    var work: WeightedWork?
    /// Nil for a stage of `work` or of a nonlinearity alone.
    var layer: LayerWork?
    var activation: Activation
    /// The offsets of the input and the output values in a panel, in vectors.
    var input: Int
    var output: Int
    var inputCount: Int
    var outputCount: Int
}

/// The state that holds a layer's result: after this many stages, the last with this nonlinearity.
///
/// A stage may also include the nonlinearity of the next layer.
struct LayerResult {
    var stages: Int
    var activation: Activation
}

/// A network's layout for the kernels: stages, plans and memory sizes.
struct StagePlan {
    var stages: [Stage] = []
    /// The names of each stage's layers, such as `encoder.0 Conv2d + ReLU`.
    private(set) var stageNames: [String] = []
    private(set) var gathers: [GatherPlan] = []
    private(set) var correlations: [CorrelatePlan] = []
    /// The vectors of a panel's values in all stages, including the input.
    var valueVectors: Int
    /// The floats of packed weights and of gradient sums.
    private(set) var packedFloats = 0
    var sumFloats = 0
    /// The floats of a transposed panel (one row per sample).
    private(set) var rowFloats: Int
    /// The floats of linear layers' operands for a chunk.
    private(set) var operandFloats = 0
    /// The largest number of vectors of a stage's input or output.
    var widest: Int
    /// The random words per panel of the widest dropout layer.
    var randomWords = 0
    /// The result of each layer.
    private(set) var layerResults: [LayerResult] = []
    /// The indices of the batch normalisation stages.
    var batchNorms: [Int] = []
    /// Whether all layers with weights are linear.
    private(set) var isLinear = true
    /// The channels of all batch normalisations together, and of the widest.
    var normalisedChannels = 0
    var widestNormalisation = 0
    /// The first stage of each residual block, by the block's last layer.
    var forks: [Int: Int] = [:]
    /// The memory that the plans point into.
    private var runTables: [FixedTable<TapRun>] = []
    private var pairTables: [FixedTable<PairRun>] = []
    var embeddedColumns: [FixedTable<EmbeddedColumn>] = []

    init(_ network: Network) {
        valueVectors = network.input.count
        widest = network.input.count
        // Callers may ask for any layer's result.
        rowFloats = (network.shapes.map(\.count).max()! + 15) / 16 * 16 * laneCount
        let blocks = network.blocksByStart
        for (index, named) in network.layers.enumerated() {
            for end in blocks[index] ?? [] { open(end, network) }
            let input = network.sources[index]
            switch named.layer {
            case .flatten, .unflatten, .unflatten1D: break
            case .residual: close(index, network)
            case .embedding(let embedding): append(embedding, named, network)
            case .relu: append(.relu, named)
            case .sigmoid: append(.sigmoid, named)
            case .leakyReLU, .elu, .gelu, .silu, .tanh, .softplus:
                append(.function(named.layer.function!), named)
            case .maxPool2D, .avgPool2D, .maxPool1D, .avgPool1D, .upsample, .dropout, .layerNorm,
                .batchNorm1D, .batchNorm2D:
                append(layerNumber: index, named, from: input, network)
            case .conv2D, .convTranspose2D, .conv1D, .convTranspose1D, .linear:
                append(weighted: named, input, network.shapes[index], network, reading: result)
            }
            layerResults.append(
                LayerResult(stages: stages.count, activation: stages.last?.activation ?? .none))
        }
    }

    /// The offset of the last stage's result, and its number of vectors.
    var result: Int { stages.last?.output ?? 0 }
    var resultCount: Int { stages.last?.outputCount ?? valueVectors }

    private mutating func append(_ activation: Activation, _ named: NamedLayer) {
        if let last = stages.last, last.work != nil, last.activation == .none,
            activation.worksInPlace
        {
            stages[stages.count - 1].activation = activation
            stageNames[stages.count - 1] += " + \(named.layer.kind)"
            return
        }
        let count = resultCount
        append(
            "\(named.name) \(named.layer.kind)",
            Stage(
                work: nil,
                activation: activation,
                input: result, output: valueVectors, inputCount: count, outputCount: count))
        valueVectors += count
    }

    /// Adds a stage of a convolution, a transposed one or a linear layer.
    ///
    /// - Parameters:
    ///   - named: the layer; its parameters have its name.
    ///   - place: the offset of its input in a panel, in vectors.
    mutating func append(
        weighted named: NamedLayer, _ input: Shape, _ output: Shape, _ network: Network,
        reading place: Int
    ) {
        guard let (settings, transposed) = named.layer.asConvolution else {
            preconditionFailure("\(named.name): \(named.layer.kind) has no such weights")
        }
        let (inputs, height, width) = input.extents
        let (outputs, outputHeight, outputWidth) = output.extents
        let rowSettings = settings.acrossRows(of: input)
        func rows(_ from: Int, _ to: Int, _ transposed: Bool) -> AxisGeometry {
            AxisGeometry(rowSettings, input: from, output: to, transposed: transposed)
        }
        func columns(_ from: Int, _ to: Int, _ transposed: Bool) -> AxisGeometry {
            AxisGeometry(settings, input: from, output: to, transposed: transposed)
        }
        let taps = rowSettings.kernel * settings.kernel
        let weights = outputs * inputs * taps
        let forward = addGather(
            from: input, to: output, rows: rows(height, outputHeight, transposed),
            columns: columns(width, outputWidth, transposed))
        let backward = addGather(
            from: output, to: input, rows: rows(outputHeight, height, !transposed),
            columns: columns(outputWidth, width, !transposed))
        // The tensor is [output][input][tap], or [input][output][tap] if transposed.
        let forwardPack = PackPlan(
            outputs: outputs, inputs: inputs, taps: taps,
            outputStride: transposed ? taps : inputs * taps,
            inputStride: transposed ? outputs * taps : taps)
        let backwardPack = PackPlan(
            outputs: inputs, inputs: outputs, taps: taps, outputStride: forwardPack.inputStride,
            inputStride: forwardPack.outputStride)
        let gradient: WeightGradientWork
        var sumCount = 0
        if !transposed, taps == 1, input.count == inputs, output.count == outputs {
            gradient = .linear(addLinearGradient(inputs: inputs, outputs: outputs))
        } else {
            isLinear = false
            let correlated = addWeightGradient(input, output, settings, transposed: transposed)
            sumCount = correlated.sumCount
            gradient = .correlated(correlated)
        }
        // The positions of all taps of the forward pass, counted once per sample.
        let pairs = (
            rows: positions(rows(height, outputHeight, transposed)),
            columns: positions(columns(width, outputWidth, transposed))
        )
        let work = WeightedWork(
            weight: network.parameter("\(named.name).weight")!.place,
            bias: network.parameter("\(named.name).bias")!.place, forwardPlan: forward,
            backwardPlan: backward, forwardPack: forwardPack, backwardPack: backwardPack,
            forwardWeights: packedFloats, backwardWeights: packedFloats + aligned(weights),
            weightSums: sumFloats, biasSums: sumFloats + aligned(sumCount),
            gradient: gradient,
            outputPlane: outputHeight * outputWidth,
            multiplyAdds: pairs.rows * pairs.columns * inputs * outputs)
        packedFloats += 2 * aligned(weights)
        sumFloats += aligned(sumCount) + outputs * laneCount
        append(
            "\(named.name) \(named.layer.kind)",
            Stage(
                work: work, activation: .none,
                input: place, output: valueVectors, inputCount: input.count,
                outputCount: output.count))
        valueVectors += output.count
        widest = max(widest, output.count)
    }

    /// Adds a stage.
    mutating func append(_ name: String, _ stage: Stage) {
        stageNames.append(name)
        stages.append(stage)
    }

    func aligned(_ floats: Int) -> Int { (floats + 15) / 16 * 16 }

    /// The number of pairs of an output coordinate and a tap that reaches an input.
    private func positions(_ axis: AxisGeometry) -> Int {
        axis.runs().reduce(0) { $0 + $1.count * $1.tapCount }
    }

    private mutating func addGather(
        from input: Shape, to output: Shape, rows: AxisGeometry, columns: AxisGeometry
    ) -> Int {
        let (rowRuns, columnRuns) = (FixedTable(rows.runs()), FixedTable(columns.runs()))
        runTables += [rowRuns, columnRuns]
        gathers.append(
            GatherPlan(
                inputChannels: input.channels, outputChannels: output.channels,
                kernelHeight: rows.kernel, kernelWidth: columns.kernel,
                inputPlane: rows.input * columns.input, inputRow: columns.input,
                outputPlane: rows.output * columns.output, outputRow: columns.output,
                rows: rowRuns.view, columns: columnRuns.view))
        return gathers.count - 1
    }

    /// Reserves memory for a linear layer's operands of a chunk.
    private mutating func addLinearGradient(inputs: Int, outputs: Int) -> LinearGradient {
        let perValue = chunkPanels * laneCount
        let vectors = operandFloats
        let scalars = vectors + aligned(inputs) * perValue
        operandFloats = scalars + outputs * perValue
        return LinearGradient(
            inputs: inputs, outputs: outputs, vectors: vectors, scalars: scalars)
    }

    /// Chooses the summation of a weight gradient by the shapes alone.
    ///
    /// Channels in vectors need no lane sums, but pad one side's channels to whole vectors.
    private mutating func addWeightGradient(
        _ input: Shape, _ output: Shape, _ settings: Convolution, transposed: Bool
    ) -> WeightGradient {
        let (small, large) = transposed ? (input, output) : (output, input)
        let plan = addCorrelation(small: small, large: large, settings: settings)
        let taps = settings.acrossRows(of: input).kernel * settings.kernel
        let (a, b) = (small.channels, large.channels)
        let padded = (a: aligned(a), b: aligned(b))
        // The padded sums per choice; on a tie the operand with fewer values is transposed.
        let (smallCost, largeCost) = (padded.a * b, padded.b * a)
        let vectorIsSmall =
            smallCost == largeCost ? small.count <= large.count : smallCost < largeCost
        var gradient = WeightGradient(
            plan: plan, inputIsSmall: transposed, channels: nil,
            sumCount: a * b * taps * laneCount)
        // With few channels, padding would cost more than reducing lanes.
        let isPlain = small.count == a && large.count == b
        guard isPlain || 3 * min(smallCost, largeCost) <= 4 * a * b else { return gradient }
        let width = vectorIsSmall ? padded.a : padded.b
        gradient.channels = WeightGradient.Channels(
            vectorIsSmall: vectorIsSmall, width: width,
            spread: SpreadPlan(
                channels: vectorIsSmall ? b : a, taps: taps, columns: vectorIsSmall ? a : b,
                width: width, channelStep: vectorIsSmall ? taps : b * taps,
                columnStep: vectorIsSmall ? b * taps : taps))
        gradient.sumCount = (vectorIsSmall ? b : a) * taps * width
        let vector = vectorIsSmall ? small : large
        rowFloats = max(rowFloats, vector.count / vector.channels * laneCount * width)
        return gradient
    }

    private mutating func addCorrelation(
        small: Shape, large: Shape, settings: Convolution
    ) -> Int {
        func pairs(_ settings: Convolution, _ small: Int, _ large: Int) -> FixedTable<PairRun> {
            FixedTable(
                AxisGeometry(settings, input: large, output: small, transposed: false).pairs())
        }
        let rows = pairs(
            settings.acrossRows(of: large), small.extents.height, large.extents.height)
        let columns = pairs(settings, small.extents.width, large.extents.width)
        pairTables += [rows, columns]
        correlations.append(
            CorrelatePlan(
                smallChannels: small.channels, largeChannels: large.channels,
                smallPlane: small.extents.height * small.extents.width,
                smallRow: small.extents.width,
                largePlane: large.extents.height * large.extents.width,
                largeRow: large.extents.width, stride: settings.stride, rows: rows.view,
                columns: columns.view))
        return correlations.count - 1
    }
}
