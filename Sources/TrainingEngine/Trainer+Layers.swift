import KernelTypes

extension Trainer {
    /// Runs a stage's layer on the loaded panel.
    func forward(_ layer: LayerWork, _ stage: Stage, _ mode: PassMode) {
        let values = panel.lanes()
        let (input, output) = (values + stage.input, values + stage.output)
        switch layer {
        case .largestOfWindows(let plan): layerKernels.largestOfWindows(plan, input, output)
        case .meanOfWindows(let plan, let scale):
            layerKernels.sumWindows(plan, input, scale, output)
        case .repeatInWindows(let plan): layerKernels.spreadWindows(plan, input, 1, output)
        case .dropout(let work):
            guard case .training(let firstSample, let live) = mode else {
                output.update(from: input, count: stage.outputCount)
                return
            }
            drawMask(work, count: stage.outputCount, firstSample: firstSample, live: live)
            layerKernels.multiply(input, values + work.mask, stage.outputCount, output)
        }
    }

    /// Turns the gradient of a stage's output into that of its input.
    func backward(_ layer: LayerWork, _ stage: Stage) {
        let values = panel.lanes()
        switch layer {
        case .largestOfWindows(let plan):
            layerKernels.largestOfWindowsGradient(
                plan, values + stage.input, values + stage.output, gradientPanel,
                otherGradientPanel)
        case .meanOfWindows(let plan, let scale):
            layerKernels.spreadWindows(plan, gradientPanel, scale, otherGradientPanel)
        case .repeatInWindows(let plan):
            layerKernels.sumWindows(plan, gradientPanel, 1, otherGradientPanel)
        case .dropout(let work):
            layerKernels.multiply(
                gradientPanel, values + work.mask, stage.outputCount, otherGradientPanel)
        }
        swap(&gradientPanel, &otherGradientPanel)
    }

    private func drawMask(_ work: DropoutWork, count: Int, firstSample: Int, live: Int) {
        guard let dropout else { preconditionFailure("a dropout layer without random words") }
        let words = randomWords.buffer
        for lane in 0..<live {
            dropout(
                DropoutKey(step: stepCount, layer: work.layer, sample: firstSample + lane),
                UnsafeMutableBufferPointer(rebasing: words[lane * count..<(lane + 1) * count]))
        }
        layerKernels.dropoutMask(
            words.baseAddress!, count, live, work.threshold, work.scale,
            panel.lanes() + work.mask)
    }
}
