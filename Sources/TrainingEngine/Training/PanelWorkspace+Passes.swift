import KernelTypes

/// The gradients that a backward pass computes.
struct GradientsWanted {
    /// The parameters' gradients.
    var weights = true
    /// The gradient of the network's input, which is left in `gradientPanel`.
    var input = false
}

extension PanelWorkspace {
    /// Runs some stages forward on the current panel.
    ///
    /// - Parameter lastActivation: replaces the nonlinearity of the last stage.
    func forwardStages(
        _ stages: Range<Int>, _ mode: PassMode, lastActivation: Activation? = nil
    ) {
        let (values, plan) = (panelValues, plan)
        for index in stages {
            var stage = plan.stages[index]
            if let lastActivation, index == stages.upperBound - 1 {
                stage.activation = lastActivation
            }
            let (input, output) = (values + stage.input, values + stage.output)
            timed(.stage(index, .forward)) {
                if let work = stage.work {
                    kernels.gather(
                        model.gathers.view.baseAddress! + work.forwardPlan, input,
                        model.packed.floats + work.forwardWeights,
                        model.values.floats + work.bias.offset,
                        nil, stage.activation == .relu, output)
                    if stage.activation != .relu { activate(stage, output, output) }
                } else if let layer = stage.layer {
                    forward(layer, stage, mode)
                } else {
                    activate(stage, input, output)
                }
            }
        }
    }

    /// Runs the stage of a linear layer forward on several panels of a kept batch.
    func forwardLinear(
        _ stage: Stage, _ work: WeightedWork, panels: Int, from values: UnsafeMutablePointer<Lanes>
    ) {
        kernels.batches.linearPanels(
            LinearPanelsTask(
                inputs: stage.inputCount, outputs: stage.outputCount, panels: panels,
                inputStep: plan.valueVectors, outputStep: plan.valueVectors,
                rectify: stage.activation == .relu),
            values + stage.input, model.packed.floats + work.forwardWeights,
            model.values.floats + work.bias.offset, values + stage.output)
        guard stage.activation != .relu else { return }
        for panel in 0..<panels {
            let output = values + (panel * plan.valueVectors + stage.output)
            activate(stage, output, output)
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

    /// Runs some stages backward from the gradient of the last stage's output.
    ///
    /// - Parameter place: the panel's index in its chunk; index 0 resets the chunk's sums.
    func backwardStages(_ stages: Range<Int>, place: Int, _ wanted: GradientsWanted) {
        let (values, plan) = (panelValues, plan)
        // Whether the current gradient is already zero where the stage's ReLU has output 0.
        var gated = false
        for index in stages.reversed() {
            let stage = plan.stages[index]
            timed(.stage(index, stage.work == nil ? .dataGradient : .weightGradient)) {
                if !gated || stage.activation != .relu { deactivate(stage) }
                if let layer = stage.layer { backward(layer, stage, fresh: place == 0) }
                if let work = stage.work, wanted.weights {
                    addWeightGradient(stage, work, place: place)
                }
            }
            gated = false
            guard let work = stage.work else { continue }
            guard index > 0 || wanted.input else { break }
            gated = index > 0 && plan.stages[index - 1].activation == .relu
            timed(.stage(index, .dataGradient)) {
                kernels.gather(
                    model.gathers.view.baseAddress! + work.backwardPlan, gradientPanel,
                    model.packed.floats + work.backwardWeights, model.zeros.floats,
                    gated ? values + stage.input : nil, false, otherGradientPanel)
            }
            swap(&gradientPanel, &otherGradientPanel)
        }
    }

    /// Multiplies the gradient of a stage's result by the derivative of its nonlinearity.
    private func deactivate(_ stage: Stage) {
        let result = panelValues + stage.output
        switch stage.activation {
        case .none: break
        case .relu: kernels.rectifyGradient(result, stage.outputCount, gradientPanel)
        case .sigmoid: kernels.sigmoidGradient(result, stage.outputCount, gradientPanel)
        case .function(let function):
            layerKernels.pointwiseGradient(
                function,
                function.hasDerivativeOfResult ? result : panelValues + stage.input,
                stage.outputCount, gradientPanel)
        }
    }

    private func addWeightGradient(_ stage: Stage, _ work: WeightedWork, place: Int) {
        let input = panelValues + stage.input
        kernels.sumPlanes(
            gradientPanel, work.forwardPack.outputs, work.outputPlane, place == 0,
            sums.lanes(at: work.biasSums))
        let gradient: WeightGradient
        switch work.gradient {
        case .linear(let linear): return keepOperands(linear, input: input, place: place)
        case .correlated(let correlated): gradient = correlated
        }
        let plan = model.correlations.view.baseAddress! + gradient.plan
        let small = gradient.inputIsSmall ? input : gradientPanel
        let large = gradient.inputIsSmall ? gradientPanel : input
        guard let channels = gradient.channels else {
            kernels.correlate(plan, small, large, place == 0, sums.lanes(at: work.weightSums))
            return
        }
        let (vector, scalar) = channels.vectorIsSmall ? (small, large) : (large, small)
        let shape = plan.pointee
        kernels.transposePanel(
            vector, channels.vectorIsSmall ? shape.smallChannels : shape.largeChannels,
            channels.vectorIsSmall ? shape.smallPlane : shape.largePlane, channels.width,
            rows.floats)
        kernels.correlateChannels(
            plan, scalar, rows.floats, channels.width, channels.vectorIsSmall, place == 0,
            sums.floats + work.weightSums)
    }

    /// Stores the current panel's operands of a linear layer's weight gradient.
    private func keepOperands(
        _ linear: LinearGradient, input: UnsafePointer<Lanes>, place: Int
    ) {
        let vectors = operands.floats + linear.vectors + place * laneCount * laneCount
        let blockStep = chunkPanels * laneCount * laneCount
        for first in stride(from: 0, to: linear.inputs, by: laneCount) {
            kernels.transposePanel(
                input + first, min(laneCount, linear.inputs - first), 1, laneCount,
                vectors + first / laneCount * blockStep)
        }
        (operands.lanes(at: linear.scalars) + place * linear.outputs)
            .update(from: gradientPanel, count: linear.outputs)
    }

    /// Finishes the parameter gradients of some stages for a chunk.
    ///
    /// - Parameters:
    ///   - panels: the number of panels in the chunk.
    ///   - arena: the destination arena; each gradient is at its parameter's offset.
    func finishGradients(
        of stages: Range<Int>, panels: Int, to arena: UnsafeMutablePointer<Float>
    ) {
        let plan = plan
        for index in stages {
            let stage = plan.stages[index]
            if let layer = stage.layer { reduceSums(of: layer, to: arena) }
            guard let work = stage.work else { continue }
            let target = arena + work.weight.offset
            kernels.reduceLanes(
                sums.lanes(at: work.biasSums), work.bias.count, arena + work.bias.offset)
            switch work.gradient {
            case .linear(let linear):
                timed(.stage(index, .weightGradient)) {
                    kernels.batches.linearGradient(
                        LinearGradientTask(
                            inputs: linear.inputs, outputs: linear.outputs, panels: panels,
                            panelsAtMost: chunkPanels), operands.lanes(at: linear.scalars),
                        operands.floats + linear.vectors, target)
                }
            case .correlated(let gradient):
                timed(.reduction) {
                    if let channels = gradient.channels {
                        kernels.spreadSums(
                            channels.spread, sums.floats + work.weightSums, target)
                    } else {
                        kernels.reduceLanes(
                            sums.lanes(at: work.weightSums), work.weight.count, target)
                    }
                }
            }
        }
    }
}
