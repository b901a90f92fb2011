import KernelTypes

/// A network with its parameters, optimizer state and workspace: all that training needs.
///
/// It belongs to one thread at a time and shares nothing with other trainers. All memory is
/// allocated here, none in a step. Results depend on parameters, settings and the sequence of
/// calls alone, never on the instruction set.
package final class Trainer {
    package let network: Network
    package let loss: Loss
    /// What the loss compares outputs with.
    package let target: Loss.Target
    package let optimizer: OptimizerSettings
    /// The rate of the next step: the optimizer's until a schedule sets another.
    package var learningRate: Double
    package let instructionSet: InstructionSet
    /// How many optimizer steps were taken.
    package internal(set) var stepCount = 0

    let kernels: KernelTable
    let layerKernels: LayerKernels
    let plan: StagePlan
    let gathers: FixedTable<GatherPlan>
    let correlations: FixedTable<CorrelatePlan>
    let values: AlignedStorage
    let gradients: AlignedStorage
    /// As many as the optimizer has state names.
    let state: [AlignedStorage]

    /// A panel's values in all stages.
    let panel: AlignedStorage
    /// The values of the panel that is worked on: the one above, or one of a batch.
    var panelValues: UnsafeMutablePointer<Lanes>
    let statistics: BatchStatistics
    /// Two panels of gradients: of a stage's output and of its input, in turn.
    var gradientPanel: UnsafeMutablePointer<Lanes>
    var otherGradientPanel: UnsafeMutablePointer<Lanes>
    private let gradientPanels: AlignedStorage
    let packed: AlignedStorage
    let sums: AlignedStorage
    let rows: AlignedStorage
    let losses: AlignedStorage
    /// Where dropout layers get their random words from, and where they put them.
    let dropout: DropoutSource?
    let randomWords: FixedTable<UInt32>
    /// The targets of a panel's samples where they are not its input: values, or a label a lane.
    let targetPanel: AlignedStorage
    /// The bias of gradients: as many zeros as the widest layer has channels.
    let zeros: AlignedStorage
    var profile: StageProfile?

    /// - Parameters:
    ///   - target: labels for cross entropy, otherwise the input, where it is nil.
    ///   - dropout: random words for the network's dropout layers, if it has any.
    /// - Throws: `EngineError` where the processor lacks the instruction set, the loss does not fit
    ///   the network or a setting is outside its range.
    package init(
        network: Network, loss: Loss = .meanSquaredError, target: Loss.Target? = nil,
        optimizer: OptimizerSettings, instructionSet: InstructionSet? = nil,
        dropout: DropoutSource? = nil
    ) throws(EngineError) {
        let chosen: InstructionSet
        if let instructionSet { chosen = instructionSet } else { chosen = try .detect() }
        guard InstructionSet.available.contains(chosen) else {
            throw .unsupportedProcessor(
                "This processor lacks \(chosen.rawValue); it has "
                    + InstructionSet.available.map(\.rawValue).joined(separator: " and ") + ".")
        }
        self.instructionSet = chosen
        try optimizer.validate()
        let target = target ?? loss.usualTarget
        try loss.validate(target, for: network)
        if dropout == nil, let layer = network.firstDropout {
            throw .mismatch(
                layer: layer, reason: "Dropout needs a source of random words; there is none")
        }
        self.network = network
        self.loss = loss
        self.target = target
        self.optimizer = optimizer
        learningRate = optimizer.learningRate
        kernels = self.instructionSet.table
        layerKernels = self.instructionSet.layerKernels
        plan = StagePlan(network)
        gathers = FixedTable(plan.gathers)
        correlations = FixedTable(plan.correlations)
        values = AlignedStorage(floats: network.arenaCount)
        gradients = AlignedStorage(floats: network.arenaCount)
        state = optimizer.stateNames.map { _ in AlignedStorage(floats: network.arenaCount) }
        panel = AlignedStorage(floats: plan.valueVectors * laneCount)
        panelValues = panel.lanes()
        statistics = BatchStatistics(network, plan)
        gradientPanels = AlignedStorage(floats: 2 * plan.widest * laneCount)
        gradientPanel = gradientPanels.lanes()
        otherGradientPanel = gradientPanels.lanes() + plan.widest
        packed = AlignedStorage(floats: plan.packedFloats)
        sums = AlignedStorage(floats: plan.sumFloats)
        rows = AlignedStorage(floats: plan.rowFloats)
        losses = AlignedStorage(floats: laneCount)
        self.dropout = dropout
        randomWords = FixedTable(Array(repeating: 0, count: plan.randomWords))
        targetPanel = AlignedStorage(
            floats: laneCount * (target == .images ? network.output.count : 1))
        zeros = AlignedStorage(floats: plan.gathers.map(\.outputChannels).max() ?? 1)
        packParameters()
    }

    /// Bytes of memory that the trainer holds.
    package var memoryBytes: Int {
        let own = [
            values, gradients, panel, gradientPanels, packed, sums, rows, losses, targetPanel,
            zeros,
        ]
        let floats = (own + state).reduce(0) { $0 + $1.count }
        return (floats + plan.randomWords) * MemoryLayout<Float>.stride + statistics.bytes
    }

    /// Copies the parameters into the layouts that the kernels read.
    func packParameters() {
        for stage in plan.stages {
            guard let work = stage.work else { continue }
            let source = values.floats + work.weight.offset
            kernels.packWeights(work.forwardPack, source, packed.floats + work.forwardWeights)
            kernels.packWeights(work.backwardPack, source, packed.floats + work.backwardWeights)
        }
    }
}
