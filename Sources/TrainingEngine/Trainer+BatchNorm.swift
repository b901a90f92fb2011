import KernelTypes

/// Passes that keep the values of all panels of a batch.
///
/// Batch normalisation needs them, because its statistics are over the whole batch. The network is
/// split into parts at the normalisations. All panels pass one part before any panel enters the
/// next: forward, statistics, forward; then backward in the same parts. Lanes of a panel are summed
/// in `Float`, panels in their order in `Double`. A network without normalisations is one part.
extension Trainer {
    /// Allocates memory for batches of up to this many samples.
    ///
    /// A training step also does this: only the first step of a larger batch allocates. Networks
    /// without batch normalisation need no such memory.
    package func reserve(batchSize: Int) {
        guard !plan.batchNorms.isEmpty else { return }
        reservePanels(samples: batchSize)
    }

    func reservePanels(samples: Int) {
        statistics.reserve(panels: (samples + laneCount - 1) / laneCount)
    }

    /// `computeGradients` for networks with batch normalisation.
    func computeBatchGradients() -> Double {
        reservePanels(samples: job.samples)
        forwardBatch()
        return backwardBatch()
    }

    /// Runs a batch's panels forward through the network and keeps all values.
    ///
    /// The current job names the source of the inputs.
    func forwardBatch() {
        let (norms, end) = (plan.batchNorms, plan.stages.count)
        let share = (job.panelCount + threads - 1) / threads
        for part in 0...norms.count {
            job.work = .forward
            job.panelsEach = share
            job.isFirstPart = part == 0
            job.stages =
                (part == 0 ? 0 : norms[part - 1])..<(part == norms.count ? end : norms[part])
            runRound()
            if part < norms.count { takeStatistics(batchNorm(norms[part])) }
        }
    }

    /// Runs a batch's panels backward, from the loss or from the job's `gradientPanels`.
    ///
    /// - Returns: the sum of the samples' losses.
    func backwardBatch() -> Double {
        if job.wanted.input { model.packInputWeights() }
        let (norms, end) = (plan.batchNorms, plan.stages.count)
        var total = 0.0
        for part in (0...norms.count).reversed() {
            job.work = .backward
            job.panelsEach = chunkPanels
            job.isFirstPart = part == 0
            job.isLastPart = part == norms.count
            job.stages =
                (part == 0 ? 0 : norms[part - 1] + 1)..<(part == norms.count ? end : norms[part])
            let vectors = arenaVectors(of: job.stages)
            forEachRound { panels in
                if part == norms.count { addLosses(of: panels, to: &total) }
                if job.wanted.weights { addChunks(of: panels, vectors: vectors) }
            }
            if part > 0 {
                statistics.finishGradientSums(
                    batchNorm(norms[part - 1]), panels: job.panelCount, samples: job.samples,
                    arena: job.wanted.weights ? gradients.floats : nil)
            }
        }
        return total
    }

    private func batchNorm(_ stage: Int) -> BatchNormWork {
        guard case .batchNorm(let work)? = plan.stages[stage].layer else {
            preconditionFailure("\(plan.stages[stage].name) is no batch normalisation")
        }
        return work
    }

    /// The range of the arena for the parameters of some stages.
    private func arenaVectors(of stages: Range<Int>) -> Range<Int> {
        var range: Range<Int>?
        for stage in plan.stages[stages] {
            let (first, last): (ParameterView, ParameterView)
            if let work = stage.work {
                (first, last) = (work.weight, work.bias)
            } else if case .layerNorm(let work)? = stage.layer {
                (first, last) = (work.weight, work.bias)
            } else {
                continue
            }
            let end = (last.offset + last.count + laneCount - 1) / laneCount
            range = (range?.lowerBound ?? first.offset / laneCount)..<end
        }
        return range ?? 0..<0
    }

    private func runRound() {
        job.firstPanel = 0
        runJob()
    }

    /// Computes the batch's mean and variance per channel, and updates the running statistics.
    private func takeStatistics(_ work: BatchNormWork) {
        job.work = .centredSums
        statistics.startStatistics(work)
        runRound()
        statistics.takeMean(work, panels: job.panelCount, samples: job.samples)
        runRound()
        statistics.takeVariance(
            work, panels: job.panelCount, samples: job.samples,
            weights: values.floats + work.weight.offset)
    }
}

/// A thread's share of these passes.
extension Trainer {
    func forward(_ workspace: PanelWorkspace, _ thread: Int) {
        for panel in job.panels(of: thread) {
            let (first, live) = (panel * laneCount, job.live(panel))
            workspace.panelValues = statistics.values(ofPanel: panel)
            if job.isFirstPart {
                if let inputs = job.inputs {
                    workspace.loadInputs(inputs, first: first, live: live)
                } else if let panels = job.inputPanels {
                    workspace.panelValues.update(from: panels[panel], count: network.input.count)
                }
            }
            workspace.forwardStages(
                job.stages,
                .training(step: stepCount, purpose: job.purpose, firstSample: first, live: live))
        }
        workspace.useOwnPanel()
    }

    /// Sums deviations from the centres of the normalisation that follows the job's stages.
    func addCentredSums(_ workspace: PanelWorkspace, _ thread: Int) {
        let stage = plan.stages[job.stages.upperBound]
        let work = batchNorm(job.stages.upperBound)
        for panel in job.panels(of: thread) {
            model.layerKernels.centredSums(
                statistics.values(ofPanel: panel) + stage.input, work.channels, work.plane,
                job.live(panel), statistics.values(of: work), workspace.laneSums.lanes())
            kernels.reduceLanes(
                workspace.laneSums.lanes(), 2 * work.channels, statistics.sums(ofPanel: panel))
        }
    }

    func backward(_ workspace: PanelWorkspace, _ thread: Int) {
        let panels = job.panels(of: thread)
        guard !panels.isEmpty else { return }
        for panel in panels {
            let place = panel - panels.lowerBound
            workspace.panelValues = statistics.values(ofPanel: panel)
            if job.isLastPart {
                panelLosses.buffer[thread * chunkPanels + place] = startGradient(workspace, panel)
            } else {
                centreGradient(workspace, panel)
            }
            workspace.backwardStages(job.stages, place: place, job.wanted)
            if !job.isFirstPart {
                addGradientSums(workspace, panel)
            } else if job.wanted.input {
                // The input is not needed any more, so its gradient replaces it.
                workspace.panelValues.update(
                    from: workspace.gradientPanel, count: network.input.count)
            }
        }
        if job.wanted.weights {
            workspace.finishGradients(
                of: job.stages, panels: panels.count, to: chunkArena(thread))
        }
        workspace.useOwnPanel()
    }

    /// Writes the gradient of the network's output; returns the panel's loss.
    private func startGradient(_ workspace: PanelWorkspace, _ panel: Int) -> Double {
        let (first, live) = (panel * laneCount, job.live(panel))
        if let panels = job.gradientPanels {
            workspace.gradientPanel.update(from: panels[panel], count: network.output.count)
            return 0
        }
        if let target = job.constantTarget {
            workspace.targetPanel.floats.update(
                repeating: target, count: network.output.count * laneCount)
        } else {
            workspace.loadTargets(job.targets, target, first: first, live: live)
        }
        return workspace.panelLoss(
            loss, target, scale: job.scale, live: live, gradient: workspace.gradientPanel)
    }

    /// Computes the gradient of a normalisation's input from that of its output.
    private func centreGradient(_ workspace: PanelWorkspace, _ panel: Int) {
        let stage = plan.stages[job.stages.upperBound]
        let work = batchNorm(job.stages.upperBound)
        model.layerKernels.centredGradients(
            workspace.panelValues + stage.input, workspace.panelValues + stage.output,
            work.channels, work.plane, job.live(panel), statistics.values(of: work),
            workspace.gradientPanel)
    }

    /// Stores the gradient of a normalisation's output in place of the output, and sums it.
    private func addGradientSums(_ workspace: PanelWorkspace, _ panel: Int) {
        let stage = plan.stages[job.stages.lowerBound - 1]
        let work = batchNorm(job.stages.lowerBound - 1)
        (workspace.panelValues + stage.output)
            .update(from: workspace.gradientPanel, count: stage.outputCount)
        model.layerKernels.centredGradientSums(
            workspace.panelValues + stage.input, workspace.gradientPanel, work.channels,
            work.plane, statistics.values(of: work), workspace.laneSums.lanes())
        kernels.reduceLanes(
            workspace.laneSums.lanes(), 2 * work.channels, statistics.sums(ofPanel: panel))
    }
}
