import KernelTypes

/// The number of panels per chunk; a batch's gradients are the sums of its chunks' gradients.
///
/// It is part of the determinism contract. A thread takes one chunk at a time.
let chunkPanels = 8

/// A thread's memory for forward and backward passes of panels.
final class PanelWorkspace {
    let model: Model
    /// The values of a panel in all stages.
    private let panel: AlignedStorage
    /// The values of the current panel: `panel`, or a panel of a batch.
    var panelValues: UnsafeMutablePointer<Lanes>
    /// Two panels of gradients, of a stage's output and of its input, which swap roles.
    var gradientPanel: UnsafeMutablePointer<Lanes>
    var otherGradientPanel: UnsafeMutablePointer<Lanes>
    private let gradientPanels: AlignedStorage
    /// The gradient sums of a chunk.
    let sums: AlignedStorage
    /// The operands of linear layers' weight gradients for a chunk.
    let operands: AlignedStorage
    /// A panel transposed: one row per sample.
    let rows: AlignedStorage
    let losses: AlignedStorage
    /// The sums of a batch normalisation, two per channel, in lanes.
    let laneSums: AlignedStorage
    let randomWords: FixedTable<UInt32>
    /// The targets of a panel's samples if they are not its input: values, or one label per lane.
    let targetPanel: AlignedStorage
    /// The weights of the classes in the loss; empty if all samples weigh the same.
    let classWeights: [Float]
    var profile: StageProfile?

    var network: Network { model.network }
    var plan: StagePlan { model.plan }
    var kernels: KernelTable { model.kernels }
    var layerKernels: LayerKernels { model.layerKernels }

    /// - Parameter targetCount: the values per target; 1 for labels or without separate targets.
    init(_ model: Model, targetCount: Int, classWeights: [Float]) {
        self.classWeights = classWeights
        let plan = model.plan
        self.model = model
        panel = AlignedStorage(floats: plan.valueVectors * laneCount)
        panelValues = panel.lanes()
        gradientPanels = AlignedStorage(floats: 2 * plan.widest * laneCount)
        gradientPanel = gradientPanels.lanes()
        otherGradientPanel = gradientPanels.lanes() + plan.widest
        sums = AlignedStorage(floats: plan.sumFloats)
        operands = AlignedStorage(floats: plan.operandFloats)
        rows = AlignedStorage(floats: plan.rowFloats)
        losses = AlignedStorage(floats: laneCount)
        laneSums = AlignedStorage(floats: 2 * plan.widestNormalisation * laneCount)
        randomWords = FixedTable(Array(repeating: 0, count: plan.randomWords))
        targetPanel = AlignedStorage(floats: laneCount * targetCount)
    }

    var floatCount: Int {
        let own = [panel, gradientPanels, sums, operands, rows, losses, laneSums, targetPanel]
        return own.reduce(randomWords.buffer.count) { $0 + $1.count }
    }

    /// Makes the workspace's own panel the current one.
    func useOwnPanel() { panelValues = panel.lanes() }

    /// Loads samples into the current panel.
    func loadInputs(_ inputs: SampleRows, first: Int, live: Int) {
        load(inputs, size: network.input.count, first: first, live: live, to: panelValues)
    }

    /// Loads samples into a panel; lanes without a sample become zero.
    func load(
        _ samples: SampleRows, size: Int, first: Int, live: Int,
        to panel: UnsafeMutablePointer<Lanes>
    ) {
        let indices = samples.indices.baseAddress! + first
        switch samples.values {
        case .bytes(let bytes, let range):
            kernels.loadPanel(
                bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), size, indices, live, panel)
            if range == .minusOneToOne { kernels.rows.stretchToSigned(size, live, panel) }
        case .floats(let floats):
            kernels.rows.loadFloats(floats.baseAddress!, size, indices, live, panel)
        }
    }

    /// Transposes values of the current panel, from an offset in vectors, into one row per sample.
    ///
    /// - Returns: the distance between rows, in floats.
    func makeRows(from offset: Int, count: Int) -> Int {
        let width = (count + 15) / 16 * 16
        kernels.transposePanel(panelValues + offset, count, 1, width, rows.floats)
        return width
    }
}
