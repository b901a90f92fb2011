import KernelTypes

/// What the threads of a trainer do together, each its share.
enum BatchWork {
    /// Loads panels, runs them forward and backward and sums their gradients.
    case train(Examples, PanelRound)
    case evaluate(Examples, PanelRound)
    case output(OutputTask, PanelRound)
    /// Runs panels of a kept batch forward through a part of the network.
    case forward(ForwardPart, PanelRound)
    /// Runs panels of a kept batch backward through a part of the network.
    case backward(BackwardPart, PanelRound)
    /// Sums the deviations from the channel centres before the batch normalisation of a stage.
    case centredSums(stage: Int, PanelRound)
    /// Adds the gradients of chunks to those of the batch, in a part of the arena in vectors.
    case addChunks(Range<Int>, vectors: Range<Int>)
    case optimize
    case pack
}

/// Samples with their targets.
struct Examples {
    var inputs: SampleRows
    var targets: SampleRows?
    /// The factor of the loss's gradient; unused without gradients.
    var scale: Float = 0
}

/// Outputs that are written to memory, or left in each workspace's rows.
struct OutputTask {
    var inputs: SampleRows
    var stages: Range<Int>
    /// The nonlinearity of the last stage, which may differ from the stage's own.
    var lastActivation: Activation
    /// The output's offset in a panel, in vectors, and its number of values.
    var offset: Int
    var count: Int
    var target: UnsafeMutablePointer<Float>?
}

/// The same values of all panels of another network's batch.
struct KeptPanels {
    var first: UnsafeMutablePointer<Lanes>
    /// The distance between panels, in vectors.
    var step: Int

    subscript(panel: Int) -> UnsafeMutablePointer<Lanes> { first + panel * step }
}

/// A part of a network that a kept batch passes forward.
struct ForwardPart {
    /// The source of the network's inputs.
    enum Source {
        case samples(SampleRows)
        case panels(KeptPanels)
    }

    var stages: Range<Int>
    /// Nil after the first part.
    var source: Source?
    /// As in `DropoutKey`.
    var purpose: Int
}

/// A part of a network that a kept batch passes backward.
struct BackwardPart {
    /// The source of the gradient of the network's output.
    enum Start {
        /// The loss, with the factor of its gradient.
        case targets(SampleRows?, scale: Float)
        /// The loss for one target of all outputs.
        case constantTarget(Float, scale: Float)
        case gradients(KeptPanels)
    }

    var stages: Range<Int>
    /// Nil before the last part.
    var start: Start?
    var isFirstPart: Bool
    var wanted: GradientsWanted
}

/// The panels of a batch that the threads process between two synchronisations.
struct PanelRound {
    /// The number of samples in the batch.
    var samples: Int
    /// The number of panels per thread.
    var panelsEach: Int
    /// The first panel of the round.
    var first = 0

    var panelCount: Int { (samples + laneCount - 1) / laneCount }

    /// The panels of a thread in this round.
    func panels(of thread: Int) -> Range<Int> {
        let begin = min(first + thread * panelsEach, panelCount)
        return begin..<min(begin + panelsEach, panelCount)
    }

    /// The panels of all threads in this round.
    func panels(ofThreads threads: Int) -> Range<Int> {
        first..<min(first + threads * panelsEach, panelCount)
    }

    /// The number of samples in a panel.
    func live(_ panel: Int) -> Int { min(laneCount, samples - panel * laneCount) }
}
