import KernelTypes

/// Operations on batches.
extension Trainer {
    /// Trains on one batch.
    ///
    /// - Parameters:
    ///   - inputs: samples with as many values as the network's input.
    ///   - targets: one target per sample, unless the target is the input: labels as bytes, or as
    ///     many values per sample as the network has outputs.
    /// - Returns: the sum of the samples' losses before the step, times their classes' weights.
    package func step(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        let total = computeGradients(inputs: inputs, targets: targets)
        applyGradients()
        return total
    }

    /// Computes the gradients of a batch's mean loss into the gradient arena.
    ///
    /// - Returns: the sum of the samples' losses.
    package func computeGradients(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        check(inputs, targets)
        precondition(inputs.count > 0, "a batch needs at least one sample")
        let examples = Examples(
            inputs: inputs, targets: targets,
            scale: classWeights.isEmpty
                ? loss.gradientScale(batch: inputs.count, outputs: network.output.count)
                : Float(1 / weight(of: targets)))
        guard plan.batchNorms.isEmpty else { return computeBatchGradients(examples) }
        var total = 0.0
        let arena = 0..<network.arenaCount / laneCount
        forEachRound(samples: inputs.count, panelsEach: chunkPanels) {
            .train(examples, $0)
        } finish: { round in
            addLosses(of: round, to: &total)
            workspaces[0].timed(.reduction) { addChunks(of: round, vectors: arena) }
        }
        return total
    }

    /// The sum of the weights of some samples: their number without class weights.
    package func weight(of targets: SampleRows?) -> Double {
        guard !classWeights.isEmpty, case .bytes(let labels, _)? = targets?.values else {
            return Double(targets?.count ?? 0)
        }
        var total = 0.0
        for index in targets?.indices ?? UnsafeBufferPointer(start: nil, count: 0) {
            total += Double(classWeights[Int(labels[Int(index)])])
        }
        return total
    }

    /// The mean loss over some samples, without training; 0 if there are none.
    ///
    /// With class weights it is the weighted mean.
    package func evaluate(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        check(inputs, targets)
        model.useRunningStatistics()
        let examples = Examples(inputs: inputs, targets: targets)
        var total = 0.0
        forEachRound(samples: inputs.count, panelsEach: evenShare(samples: inputs.count)) {
            .evaluate(examples, $0)
        } finish: {
            addLosses(of: $0, to: &total)
        }
        guard classWeights.isEmpty || inputs.count == 0 else {
            return total / weight(of: targets)
        }
        return total / Double(max(inputs.count, 1))
    }

    /// Writes the network's outputs for some samples, one sample after another.
    ///
    /// - Parameters:
    ///   - layer: the layer whose output is written, such as an encoder's last; nil means the
    ///     network's last.
    ///   - target: exactly as many floats as all outputs have.
    package func output(
        inputs: SampleRows, through layer: Int? = nil,
        into target: UnsafeMutableBufferPointer<Float>
    ) {
        var task = outputTask(inputs, layer)
        precondition(
            target.count == inputs.count * task.count,
            "\(inputs.count) outputs of \(task.count) values don't fit \(target.count) floats")
        task.target = target.baseAddress
        forEachRound(samples: inputs.count, panelsEach: evenShare(samples: inputs.count)) {
            .output(task, $0)
        } finish: { _ in
        }
    }

    /// Calls `body` with each sample's output, in the order of the samples.
    ///
    /// - Parameters:
    ///   - layer: the layer whose output is passed; nil means the network's last.
    ///   - body: takes the sample's position in the inputs' indices, and its output, which is valid
    ///     only during the call. It must not use the trainer.
    package func forEachOutput(
        inputs: SampleRows, through layer: Int? = nil,
        _ body: (_ sample: Int, _ output: UnsafeBufferPointer<Float>) -> Void
    ) {
        let task = outputTask(inputs, layer)
        let (count, width) = (task.count, (task.count + 15) / 16 * 16)
        // Each workspace has rows for only one panel.
        forEachRound(samples: inputs.count, panelsEach: 1) {
            .output(task, $0)
        } finish: { round in
            for (panel, workspace) in zip(round.panels(ofThreads: threads), workspaces) {
                for lane in 0..<round.live(panel) {
                    body(
                        panel * laneCount + lane,
                        UnsafeBufferPointer(
                            start: workspace.rows.floats + lane * width, count: count))
                }
            }
        }
    }

    /// The task of computing a layer's outputs, without memory for them.
    private func outputTask(_ inputs: SampleRows, _ layer: Int?) -> OutputTask {
        inputs.check(size: network.input.count, "sample")
        model.useRunningStatistics()
        let layer = layer ?? network.layers.count - 1
        let result = plan.layerResults[layer]
        return OutputTask(
            inputs: inputs, stages: 0..<result.stages, lastActivation: result.activation,
            offset: result.stages == 0 ? 0 : plan.stages[result.stages - 1].output,
            count: network.shapes[layer].count)
    }

    /// Checks that inputs and targets exist and fit the loss.
    private func check(_ inputs: SampleRows, _ targets: SampleRows?) {
        inputs.check(size: network.input.count, "sample")
        guard target != .input else {
            precondition(targets == nil, "the loss's target is the input: no targets are needed")
            return
        }
        guard let targets else {
            preconditionFailure("the loss's target is \(target.rawValue): there are no targets")
        }
        precondition(
            targets.count == inputs.count, "\(inputs.count) samples have \(targets.count) targets")
        let classes = network.output.count
        guard target == .labels else { return targets.check(size: classes, "target") }
        guard case .bytes(let labels, _) = targets.values else {
            preconditionFailure("labels are bytes; found floats")
        }
        targets.check(size: 1, "label")
        for index in targets.indices {
            precondition(
                labels[Int(index)] < classes,
                "sample \(index) has label \(labels[Int(index)]); there are \(classes) classes")
        }
    }
}

/// Batches of bytes whose targets have the same indices.
extension Trainer {
    /// Trains on one batch.
    ///
    /// - Parameters:
    ///   - pixels: the bytes of all samples, one after another; a byte is a value of byte / 255.
    ///   - targets: the targets of all samples, unless the target is the input: labels, or as many
    ///     bytes per sample as the network has outputs.
    ///   - sampleIndices: the samples of the batch; their order fixes the order of all sums.
    /// - Returns: the sum of the samples' losses before the step.
    package func step(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        step(
            inputs: SampleRows(bytes: pixels, indices: sampleIndices),
            targets: targets.map { SampleRows(bytes: $0, indices: sampleIndices) })
    }

    /// Computes the gradients of a batch's mean loss into the gradient arena.
    ///
    /// - Returns: the sum of the samples' losses.
    package func computeGradients(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        computeGradients(
            inputs: SampleRows(bytes: pixels, indices: sampleIndices),
            targets: targets.map { SampleRows(bytes: $0, indices: sampleIndices) })
    }

    /// The mean loss over some samples, without training.
    package func evaluate(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        evaluate(
            inputs: SampleRows(bytes: pixels, indices: sampleIndices),
            targets: targets.map { SampleRows(bytes: $0, indices: sampleIndices) })
    }

    /// The network's outputs for some samples, one sample after another.
    package func output(
        pixels: UnsafeRawBufferPointer, sampleIndices: UnsafeBufferPointer<Int32>
    ) -> [Float] {
        let inputs = SampleRows(bytes: pixels, indices: sampleIndices)
        let count = inputs.count * network.output.count
        return Array(unsafeUninitializedCapacity: count) { target, written in
            guard let start = target.baseAddress else { return }
            output(inputs: inputs, into: UnsafeMutableBufferPointer(start: start, count: count))
            written = count
        }
    }
}
