import KernelTypes

/// Operations on batches.
extension Trainer {
    /// Trains on one batch.
    ///
    /// - Parameters:
    ///   - inputs: samples with as many values as the network's input.
    ///   - targets: one target per sample, unless the target is the input: labels as bytes, or as
    ///     many values per sample as the network has outputs.
    /// - Returns: the sum of the samples' losses before the step.
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
        job = BatchJob(
            work: .train, inputs: inputs, targets: targets, samples: inputs.count,
            scale: loss.gradientScale(batch: inputs.count, outputs: network.output.count))
        guard plan.batchNorms.isEmpty else { return computeBatchGradients() }
        var total = 0.0
        let arena = 0..<network.arenaCount / laneCount
        forEachRound { panels in
            addLosses(of: panels, to: &total)
            let begin = profile?.now()
            addChunks(of: panels, vectors: arena)
            profile?.add(\.reduction, since: begin)
        }
        return total
    }

    /// The mean loss over some samples, without training; 0 if there are none.
    package func evaluate(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        check(inputs, targets)
        model.useRunningStatistics()
        job = BatchJob(
            work: .evaluate, inputs: inputs, targets: targets, samples: inputs.count)
        job.panelsEach = evenShare(job.panelCount)
        var total = 0.0
        forEachRound { addLosses(of: $0, to: &total) }
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
        prepareOutput(inputs, layer)
        precondition(
            target.count == inputs.count * job.count,
            "\(inputs.count) outputs of \(job.count) values don't fit \(target.count) floats")
        job.outputs = target.baseAddress
        job.panelsEach = evenShare(job.panelCount)
        forEachRound { _ in }
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
        prepareOutput(inputs, layer)
        let (count, width) = (job.count, (job.count + 15) / 16 * 16)
        // Each workspace has rows for only one panel.
        job.panelsEach = 1
        forEachRound { panels in
            for (panel, workspace) in zip(panels, workspaces) {
                for lane in 0..<job.live(panel) {
                    body(
                        panel * laneCount + lane,
                        UnsafeBufferPointer(
                            start: workspace.rows.floats + lane * width, count: count))
                }
            }
        }
    }

    private func prepareOutput(_ inputs: SampleRows, _ layer: Int?) {
        inputs.check(size: network.input.count, "sample")
        model.useRunningStatistics()
        let layer = layer ?? network.layers.count - 1
        let result = plan.layerResults[layer]
        job = BatchJob(
            work: .output, inputs: inputs, samples: inputs.count, stages: 0..<result.stages,
            lastActivation: result.activation,
            place: result.stages == 0 ? 0 : plan.stages[result.stages - 1].output,
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
