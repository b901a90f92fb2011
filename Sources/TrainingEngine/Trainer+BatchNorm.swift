import KernelTypes

/// Passes that keep the values of all panels of a batch.
///
/// Batch normalisations need them, as their statistics are of the whole batch: the panels take each
/// part of the network up to the next normalisation together: forward, statistics, forward; and
/// backward in the same parts. Sums are of a panel's lanes in `Float`, and of panels in their order
/// in `Double`. A network without normalisations is one part.
extension Trainer {
    /// Makes sure of memory for batches of so many samples.
    ///
    /// Training does so by itself: only the first step of a larger batch than before allocates.
    /// Networks without batch normalisation need none.
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

    /// Runs a batch's panels through the network and keeps all values.
    ///
    /// The job at hand says where the inputs come from.
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

    /// Runs a batch's panels back, from the loss or from gradients that the job says.
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

    /// The part of the arena that the parameters of some stages have.
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

    /// The batch's mean and variance of each channel, and the running ones after it.
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

/// A thread's share of such passes.
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

    /// Sums distances from the centres of the normalisation that comes after the job's stages.
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
                // The input itself is not needed any more.
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

    /// The gradient of the network's output; returns the panel's loss.
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

    /// The gradient of a normalisation's input, from its output's.
    private func centreGradient(_ workspace: PanelWorkspace, _ panel: Int) {
        let stage = plan.stages[job.stages.upperBound]
        let work = batchNorm(job.stages.upperBound)
        model.layerKernels.centredGradients(
            workspace.panelValues + stage.input, workspace.panelValues + stage.output,
            work.channels, work.plane, job.live(panel), statistics.values(of: work),
            workspace.gradientPanel)
    }

    /// Keeps the gradient of a normalisation's output in the output's place, and sums it.
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
