import KernelTypes

/// How many panels are summed up at a time: a batch's gradients are the sums of its chunks'.
///
/// It is part of the determinism contract, and it is how much work a thread takes at a time.
let chunkPanels = 8

/// The memory in which a thread takes panels through a network, forward and backward.
final class PanelWorkspace {
    let model: Model
    /// A panel's values in all stages.
    private let panel: AlignedStorage
    /// The values of the panel that is worked on: the one above, or one of a batch.
    var panelValues: UnsafeMutablePointer<Lanes>
    /// Two panels of gradients: of a stage's output and of its input, in turn.
    var gradientPanel: UnsafeMutablePointer<Lanes>
    var otherGradientPanel: UnsafeMutablePointer<Lanes>
    private let gradientPanels: AlignedStorage
    /// Gradient sums of a chunk.
    let sums: AlignedStorage
    /// Operands of linear layers' weight gradients, kept over a chunk.
    let operands: AlignedStorage
    /// A panel with its samples outermost.
    let rows: AlignedStorage
    let losses: AlignedStorage
    /// Sums of a batch normalisation, two a channel, in lanes.
    let laneSums: AlignedStorage
    let randomWords: FixedTable<UInt32>
    /// The targets of a panel's samples where they are not its input: values, or a label a lane.
    let targetPanel: AlignedStorage
    var profile: StageProfile?

    var network: Network { model.network }
    var plan: StagePlan { model.plan }
    var kernels: KernelTable { model.kernels }
    var layerKernels: LayerKernels { model.layerKernels }

    /// - Parameter targetCount: values of a target; 1 for labels or where there is none.
    init(_ model: Model, targetCount: Int) {
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

    /// Works on the panel of the workspace's own again.
    func useOwnPanel() { panelValues = panel.lanes() }

    /// Loads samples into the panel at hand.
    func loadInputs(_ inputs: SampleRows, first: Int, live: Int) {
        load(inputs, size: network.input.count, first: first, live: live, to: panelValues)
    }

    /// Loads some of the samples into a panel; absent lanes become zero.
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

    /// Puts the samples of the panel at hand into rows, from a place among its values.
    ///
    /// - Returns: floats from one sample's row to the next.
    func makeRows(from place: Int, count: Int) -> Int {
        let width = (count + 15) / 16 * 16
        kernels.transposePanel(panelValues + place, count, 1, width, rows.floats)
        return width
    }
}
