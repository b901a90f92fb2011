import KernelTypes

/// A network with its parameters, laid out for the kernels: what all threads of a trainer read.
///
/// Passes over panels only read it; parameters and statistics change between passes.
final class Model {
    let network: Network
    let instructionSet: InstructionSet
    let kernels: KernelTable
    let layerKernels: LayerKernels
    let plan: StagePlan
    let gathers: FixedTable<GatherPlan>
    let correlations: FixedTable<CorrelatePlan>
    let values: AlignedStorage
    /// The parameters in the layouts that the kernels read.
    let packed: AlignedStorage
    private var inputWeightsAreStale = true
    /// The bias of gradients: as many zeros as the widest layer has channels.
    let zeros: AlignedStorage
    let statistics: BatchStatistics
    /// Where dropout layers get their random words from.
    let dropout: DropoutSource?

    /// - Throws: `EngineError` where the processor lacks the instruction set, or random words for a
    ///   dropout layer are missing.
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

    /// Floats that the model holds beside its batch statistics.
    var floatCount: Int { values.count + packed.count + zeros.count }

    /// Copies the parameters into the layouts that the kernels read.
    ///
    /// The first stage's for the gradient of the network's input, which few ask for, are left to
    /// `packInputWeights`.
    ///
    /// - Parameter thread: which share of the work, out of `threads`.
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

    /// Makes ready for gradients of the network's input.
    func packInputWeights() {
        guard inputWeightsAreStale, let work = plan.stages.first?.work else { return }
        kernels.packWeights(
            work.backwardPack, values.floats + work.weight.offset,
            packed.floats + work.backwardWeights)
        inputWeightsAreStale = false
    }

    /// Prepares all batch normalisations for evaluation.
    func useRunningStatistics() {
        for index in plan.batchNorms {
            guard case .batchNorm(let work)? = plan.stages[index].layer else { continue }
            statistics.useRunning(work, weights: values.floats + work.weight.offset)
        }
    }
}
