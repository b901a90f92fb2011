import KernelTypes

/// A job that the threads of a trainer share.
struct BatchJob {
    enum Work {
        /// Loads panels, runs them forward and backward and sums their gradients.
        case train
        case evaluate
        /// Writes the outputs of the stages to `outputs`, or leaves them in each workspace's rows.
        case output
        /// Runs panels of a batch forward through the stages; loads samples before the first stage.
        case forward
        /// Runs panels of a batch backward through the stages; the last stage starts from the loss.
        case backward
        /// Sums the deviations from the channel centres before a batch normalisation.
        case centredSums
        /// Adds the gradients of chunks to those of the batch.
        case addChunks
        case optimize
        case pack
    }

    /// Panels of another network's batch.
    struct Panels {
        var first: UnsafeMutablePointer<Lanes>
        /// The distance between panels, in vectors.
        var step: Int

        subscript(panel: Int) -> UnsafeMutablePointer<Lanes> { first + panel * step }
    }

    var work = Work.pack
    var inputs: SampleRows?
    var targets: SampleRows?
    var samples = 0
    /// The factor of the loss's gradient.
    var scale: Float = 0
    var stages = 0..<0
    /// Whether the stages are the first or the last part of the network.
    var isFirstPart = true
    var isLastPart = true
    /// Alternatives to `inputs`, `targets` (one constant for all outputs) and the loss's gradient.
    var inputPanels: Panels?
    var constantTarget: Float?
    var gradientPanels: Panels?
    var wanted = GradientsWanted()
    /// As in `DropoutKey`.
    var purpose = 0
    /// The nonlinearity of the last stage, if it differs from the stage's own.
    var lastActivation: Activation?
    /// The output's offset in a panel, its number of values, and its destination.
    var place = 0
    var count = 0
    var outputs: UnsafeMutablePointer<Float>?
    /// The first panel of this round and the panels per thread.
    var firstPanel = 0
    var panelsEach = chunkPanels
    /// The chunks to add, and their part of the arena in vectors.
    var chunks = 0..<0
    var vectors = 0..<0

    var panelCount: Int { (samples + laneCount - 1) / laneCount }

    /// The panels of a thread in this round.
    func panels(of thread: Int) -> Range<Int> {
        let first = min(firstPanel + thread * panelsEach, panelCount)
        return first..<min(first + panelsEach, panelCount)
    }

    /// The number of samples in a panel.
    func live(_ panel: Int) -> Int { min(laneCount, samples - panel * laneCount) }
}

extension Trainer {
    /// Runs a thread's share of the job.
    func perform(_ thread: Int) {
        let workspace = workspaces[thread]
        switch job.work {
        case .train: train(workspace, thread)
        case .evaluate: evaluate(workspace, thread)
        case .output: output(workspace, thread)
        case .forward: forward(workspace, thread)
        case .backward: backward(workspace, thread)
        case .centredSums: addCentredSums(workspace, thread)
        case .addChunks:
            let share = share(of: job.vectors, thread)
            for chunk in job.chunks {
                kernels.batches.add(
                    chunkGradients[chunk].lanes() + share.lowerBound, share.count,
                    gradients.lanes() + share.lowerBound)
            }
        case .optimize: optimize(share(of: 0..<network.arenaCount / laneCount, thread))
        case .pack: model.packParameters(thread: thread, threads: threads)
        }
    }

    /// A thread's share of a range of vectors.
    private func share(of vectors: Range<Int>, _ thread: Int) -> Range<Int> {
        let count = vectors.count
        return vectors.lowerBound + count * thread / threads..<vectors.lowerBound + count
            * (thread + 1) / threads
    }

    /// Runs the job in rounds until all panels are done.
    ///
    /// - Parameter finish: called after each round with its range of panels.
    func forEachRound(
        _ finish: (_ panels: Range<Int>) -> Void
    ) {
        var first = 0
        while first < job.panelCount {
            job.firstPanel = first
            let end = min(first + threads * job.panelsEach, job.panelCount)
            runJob()
            finish(first..<end)
            first = end
        }
    }

    /// The panels per thread for jobs whose result does not depend on it: few rounds, even shares.
    func evenShare(_ panels: Int) -> Int {
        min(chunkPanels, max(1, (panels + threads - 1) / threads))
    }

    /// Adds the losses of a round's panels, in the order of the panels.
    func addLosses(of panels: Range<Int>, to total: inout Double) {
        for panel in panels {
            let place = panel - panels.lowerBound
            total +=
                panelLosses.buffer[
                    place / job.panelsEach * chunkPanels + place % job.panelsEach]
        }
    }

    /// The destination of the gradients of a thread's chunk: the first chunk of a batch writes
    /// directly to the batch's gradients.
    func chunkArena(_ thread: Int) -> UnsafeMutablePointer<Float> {
        job.firstPanel == 0 && thread == 0 ? gradients.floats : chunkGradients[thread].floats
    }

    /// Adds the gradients of a round's chunks to those of the batch, in order.
    ///
    /// - Parameter vectors: the part of the arena to add.
    func addChunks(of panels: Range<Int>, vectors: Range<Int>) {
        let chunks = (panels.count + chunkPanels - 1) / chunkPanels
        let added = (panels.lowerBound == 0 ? 1 : 0)..<chunks
        guard !added.isEmpty else { return }
        let work = job.work
        job.work = .addChunks
        job.chunks = added
        job.vectors = vectors
        runJob()
        job.work = work
    }

    private func train(_ workspace: PanelWorkspace, _ thread: Int) {
        let panels = job.panels(of: thread)
        guard !panels.isEmpty else { return }
        let stages = plan.stages.indices
        for panel in panels {
            let (first, live) = (panel * laneCount, job.live(panel))
            let place = panel - panels.lowerBound
            let begin = workspace.profile?.now()
            workspace.loadInputs(job.inputs!, first: first, live: live)
            workspace.loadTargets(job.targets, target, first: first, live: live)
            workspace.profile?.add(\.loading, since: begin)
            workspace.forwardStages(
                stages, .training(step: stepCount, firstSample: first, live: live))
            let middle = workspace.profile?.now()
            panelLosses.buffer[thread * chunkPanels + place] = workspace.panelLoss(
                loss, target, scale: job.scale, live: live, gradient: workspace.gradientPanel)
            workspace.profile?.add(\.loss, since: middle)
            workspace.backwardStages(stages, place: place, GradientsWanted())
        }
        workspace.finishGradients(of: stages, panels: panels.count, to: chunkArena(thread))
    }

    private func evaluate(_ workspace: PanelWorkspace, _ thread: Int) {
        let panels = job.panels(of: thread)
        for panel in panels {
            let (first, live) = (panel * laneCount, job.live(panel))
            workspace.loadInputs(job.inputs!, first: first, live: live)
            workspace.loadTargets(job.targets, target, first: first, live: live)
            workspace.forwardStages(plan.stages.indices, .evaluation)
            panelLosses.buffer[thread * chunkPanels + panel - panels.lowerBound] =
                workspace.panelLoss(loss, target, scale: 0, live: live, gradient: nil)
        }
    }

    private func output(_ workspace: PanelWorkspace, _ thread: Int) {
        for panel in job.panels(of: thread) {
            let (first, live) = (panel * laneCount, job.live(panel))
            workspace.loadInputs(job.inputs!, first: first, live: live)
            workspace.forwardStages(
                job.stages, .evaluation, lastActivation: job.lastActivation)
            let width = workspace.makeRows(from: job.place, count: job.count)
            guard let outputs = job.outputs else { continue }
            for lane in 0..<live {
                (outputs + (first + lane) * job.count)
                    .update(from: workspace.rows.floats + lane * width, count: job.count)
            }
        }
    }
}
