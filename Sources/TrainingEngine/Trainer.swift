import KernelTypes

/// A network with its parameters, optimizer state and workspaces: all that training needs.
///
/// It belongs to one thread at a time, beside which it may have threads of its own, and shares
/// nothing with other trainers. All memory is allocated here, none in a step. Results depend on
/// parameters, settings and the sequence of calls alone, never on the instruction set or the
/// number of threads.
package final class Trainer {
    let model: Model
    package let loss: Loss
    /// What the loss compares outputs with.
    package let target: Loss.Target
    package let optimizer: OptimizerSettings
    /// The rate of the next step: the optimizer's until a schedule sets another.
    package var learningRate: Double
    /// How many threads work on a batch, the caller's included.
    package let threads: Int
    /// How many optimizer steps were taken.
    package internal(set) var stepCount = 0

    let gradients: AlignedStorage
    /// As many as the optimizer has state names.
    let state: [AlignedStorage]
    /// One for each thread.
    let workspaces: [PanelWorkspace]
    /// For each thread the gradients of a chunk.
    let chunkGradients: [AlignedStorage]
    /// For each thread the losses of its panels.
    let panelLosses: FixedTable<Double>
    /// What the threads are doing.
    var job = BatchJob()
    private var crew: Crew?

    package var network: Network { model.network }
    package var instructionSet: InstructionSet { model.instructionSet }
    var kernels: KernelTable { model.kernels }
    var plan: StagePlan { model.plan }
    var values: AlignedStorage { model.values }
    var statistics: BatchStatistics { model.statistics }
    var profile: StageProfile? {
        get { workspaces[0].profile }
        set { workspaces[0].profile = newValue }
    }

    /// - Parameters:
    ///   - target: labels for cross entropy, otherwise the input, where it is nil.
    ///   - dropout: random words for the network's dropout layers, if it has any.
    ///   - threads: how many threads work on a batch; they share it by chunks of 128 samples.
    /// - Throws: `EngineError` where the processor lacks the instruction set, the loss does not fit
    ///   the network or a setting is outside its range.
    package init(
        network: Network, loss: Loss = .meanSquaredError, target: Loss.Target? = nil,
        optimizer: OptimizerSettings, instructionSet: InstructionSet? = nil,
        dropout: DropoutSource? = nil, threads: Int = 1
    ) throws(EngineError) {
        guard (1...64).contains(threads) else {
            throw .invalidSetting(name: "threads", found: "\(threads)", expected: "from 1 to 64")
        }
        try optimizer.validate()
        let target = target ?? loss.usualTarget
        try loss.validate(target, for: network)
        model = try Model(network, instructionSet: instructionSet, dropout: dropout)
        self.loss = loss
        self.target = target
        self.optimizer = optimizer
        self.threads = threads
        learningRate = optimizer.learningRate
        gradients = AlignedStorage(floats: network.arenaCount)
        state = optimizer.stateNames.map { _ in AlignedStorage(floats: network.arenaCount) }
        let targetCount = target == .images ? network.output.count : 1
        workspaces = (0..<threads).map { [model] _ in
            PanelWorkspace(model, targetCount: targetCount)
        }
        chunkGradients = (0..<threads).map { _ in AlignedStorage(floats: network.arenaCount) }
        panelLosses = FixedTable(Array(repeating: 0, count: threads * chunkPanels))
        model.packParameters()
        guard threads > 1 else { return }
        // The crew ends with the trainer: its threads are never at work without one.
        crew = Crew(count: threads) { [unowned self] thread in perform(thread) }
    }

    /// Has all threads do the job at hand.
    func runJob() {
        if let crew { crew.run() } else { perform(0) }
    }

    /// Bytes of memory that the trainer holds.
    package var memoryBytes: Int {
        var floats = model.floatCount + 2 * panelLosses.buffer.count
        for storage in [gradients] + state + chunkGradients { floats += storage.count }
        for workspace in workspaces { floats += workspace.floatCount }
        return floats * MemoryLayout<Float>.stride + statistics.bytes
    }

    func packParameters() { model.packParameters() }
}
