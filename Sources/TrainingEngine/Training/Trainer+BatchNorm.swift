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
    func computeBatchGradients(_ examples: Examples) -> Double {
        let samples = examples.inputs.count
        reservePanels(samples: samples)
        forwardBatch(.samples(examples.inputs), samples: samples)
        return backwardBatch(
            .targets(examples.targets, scale: examples.scale), samples: samples)
    }

    /// Runs a batch's panels forward through the network and keeps all values.
    func forwardBatch(_ source: ForwardPart.Source, samples: Int, purpose: Int = 0) {
        let (norms, end) = (plan.batchNorms, plan.stages.count)
        var round = PanelRound(samples: samples, panelsEach: 0)
        round.panelsEach = (round.panelCount + threads - 1) / threads
        for part in 0...norms.count {
            let first = part == 0 ? 0 : norms[part - 1]
            let forward = ForwardPart(
                stages: first..<(part == norms.count ? end : norms[part]),
                source: part == 0 ? source : nil, purpose: purpose)
            run(.forward(forward, round))
            if part < norms.count { takeStatistics(stage: norms[part], round) }
        }
    }

    /// Runs a batch's panels backward from the gradient of the network's output.
    ///
    /// - Returns: the sum of the samples' losses.
    func backwardBatch(
        _ start: BackwardPart.Start, samples: Int, _ wanted: GradientsWanted = GradientsWanted()
    ) -> Double {
        if wanted.input { model.packInputWeights() }
        let (norms, end) = (plan.batchNorms, plan.stages.count)
        var total = 0.0
        for part in (0...norms.count).reversed() {
            let first = part == 0 ? 0 : norms[part - 1] + 1
            let backward = BackwardPart(
                stages: first..<(part == norms.count ? end : norms[part]),
                start: part == norms.count ? start : nil, isFirstPart: part == 0, wanted: wanted)
            let vectors = arenaVectors(of: backward.stages)
            forEachRound(samples: samples, panelsEach: chunkPanels) {
                .backward(backward, $0)
            } finish: { round in
                if part == norms.count { addLosses(of: round, to: &total) }
                if wanted.weights { addChunks(of: round, vectors: vectors) }
            }
            if part > 0 {
                statistics.finishGradientSums(
                    batchNorm(norms[part - 1]), panels: (samples + laneCount - 1) / laneCount,
                    samples: samples, arena: wanted.weights ? gradients.floats : nil)
            }
        }
        return total
    }

    private func batchNorm(_ stage: Int) -> BatchNormWork {
        guard case .batchNorm(let work)? = plan.stages[stage].layer else {
            preconditionFailure("\(plan.stageNames[stage]) is no batch normalisation")
        }
        return work
    }

    /// The range of the arena for the parameters of some stages.
    private func arenaVectors(of stages: Range<Int>) -> Range<Int> {
        var range: Range<Int>?
        for stage in plan.stages[stages] {
            let (first, last): (ArenaPlace, ArenaPlace)
            if let work = stage.work {
                (first, last) = (work.weight, work.bias)
            } else if case .layerNorm(let work)? = stage.layer {
                (first, last) = (work.weight, work.bias)
            } else if case .embedding(let work)? = stage.layer {
                (first, last) = (work.weights, work.weights)
            } else {
                continue
            }
            let end = (last.offset + last.count + laneCount - 1) / laneCount
            range = (range?.lowerBound ?? first.offset / laneCount)..<end
        }
        return range ?? 0..<0
    }

    /// Computes the batch's mean and variance per channel, and updates the running statistics.
    private func takeStatistics(stage: Int, _ round: PanelRound) {
        let work = batchNorm(stage)
        let (panels, samples) = (round.panelCount, round.samples)
        statistics.startStatistics(work)
        run(.centredSums(stage: stage, round))
        statistics.takeMean(work, panels: panels, samples: samples)
        run(.centredSums(stage: stage, round))
        statistics.takeVariance(
            work, panels: panels, samples: samples, weights: values.floats + work.weight.offset)
    }
}

/// A thread's share of these passes.
extension Trainer {
    func forward(
        _ part: ForwardPart, _ round: PanelRound, _ workspace: PanelWorkspace, _ thread: Int
    ) {
        let panels = round.panels(of: thread)
        // Weights of linear layers often don't fit the caches, so several panels use each of them
        // at a time. Images don't fit either: a panel passes all stages before the next one.
        let count = plan.isLinear ? chunkPanels : 1
        for first in stride(from: panels.lowerBound, to: panels.upperBound, by: count) {
            let group = first..<min(first + count, panels.upperBound)
            if let source = part.source { load(source, group, round, workspace) }
            for stage in part.stages {
                if group.count > 1, let work = plan.stages[stage].work {
                    workspace.forwardLinear(
                        plan.stages[stage], work, panels: group.count,
                        from: statistics.values(ofPanel: first))
                    continue
                }
                for panel in group {
                    workspace.panelValues = statistics.values(ofPanel: panel)
                    let mode = PassMode.training(
                        step: stepCount, purpose: part.purpose, firstSample: panel * laneCount,
                        live: round.live(panel))
                    workspace.forwardStages(stage..<stage + 1, mode)
                }
            }
        }
        workspace.useOwnPanel()
    }

    /// Loads the inputs of some panels.
    private func load(
        _ source: ForwardPart.Source, _ panels: Range<Int>, _ round: PanelRound,
        _ workspace: PanelWorkspace
    ) {
        for panel in panels {
            workspace.panelValues = statistics.values(ofPanel: panel)
            switch source {
            case .samples(let inputs):
                workspace.loadInputs(
                    inputs, first: panel * laneCount, live: round.live(panel))
            case .panels(let panels):
                workspace.panelValues.update(from: panels[panel], count: network.input.count)
            }
        }
    }

    /// Sums deviations from the centres of a stage's normalisation.
    func addCentredSums(
        _ index: Int, _ round: PanelRound, _ workspace: PanelWorkspace, _ thread: Int
    ) {
        let (stage, work) = (plan.stages[index], batchNorm(index))
        for panel in round.panels(of: thread) {
            model.layerKernels.centredSums(
                statistics.values(ofPanel: panel) + stage.input, work.channels, work.plane,
                round.live(panel), statistics.values(of: work), workspace.laneSums.lanes())
            kernels.reduceLanes(
                workspace.laneSums.lanes(), 2 * work.channels, statistics.sums(ofPanel: panel))
        }
    }

    func backward(
        _ part: BackwardPart, _ round: PanelRound, _ workspace: PanelWorkspace, _ thread: Int
    ) {
        let panels = round.panels(of: thread)
        guard !panels.isEmpty else { return }
        for panel in panels {
            let place = panel - panels.lowerBound
            let live = round.live(panel)
            workspace.panelValues = statistics.values(ofPanel: panel)
            if let start = part.start {
                panelLosses.buffer[thread * chunkPanels + place] = startGradient(
                    start, workspace, panel, live: live)
            } else {
                centreGradient(part.stages.upperBound, workspace, live: live)
            }
            workspace.backwardStages(part.stages, place: place, part.wanted)
            if !part.isFirstPart {
                addGradientSums(part.stages.lowerBound - 1, workspace, panel)
            } else if part.wanted.input {
                // The input is not needed any more, so its gradient replaces it.
                workspace.panelValues.update(
                    from: workspace.gradientPanel, count: network.input.count)
            }
        }
        if part.wanted.weights {
            workspace.finishGradients(
                of: part.stages, panels: panels.count, to: chunkArena(round, thread))
        }
        workspace.useOwnPanel()
    }

    /// Writes the gradient of the network's output; returns the panel's loss.
    private func startGradient(
        _ start: BackwardPart.Start, _ workspace: PanelWorkspace, _ panel: Int, live: Int
    ) -> Double {
        switch start {
        case .gradients(let panels):
            workspace.gradientPanel.update(from: panels[panel], count: network.output.count)
            return 0
        case .constantTarget(let value, let scale):
            workspace.targetPanel.floats.update(
                repeating: value, count: network.output.count * laneCount)
            return panelLoss(workspace, scale: scale, live: live)
        case .targets(let targets, let scale):
            workspace.loadTargets(targets, target, first: panel * laneCount, live: live)
            return panelLoss(workspace, scale: scale, live: live)
        }
    }

    private func panelLoss(_ workspace: PanelWorkspace, scale: Float, live: Int) -> Double {
        workspace.panelLoss(
            loss, target, scale: scale, live: live, gradient: workspace.gradientPanel)
    }

    /// Computes the gradient of a normalisation's input from that of its output.
    private func centreGradient(_ index: Int, _ workspace: PanelWorkspace, live: Int) {
        let (stage, work) = (plan.stages[index], batchNorm(index))
        model.layerKernels.centredGradients(
            workspace.panelValues + stage.input, workspace.panelValues + stage.output,
            work.channels, work.plane, live, statistics.values(of: work),
            workspace.gradientPanel)
    }

    /// Stores the gradient of a normalisation's output in place of the output, and sums it.
    private func addGradientSums(_ index: Int, _ workspace: PanelWorkspace, _ panel: Int) {
        let (stage, work) = (plan.stages[index], batchNorm(index))
        (workspace.panelValues + stage.output)
            .update(from: workspace.gradientPanel, count: stage.outputCount)
        model.layerKernels.centredGradientSums(
            workspace.panelValues + stage.input, workspace.gradientPanel, work.channels,
            work.plane, statistics.values(of: work), workspace.laneSums.lanes())
        kernels.reduceLanes(
            workspace.laneSums.lanes(), 2 * work.channels, statistics.sums(ofPanel: panel))
    }
}
