import KernelTypes

/// The division of a batch's work among the threads.
extension Trainer {
    /// Runs a thread's share of the current work.
    func perform(_ thread: Int) {
        let workspace = workspaces[thread]
        switch work {
        case .train(let examples, let round): train(examples, round, workspace, thread)
        case .evaluate(let examples, let round): evaluate(examples, round, workspace, thread)
        case .output(let task, let round): output(task, round, workspace, thread)
        case .forward(let part, let round): forward(part, round, workspace, thread)
        case .backward(let part, let round): backward(part, round, workspace, thread)
        case .centredSums(let stage, let round): addCentredSums(stage, round, workspace, thread)
        case .addChunks(let chunks, let vectors):
            let share = share(of: vectors, thread)
            for chunk in chunks {
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

    /// Runs work on a batch in rounds until all panels are done.
    ///
    /// - Parameters:
    ///   - work: the work of a round.
    ///   - finish: called after each round.
    func forEachRound(
        samples: Int, panelsEach: Int, _ work: (PanelRound) -> BatchWork,
        finish: (PanelRound) -> Void
    ) {
        var round = PanelRound(samples: samples, panelsEach: panelsEach)
        while round.first < round.panelCount {
            run(work(round))
            finish(round)
            round.first += threads * panelsEach
        }
    }

    /// The panels per thread for work whose result does not depend on it: few rounds, even shares.
    func evenShare(samples: Int) -> Int {
        let panels = (samples + laneCount - 1) / laneCount
        return min(chunkPanels, max(1, (panels + threads - 1) / threads))
    }

    /// Adds the losses of a round's panels, in the order of the panels.
    func addLosses(of round: PanelRound, to total: inout Double) {
        for place in 0..<round.panels(ofThreads: threads).count {
            let (thread, panel) = place.quotientAndRemainder(dividingBy: round.panelsEach)
            total += panelLosses.buffer[thread * chunkPanels + panel]
        }
    }

    /// The destination of the gradients of a thread's chunk: the first chunk of a batch writes
    /// directly to the batch's gradients.
    func chunkArena(_ round: PanelRound, _ thread: Int) -> UnsafeMutablePointer<Float> {
        round.first == 0 && thread == 0 ? gradients.floats : chunkGradients[thread].floats
    }

    /// Adds the gradients of a round's chunks to those of the batch, in order.
    ///
    /// - Parameter vectors: the part of the arena to add.
    func addChunks(of round: PanelRound, vectors: Range<Int>) {
        let panels = round.panels(ofThreads: threads)
        let chunks = (panels.count + chunkPanels - 1) / chunkPanels
        let added = (round.first == 0 ? 1 : 0)..<chunks
        if !added.isEmpty { run(.addChunks(added, vectors: vectors)) }
    }

    private func train(
        _ examples: Examples, _ round: PanelRound, _ workspace: PanelWorkspace, _ thread: Int
    ) {
        let panels = round.panels(of: thread)
        guard !panels.isEmpty else { return }
        let stages = plan.stages.indices
        for panel in panels {
            let (first, live) = (panel * laneCount, round.live(panel))
            let place = panel - panels.lowerBound
            workspace.timed(.loading) {
                workspace.loadInputs(examples.inputs, first: first, live: live)
                workspace.loadTargets(examples.targets, target, first: first, live: live)
            }
            workspace.forwardStages(
                stages, .training(step: stepCount, firstSample: first, live: live))
            workspace.timed(.loss) {
                panelLosses.buffer[thread * chunkPanels + place] = workspace.panelLoss(
                    loss, target, scale: examples.scale, live: live,
                    gradient: workspace.gradientPanel)
            }
            workspace.backwardStages(stages, place: place, GradientsWanted())
        }
        workspace.finishGradients(
            of: stages, panels: panels.count, to: chunkArena(round, thread))
    }

    private func evaluate(
        _ examples: Examples, _ round: PanelRound, _ workspace: PanelWorkspace, _ thread: Int
    ) {
        let panels = round.panels(of: thread)
        for panel in panels {
            let (first, live) = (panel * laneCount, round.live(panel))
            workspace.loadInputs(examples.inputs, first: first, live: live)
            workspace.loadTargets(examples.targets, target, first: first, live: live)
            workspace.forwardStages(plan.stages.indices, .evaluation)
            panelLosses.buffer[thread * chunkPanels + panel - panels.lowerBound] =
                workspace.panelLoss(loss, target, scale: 0, live: live, gradient: nil)
        }
    }

    private func output(
        _ task: OutputTask, _ round: PanelRound, _ workspace: PanelWorkspace, _ thread: Int
    ) {
        for panel in round.panels(of: thread) {
            let (first, live) = (panel * laneCount, round.live(panel))
            workspace.loadInputs(task.inputs, first: first, live: live)
            workspace.forwardStages(
                task.stages, .evaluation, lastActivation: task.lastActivation)
            let width = workspace.makeRows(from: task.offset, count: task.count)
            guard let target = task.target else { continue }
            for lane in 0..<live {
                (target + (first + lane) * task.count)
                    .update(from: workspace.rows.floats + lane * width, count: task.count)
            }
        }
    }
}
