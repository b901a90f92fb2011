import KernelTypes

extension Trainer {
    /// The gradients of the mean loss of a batch, into the gradient arena.
    ///
    /// - Returns: the sum of the samples' losses.
    package func computeGradients(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        check(inputs, targets)
        precondition(inputs.count > 0, "a batch needs at least one sample")
        guard plan.batchNorms.isEmpty else {
            return computeBatchGradients(inputs: inputs, targets: targets)
        }
        let scale = loss.gradientScale(
            batch: inputs.count, outputs: network.output.count)
        var total = 0.0
        var first = 0
        while first < inputs.count {
            let live = min(laneCount, inputs.count - first)
            let begin = profile?.now()
            loadInputs(inputs, first: first, live: live)
            loadTargets(targets, first: first, live: live)
            profile?.add(\.loading, since: begin)
            forwardPanel(.training(firstSample: first, live: live))
            let middle = profile?.now()
            total += panelLoss(scale: scale, live: live, gradient: gradientPanel)
            profile?.add(\.loss, since: middle)
            backwardPanel(fresh: first == 0)
            first += live
        }
        let end = profile?.now()
        reduceSums()
        profile?.add(\.reduction, since: end)
        return total
    }

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

    /// Runs all stages on the loaded panel.
    func forwardPanel(_ mode: PassMode = .evaluation) {
        forwardStages(plan.stages.indices, mode)
    }

    /// Runs some stages on the panel at hand.
    ///
    /// - Parameter lastActivation: the last one's nonlinearity, where it is not the stage's own.
    func forwardStages(
        _ stages: Range<Int>, _ mode: PassMode, lastActivation: Activation? = nil
    ) {
        let values = panelValues
        for index in stages {
            let begin = profile?.now()
            var stage = plan.stages[index]
            if let lastActivation, index == stages.upperBound - 1 {
                stage.activation = lastActivation
            }
            let (input, output) = (values + stage.input, values + stage.output)
            if let work = stage.work {
                kernels.gather(
                    gathers.view.baseAddress! + work.forwardPlan, input,
                    packed.floats + work.forwardWeights, self.values.floats + work.bias.offset,
                    nil, stage.activation == .relu, output)
                if stage.activation != .relu { activate(stage, output, output) }
            } else if let layer = stage.layer {
                forward(layer, stage, mode)
            } else {
                activate(stage, input, output)
            }
            profile?.add(.forward, stage: index, since: begin)
        }
    }

    /// Applies a stage's nonlinearity.
    private func activate(
        _ stage: Stage, _ input: UnsafePointer<Lanes>, _ output: UnsafeMutablePointer<Lanes>
    ) {
        switch stage.activation {
        case .none: break
        case .relu: kernels.rectify(input, stage.outputCount, output)
        case .sigmoid: kernels.sigmoid(input, stage.outputCount, output)
        case .function(let function):
            layerKernels.pointwise(function, input, stage.outputCount, output)
        }
    }

    /// Runs all stages backwards, from the loss's gradient, and adds to the gradient sums.
    func backwardPanel(fresh: Bool) { backwardStages(plan.stages.indices, fresh: fresh) }

    /// Runs some stages backwards, from the gradient of the last one's output.
    func backwardStages(_ stages: Range<Int>, fresh: Bool) {
        let values = panelValues
        // Whether the gradient at hand already is zero where the stage's rectifier was shut.
        var gated = false
        for index in stages.reversed() {
            let stage = plan.stages[index]
            let begin = profile?.now()
            switch stage.activation {
            case .none: break
            case .relu where gated: break
            case .relu:
                kernels.rectifyGradient(
                    values + stage.output, stage.outputCount, gradientPanel)
            case .sigmoid:
                kernels.sigmoidGradient(
                    values + stage.output, stage.outputCount, gradientPanel)
            case .function(let function):
                layerKernels.pointwiseGradient(
                    function,
                    values + (function.hasDerivativeOfResult ? stage.output : stage.input),
                    stage.outputCount, gradientPanel)
            }
            gated = false
            if let layer = stage.layer { backward(layer, stage, fresh: fresh) }
            guard let work = stage.work else {
                profile?.add(.dataGradient, stage: index, since: begin)
                continue
            }
            addWeightGradient(stage, work, fresh: fresh)
            profile?.add(.weightGradient, stage: index, since: begin)
            guard index > 0 else { break }
            let middle = profile?.now()
            gated = plan.stages[index - 1].activation == .relu
            kernels.gather(
                gathers.view.baseAddress! + work.backwardPlan, gradientPanel,
                packed.floats + work.backwardWeights, zeros.floats,
                gated ? values + stage.input : nil, false, otherGradientPanel)
            swap(&gradientPanel, &otherGradientPanel)
            profile?.add(.dataGradient, stage: index, since: middle)
        }
    }

    private func addWeightGradient(_ stage: Stage, _ work: WeightedWork, fresh: Bool) {
        let input = panelValues + stage.input
        kernels.sumPlanes(
            gradientPanel, work.forwardPack.outputs, work.outputPlane, fresh,
            sums.lanes(at: work.biasSums))
        let gradient = work.gradient
        let plan = correlations.view.baseAddress! + gradient.plan
        let small = gradient.inputIsSmall ? input : gradientPanel
        let large = gradient.inputIsSmall ? gradientPanel : input
        guard let channels = gradient.channels else {
            kernels.correlate(plan, small, large, fresh, sums.lanes(at: work.weightSums))
            return
        }
        let (vector, scalar) = channels.vectorIsSmall ? (small, large) : (large, small)
        let shape = plan.pointee
        kernels.transposePanel(
            vector, channels.vectorIsSmall ? shape.smallChannels : shape.largeChannels,
            channels.vectorIsSmall ? shape.smallPlane : shape.largePlane, channels.width,
            rows.floats)
        kernels.correlateChannels(
            plan, scalar, rows.floats, channels.width, channels.vectorIsSmall, fresh,
            sums.floats + work.weightSums)
    }

    /// Adds up the lanes of the gradient sums, once a batch.
    func reduceSums() {
        for stage in plan.stages {
            if let layer = stage.layer { reduceSums(of: layer) }
            guard let work = stage.work else { continue }
            let target = gradients.floats + work.weight.offset
            if let channels = work.gradient.channels {
                kernels.spreadSums(channels.spread, sums.floats + work.weightSums, target)
            } else {
                kernels.reduceLanes(sums.lanes(at: work.weightSums), work.weight.count, target)
            }
            kernels.reduceLanes(
                sums.lanes(at: work.biasSums), work.bias.count,
                gradients.floats + work.bias.offset)
        }
    }
}
