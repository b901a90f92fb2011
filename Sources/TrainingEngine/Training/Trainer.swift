import KernelTypes

/// A network with its parameters, optimizer state and workspaces: everything for training.
///
/// Only one thread at a time may use it; it may have worker threads of its own. It shares nothing
/// with other trainers. `init` allocates all memory, a step none. Results depend only on
/// parameters, settings and the sequence of calls, never on the instruction set or the number of
/// threads.
package final class Trainer {
    let model: Model
    package let loss: Loss
    /// The kind of target of the loss.
    package let target: Loss.Target
    /// The weights of the classes in the loss; empty if all samples weigh the same.
    package let classWeights: [Float]
    package let optimizer: OptimizerSettings
    /// The learning rate of the next step: the optimizer's until a schedule sets another.
    package var learningRate: Double
    /// The number of threads per batch, including the caller's.
    package let threads: Int
    /// The number of optimizer steps taken.
    package internal(set) var stepCount = 0

    let gradients: AlignedStorage
    /// One arena per state name of the optimizer.
    let state: [AlignedStorage]
    /// One per thread.
    let workspaces: [PanelWorkspace]
    /// The gradients of a chunk, per thread.
    let chunkGradients: [AlignedStorage]
    /// The losses of the panels, `chunkPanels` per thread.
    let panelLosses: FixedTable<Double>
    /// The current work of the threads.
    private(set) var work = BatchWork.pack
    private var team: ThreadTeam?

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
    ///   - target: the target's kind; nil means labels for cross entropy, otherwise the input.
    ///   - dropout: random words for the network's dropout layers, if it has any.
    ///   - classWeights: a weight per class for cross entropy, with which the loss is a weighted
    ///     mean: torch.nn.CrossEntropyLoss(weight:). Empty if all samples weigh the same.
    ///   - threads: the number of threads per batch; they share it in chunks of 128 samples.
    /// - Throws: `EngineError` if the processor lacks the instruction set, the loss does not fit
    ///   the network or a setting is out of range.
    package init(
        network: Network, loss: Loss = .meanSquaredError, target: Loss.Target? = nil,
        optimizer: OptimizerSettings, instructionSet: InstructionSet? = nil,
        dropout: DropoutSource? = nil, classWeights: [Float] = [], threads: Int = 1
    ) throws(EngineError) {
        guard (1...64).contains(threads) else {
            throw .invalidSetting(name: "threads", found: "\(threads)", expected: "from 1 to 64")
        }
        try optimizer.validate()
        let target = target ?? loss.usualTarget
        try loss.validate(target, for: network)
        try loss.validate(classWeights: classWeights, for: network)
        self.classWeights = classWeights
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
            PanelWorkspace(model, targetCount: targetCount, classWeights: classWeights)
        }
        chunkGradients = (0..<threads).map { _ in AlignedStorage(floats: network.arenaCount) }
        panelLosses = FixedTable(Array(repeating: 0, count: threads * chunkPanels))
        model.packParameters()
        guard threads > 1 else { return }
        // `unowned` is safe because the team ends with the trainer and runs only inside its calls.
        team = ThreadTeam(count: threads) { [unowned self] thread in perform(thread) }
    }

    /// Does some work on all threads.
    func run(_ work: BatchWork) {
        self.work = work
        if let team { team.run() } else { perform(0) }
    }

    /// The memory of the trainer, in bytes.
    package var memoryBytes: Int {
        var floats = model.floatCount + 2 * panelLosses.buffer.count
        for storage in [gradients] + state + chunkGradients { floats += storage.count }
        for workspace in workspaces { floats += workspace.floatCount }
        return floats * MemoryLayout<Float>.stride + statistics.bytes
    }

    func packParameters() { model.packParameters() }
}
