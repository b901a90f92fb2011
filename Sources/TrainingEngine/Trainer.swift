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

    /// Trains on one batch.
    ///
    /// - Parameters:
    ///   - pixels: all samples' bytes, sample after sample; a byte is a value of byte / 255.
    ///   - targets: all samples' targets where the target is not the input: labels, or as many
    ///     bytes a sample as the network has outputs.
    ///   - sampleIndices: which samples, in the order that fixes the order of all sums.
    /// - Returns: the sum of the samples' losses, before the step.
    package func step(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        let total = computeGradients(
            pixels: pixels, targets: targets, sampleIndices: sampleIndices)
        applyGradients()
        return total
    }

    /// The mean loss over some samples, without training.
    package func evaluate(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        check(pixels, sampleIndices)
        check(targets, for: sampleIndices)
        var total = 0.0
        var first = 0
        while first < sampleIndices.count {
            let live = min(laneCount, sampleIndices.count - first)
            loadPanel(pixels, sampleIndices, first: first, live: live)
            loadTargets(targets, sampleIndices, first: first, live: live)
            forwardPanel()
            total += panelLoss(scale: 0, live: live, gradient: nil)
            first += live
        }
        return total / Double(max(sampleIndices.count, 1))
    }

    /// The network's outputs for some samples, sample after sample.
    package func output(
        pixels: UnsafeRawBufferPointer, sampleIndices: UnsafeBufferPointer<Int32>
    ) -> [Float] {
        check(pixels, sampleIndices)
        let count = network.output.count
        var outputs: [Float] = []
        outputs.reserveCapacity(count * sampleIndices.count)
        var first = 0
        while first < sampleIndices.count {
            let live = min(laneCount, sampleIndices.count - first)
            loadPanel(pixels, sampleIndices, first: first, live: live)
            forwardPanel()
            let width = (count + 15) / 16 * 16
            kernels.transposePanel(panelValues + plan.result, count, 1, width, rows.floats)
            for lane in 0..<live {
                outputs += UnsafeBufferPointer(start: rows.floats + lane * width, count: count)
            }
            first += live
        }
        return outputs
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
