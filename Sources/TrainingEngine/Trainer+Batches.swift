import KernelTypes

/// What a trainer is asked for a batch.
extension Trainer {
    /// Trains on one batch.
    ///
    /// - Parameters:
    ///   - inputs: samples with as many values as the network's input.
    ///   - targets: the same number of targets where the target is not the input: labels as bytes,
    ///     or as many values a sample as the network has outputs.
    /// - Returns: the sum of the samples' losses, before the step.
    package func step(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        let total = computeGradients(inputs: inputs, targets: targets)
        applyGradients()
        return total
    }

    /// The gradients of the mean loss of a batch, into the gradient arena.
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

    /// The mean loss over some samples, without training; 0 for none.
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

    /// Writes the network's outputs for some samples, sample after sample.
    ///
    /// - Parameters:
    ///   - layer: the layer whose output is wanted, such as an encoder's last; the network's last
    ///     where it is nil.
    ///   - target: exactly as many floats as the samples' outputs have.
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
    ///   - layer: the layer whose output is wanted; the network's last where it is nil.
    ///   - body: takes the sample's place among the inputs' indices, and its output, which is there
    ///     only during the call. It must not use the trainer.
    package func forEachOutput(
        inputs: SampleRows, through layer: Int? = nil,
        _ body: (_ sample: Int, _ output: UnsafeBufferPointer<Float>) -> Void
    ) {
        prepareOutput(inputs, layer)
        let (count, width) = (job.count, (job.count + 15) / 16 * 16)
        // Each thread has rows for one panel.
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

    /// Stops where inputs or targets are not there, or are not what the loss compares with.
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

/// Batches of bytes that have their targets at the same indices.
extension Trainer {
    /// Trains on one batch.
    ///
    /// - Parameters:
    ///   - pixels: all samples' bytes, sample after sample; a byte is a value of byte / 255.
    ///   - targets: all samples' targets where the target is not the input: labels, or as many
    ///     bytes a sample as the network has outputs.
    ///   - sampleIndices: which samples, in the order that fixes the order of all sums.
    /// - Returns: the sum of the samples' losses, before the step.
    package func step(
        pixels: UnsafeRawBufferPointer, targets: UnsafeRawBufferPointer? = nil,
        sampleIndices: UnsafeBufferPointer<Int32>
    ) -> Double {
        step(
            inputs: SampleRows(bytes: pixels, indices: sampleIndices),
            targets: targets.map { SampleRows(bytes: $0, indices: sampleIndices) })
    }

    /// The gradients of the mean loss of a batch, into the gradient arena.
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

    /// The network's outputs for some samples, sample after sample.
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
