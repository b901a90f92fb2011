import KernelTypes

/// A layer that is neither a convolution, nor linear, nor a nonlinearity.
enum LayerWork {
    case largestOfWindows(WindowPlan)
    /// The mean of each window: the sum times `scale`.
    case meanOfWindows(WindowPlan, scale: Float)
    /// Upsampling: the transpose of a sum over windows that tile the larger image.
    case repeatInWindows(WindowPlan)
    case dropout(DropoutWork)
    case layerNorm(LayerNormWork)
    case batchNorm(BatchNormWork)
    case embedding(EmbeddingWork)
    /// The beginning of a residual block: in the backward pass it adds the gradient that came past
    /// the block, at this offset in the panel, in vectors.
    case fork(gradient: Int)
    /// Before a block's projection: in the backward pass it keeps the gradient that the projection
    /// made for the fork, and continues with the one that the block's end kept.
    case turn(TurnWork)
    /// The end of a residual block: adds the values at this offset; in the backward pass it keeps
    /// the gradient in place of its result.
    case add(shortcut: Int)
}

/// The gradients that change places between a block's projection and its inner layers.
///
/// Offsets are in vectors.
struct TurnWork {
    /// Where the gradient of the block's input goes, past the block.
    var shortcut: Int
    var shortcutCount: Int
    /// Where the gradient of the block's end is.
    var end: Int
    var endCount: Int
}

/// A batch normalisation as the kernels run it.
struct BatchNormWork {
    var weight: ArenaPlace
    var bias: ArenaPlace
    var runningMean: ArenaPlace
    var runningVariance: ArenaPlace
    var batches: ArenaPlace
    var epsilon: Double
    var momentum: Double
    var channels: Int
    /// The number of values per channel.
    var plane: Int
    /// The index of its first channel among those of all batch normalisations.
    var firstChannel: Int

    init(_ settings: BatchNorm, name: String, input: Shape, network: Network, firstChannel: Int) {
        weight = network.parameter("\(name).weight")!.place
        bias = network.parameter("\(name).bias")!.place
        runningMean = network.buffer("\(name).running_mean")!.place
        runningVariance = network.buffer("\(name).running_var")!.place
        batches = network.buffer("\(name).num_batches_tracked")!.place
        epsilon = settings.epsilon
        momentum = settings.momentum
        channels = input.channels
        plane = input.extents.height * input.extents.width
        self.firstChannel = firstChannel
    }
}

/// A layer normalisation as the kernels run it.
struct LayerNormWork {
    var weight: ArenaPlace
    var bias: ArenaPlace
    var epsilon: Float
    /// The offset of the panel's two vectors of statistics.
    var statistics: Int
    /// The offset in the gradient sums, in floats.
    var sums: Int
}

/// A dropout layer as the kernels run it.
struct DropoutWork {
    /// The layer's index in the network.
    var layer: Int
    /// Random words below it set a value to 0.
    var threshold: UInt32
    /// 1 / (1 - probability).
    var scale: Float
    /// The offset of the panel's mask factors, in vectors.
    var mask: Int

    init(layer: Int, probability: Double, mask: Int) {
        self.layer = layer
        threshold = UInt32(min(probability * 0x1p32, 0xFFFF_FFFF))
        scale = Float(1 / (1 - probability))
        self.mask = mask
    }
}

extension StagePlan {
    /// Adds a stage for a layer that `LayerWork` describes.
    mutating func append(
        layerNumber: Int, _ named: NamedLayer, from input: Shape, _ network: Network
    ) {
        let output = network.shapes[layerNumber]
        let stageInput = result
        let place = valueVectors
        valueVectors += output.count
        widest = max(widest, output.count)
        let work: LayerWork
        switch named.layer {
        case .maxPool2D(let windows), .maxPool1D(let windows):
            work = .largestOfWindows(WindowPlan(windows, on: input, windows: output))
        case .avgPool2D(let windows):
            work = .meanOfWindows(
                WindowPlan(windows, on: input, windows: output),
                scale: Float(1 / Double(windows.kernel * windows.kernel)))
        case .avgPool1D(let windows):
            work = .meanOfWindows(
                WindowPlan(windows, on: input, windows: output),
                scale: Float(1 / Double(windows.kernel)))
        case .upsample(let factor):
            work = .repeatInWindows(
                WindowPlan(Pooling(kernel: factor), on: output, windows: input))
        case .dropout(let probability):
            work = .dropout(
                DropoutWork(layer: layerNumber, probability: probability, mask: valueVectors))
            valueVectors += output.count
            randomWords = max(randomWords, output.count * laneCount)
        case .layerNorm(let epsilon):
            work = .layerNorm(
                LayerNormWork(
                    weight: network.parameter("\(named.name).weight")!.place,
                    bias: network.parameter("\(named.name).bias")!.place, epsilon: Float(epsilon),
                    statistics: valueVectors, sums: sumFloats))
            valueVectors += 2
            sumFloats += 2 * output.count * laneCount
        case .batchNorm1D(let settings), .batchNorm2D(let settings):
            work = .batchNorm(
                BatchNormWork(
                    settings, name: named.name, input: input, network: network,
                    firstChannel: normalisedChannels))
            batchNorms.append(stages.count)
            normalisedChannels += input.channels
            widestNormalisation = max(widestNormalisation, input.channels)
        default:
            preconditionFailure("\(named.name): \(named.layer.kind) is no layer of this kind")
        }
        append(
            "\(named.name) \(named.layer.kind)",
            Stage(
                work: nil, layer: work,
                activation: .none, input: stageInput, output: place, inputCount: input.count,
                outputCount: output.count))
    }
}

extension WindowPlan {
    fileprivate init(_ pooling: Pooling, on image: Shape, windows: Shape) {
        self.init(
            channels: image.channels, height: image.extents.height, width: image.extents.width,
            windowRows: windows.extents.height, windowColumns: windows.extents.width,
            kernel: pooling.kernel, stride: pooling.stride, padding: pooling.padding)
    }
}
