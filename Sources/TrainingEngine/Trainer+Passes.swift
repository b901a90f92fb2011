import KernelTypes

extension Trainer {
    /// The gradients of the mean loss of a batch, into the gradient arena.
    ///
    /// - Returns: the sum of the samples' losses.
    package func computeGradients(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        check(pixels, sampleIndices)
        check(targets, for: sampleIndices)
        precondition(!sampleIndices.isEmpty, "a batch needs at least one sample")
        guard plan.batchNorms.isEmpty else {
            return computeBatchGradients(
                pixels: pixels, targets: targets, sampleIndices: sampleIndices)
        }
        let scale = loss.gradientScale(
            batch: sampleIndices.count, outputs: network.output.count)
        var total = 0.0
        var first = 0
        while first < sampleIndices.count {
            let live = min(laneCount, sampleIndices.count - first)
            let begin = profile?.now()
            loadPanel(pixels, sampleIndices, first: first, live: live)
            loadTargets(targets, sampleIndices, first: first, live: live)
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

    func check(_ pixels: UnsafeRawBufferPointer, _ indices: UnsafeBufferPointer<Int32>) {
        let available = pixels.count / network.input.count
        for index in indices {
            precondition(
                index >= 0 && index < available,
                "sample \(index) of \(available): the sample indices are wrong")
        }
    }

    func loadPanel(
        _ pixels: UnsafeRawBufferPointer, _ indices: UnsafeBufferPointer<Int32>, first: Int,
        live: Int
    ) {
        kernels.loadPanel(
            pixels.baseAddress!.assumingMemoryBound(to: UInt8.self), network.input.count,
            indices.baseAddress! + first, live, panelValues)
    }

    /// Runs all stages on the loaded panel.
    func forwardPanel(_ mode: PassMode = .evaluation) {
        forwardStages(plan.stages.indices, mode)
    }

    /// Runs some stages on the panel at hand.
    func forwardStages(_ stages: Range<Int>, _ mode: PassMode) {
        let values = panelValues
        for index in stages {
            let begin = profile?.now()
            let stage = plan.stages[index]
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
