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

    /// The mean loss over some samples, without training; 0 for none.
    package func evaluate(inputs: SampleRows, targets: SampleRows? = nil) -> Double {
        check(inputs, targets)
        var total = 0.0
        forEachPanel(of: inputs) { first, live in
            loadTargets(targets, first: first, live: live)
            forwardPanel()
            total += panelLoss(scale: 0, live: live, gradient: nil)
        }
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
        let size = network.shapes[layer ?? network.layers.count - 1].count
        precondition(
            target.count == inputs.count * size,
            "\(inputs.count) outputs of \(size) values don't fit \(target.count) floats")
        forEachOutput(inputs: inputs, through: layer) { sample, output in
            (target.baseAddress! + sample * size).update(from: output.baseAddress!, count: size)
        }
    }

    /// Calls `body` with each sample's output, in the order of the samples.
    ///
    /// - Parameters:
    ///   - layer: the layer whose output is wanted; the network's last where it is nil.
    ///   - body: takes the sample's place among the inputs' indices, and its output, which is there
    ///     only during the call.
    package func forEachOutput(
        inputs: SampleRows, through layer: Int? = nil,
        _ body: (_ sample: Int, _ output: UnsafeBufferPointer<Float>) -> Void
    ) {
        inputs.check(size: network.input.count, "sample")
        let layer = layer ?? network.layers.count - 1
        let result = plan.layerResults[layer]
        let count = network.shapes[layer].count
        let width = (count + 15) / 16 * 16
        let place = result.stages == 0 ? 0 : plan.stages[result.stages - 1].output
        forEachPanel(of: inputs) { first, live in
            forwardStages(0..<result.stages, .evaluation, lastActivation: result.activation)
            kernels.transposePanel(panelValues + place, count, 1, width, rows.floats)
            for lane in 0..<live {
                body(
                    first + lane,
                    UnsafeBufferPointer(start: rows.floats + lane * width, count: count))
            }
        }
    }

    /// Loads one panel of inputs after another, and calls `body` with its first sample and how many
    /// it has.
    private func forEachPanel(
        of inputs: SampleRows, _ body: (_ first: Int, _ live: Int) -> Void
    ) {
        for first in stride(from: 0, to: inputs.count, by: laneCount) {
            let live = min(laneCount, inputs.count - first)
            loadInputs(inputs, first: first, live: live)
            body(first, live)
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
            guard let start = target.baseAddress, count > 0 else { return }
            output(inputs: inputs, into: UnsafeMutableBufferPointer(start: start, count: count))
            written = count
        }
    }
}
