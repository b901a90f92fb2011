import KernelTypes

extension PanelWorkspace {
    /// Runs a stage's layer forward on the loaded panel.
    func forward(_ layer: LayerWork, _ stage: Stage, _ mode: PassMode) {
        let values = panelValues
        let (input, output) = (values + stage.input, values + stage.output)
        switch layer {
        case .largestOfWindows(let plan): layerKernels.largestOfWindows(plan, input, output)
        case .meanOfWindows(let plan, let scale):
            layerKernels.sumWindows(plan, input, scale, output)
        case .repeatInWindows(let plan): layerKernels.spreadWindows(plan, input, 1, output)
        case .dropout(let work):
            guard case .training(let step, let purpose, let firstSample, let live) = mode else {
                output.update(from: input, count: stage.outputCount)
                return
            }
            let key = DropoutKey(
                step: step, purpose: purpose, layer: work.layer, sample: firstSample)
            drawMask(work, count: stage.outputCount, key, live: live)
            layerKernels.multiply(input, values + work.mask, stage.outputCount, output)
        case .layerNorm(let work):
            layerKernels.layerNorm(
                input, stage.outputCount, model.values.floats + work.weight.offset,
                model.values.floats + work.bias.offset, work.epsilon, values + work.statistics,
                output)
        case .batchNorm(let work):
            let channelValues = model.statistics.values(of: work)
            layerKernels.scaleChannels(
                input, work.channels, work.plane, channelValues, channelValues + work.channels,
                model.values.floats + work.bias.offset, output)
        case .embedding(let work):
            layerKernels.embedColumns(
                work.columns, work.count, input, model.values.floats, output)
        case .fork, .turn: break
        case .add(let shortcut):
            output.update(from: input, count: stage.outputCount)
            kernels.batches.add(values + shortcut, stage.outputCount, output)
        }
    }

    /// Computes the gradient of a stage's input from that of its output, and adds to the gradient
    /// sums of the layer's parameters.
    func backward(_ layer: LayerWork, _ stage: Stage, fresh: Bool) {
        let values = panelValues
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
        case .layerNorm(let work):
            layerKernels.layerNormGradient(
                values + stage.input, stage.outputCount,
                model.values.floats + work.weight.offset, values + work.statistics, gradientPanel,
                fresh, sums.lanes(at: work.sums), otherGradientPanel)
        case .batchNorm:
            preconditionFailure("a batch normalisation has no gradient of a panel alone")
        case .embedding(let work):
            layerKernels.embedColumnsGradient(
                work.columns, work.count, values + stage.input, gradientPanel, fresh,
                work.sumCount, sums.floats + work.sums, otherGradientPanel)
        case .fork(let gradient):
            kernels.batches.add(values + gradient, stage.outputCount, gradientPanel)
            return
        case .turn(let work):
            (values + work.shortcut).update(from: gradientPanel, count: work.shortcutCount)
            gradientPanel.update(from: values + work.end, count: work.endCount)
            return
        case .add:
            // The stages after it have used its result.
            (values + stage.output).update(from: gradientPanel, count: stage.outputCount)
            return
        }
        swap(&gradientPanel, &otherGradientPanel)
    }

    /// Reduces the lanes of a layer's gradient sums, once per chunk.
    func reduceSums(of layer: LayerWork, to arena: UnsafeMutablePointer<Float>) {
        if case .embedding(let work) = layer { return copySums(of: work, to: arena) }
        guard case .layerNorm(let work) = layer else { return }
        let count = work.weight.count
        kernels.reduceLanes(
            sums.lanes(at: work.sums), count, arena + work.weight.offset)
        kernels.reduceLanes(
            sums.lanes(at: work.sums) + count, count, arena + work.bias.offset)
    }

    /// An embedding's sums have no lanes.
    private func copySums(of work: EmbeddingWork, to arena: UnsafeMutablePointer<Float>) {
        for index in 0..<work.count where work.columns[index].categories > 0 {
            let column = work.columns[index]
            (arena + column.weight).update(
                from: sums.floats + (work.sums + column.sums),
                count: column.categories * column.dimension)
        }
    }

    /// - Parameter key: the key of the panel's first sample.
    private func drawMask(_ work: DropoutWork, count: Int, _ key: DropoutKey, live: Int) {
        guard let dropout = model.dropout else {
            preconditionFailure("a dropout layer without random words")
        }
        let words = randomWords.buffer
        var key = key
        for lane in 0..<live {
            dropout(
                key,
                UnsafeMutableBufferPointer(rebasing: words[lane * count..<(lane + 1) * count]))
            key.sample += 1
        }
        layerKernels.dropoutMask(
            words.baseAddress!, count, live, work.threshold, work.scale,
            panelValues + work.mask)
    }
}
