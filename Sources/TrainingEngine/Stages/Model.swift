import KernelTypes

/// A network with its parameters in the kernels' layouts, shared by all threads of a trainer.
///
/// Passes over panels only read it. Parameters and statistics change between passes.
final class Model {
    let network: Network
    let instructionSet: InstructionSet
    let kernels: KernelTable
    let layerKernels: LayerKernels
    let plan: StagePlan
    let gathers: FixedTable<GatherPlan>
    let correlations: FixedTable<CorrelatePlan>
    let values: AlignedStorage
    /// The parameters in the kernels' layouts.
    let packed: AlignedStorage
    private var inputWeightsAreStale = true
    /// The zero bias for backward passes: one zero per channel of the widest layer.
    let zeros: AlignedStorage
    let statistics: BatchStatistics
    /// The source of random words for dropout layers.
    let dropout: DropoutSource?

    /// - Throws: `EngineError` if the processor lacks the instruction set or a dropout layer has no
    ///   random words.
    init(
        _ network: Network, instructionSet: InstructionSet?, dropout: DropoutSource?
    ) throws(EngineError) {
        let chosen: InstructionSet
        if let instructionSet { chosen = instructionSet } else { chosen = try .detect() }
        guard InstructionSet.available.contains(chosen) else {
            throw .unsupportedProcessor(
                "This processor lacks \(chosen.rawValue); it has "
                    + InstructionSet.available.map(\.rawValue).joined(separator: " and ") + ".")
        }
        if dropout == nil, let layer = network.firstDropout {
            throw .mismatch(
                layer: layer,
                reason: "Dropout needs a source of random numbers, and the network was given none")
        }
        self.network = network
        self.dropout = dropout
        self.instructionSet = chosen
        kernels = chosen.table
        layerKernels = chosen.layerKernels
        plan = StagePlan(network)
        gathers = FixedTable(plan.gathers)
        correlations = FixedTable(plan.correlations)
        values = AlignedStorage(floats: network.arenaCount)
        packed = AlignedStorage(floats: plan.packedFloats)
        zeros = AlignedStorage(floats: plan.gathers.map(\.outputChannels).max() ?? 1)
        statistics = BatchStatistics(network, plan)
    }

    /// The number of floats of the model, without its batch statistics.
    var floatCount: Int { values.count + packed.count + zeros.count }

    /// Copies the parameters into the kernels' layouts.
    ///
    /// The first stage's weights for the gradient of the network's input are rarely needed;
    /// `packInputWeights` packs them.
    ///
    /// - Parameter thread: the index of this share of the work, out of `threads`.
    func packParameters(thread: Int = 0, threads: Int = 1) {
        if thread == 0 { inputWeightsAreStale = true }
        for (index, stage) in plan.stages.enumerated() {
            guard let work = stage.work else { continue }
            let source = values.floats + work.weight.offset
            if 2 * index % threads == thread {
                kernels.packWeights(work.forwardPack, source, packed.floats + work.forwardWeights)
            }
            if index > 0, (2 * index + 1) % threads == thread {
                kernels.packWeights(
                    work.backwardPack, source, packed.floats + work.backwardWeights)
            }
        }
    }

    /// Packs the weights for the gradient of the network's input.
    func packInputWeights() {
        guard inputWeightsAreStale, let work = plan.stages.first?.work else { return }
        kernels.packWeights(
            work.backwardPack, values.floats + work.weight.offset,
            packed.floats + work.backwardWeights)
        inputWeightsAreStale = false
    }

    /// Prepares all batch normalisations for evaluation by their running statistics.
    func useRunningStatistics() {
        for index in plan.batchNorms {
            guard case .batchNorm(let work)? = plan.stages[index].layer else { continue }
            statistics.useRunning(work, weights: values.floats + work.weight.offset)
        }
    }
}
