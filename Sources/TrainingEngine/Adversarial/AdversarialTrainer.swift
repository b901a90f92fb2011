import KernelTypes

/// Trains a generator and a discriminator alternately.
///
/// Source: Goodfellow et al., "Generative adversarial nets", NIPS 2014. The generator has the
/// non-saturating loss: the discriminator's loss for the opposite target.
///
/// Panels pass between the networks without a layout change. The generator's step computes only the
/// discriminator's input gradients, not its parameter gradients. All values of a batch are kept;
/// the first step of a larger batch (or `reserve`) allocates the memory.
package final class AdversarialTrainer {
    /// Callers may use both for outputs and learning rates, but not for `step`.
    package let generator: Trainer
    package let discriminator: Trainer
    /// The number of generated samples that wait for a generator step.
    private var generatedCount = 0

    /// - Parameters:
    ///   - loss: compares the discriminator's outputs with two constants, one for real and one for
    ///     generated samples.
    ///   - generatorDropout: random words for the generator's dropout layers, if it has any.
    ///   - discriminatorDropout: the same for the discriminator. Keys of purpose 1 are for
    ///     generator steps.
    /// - Throws: `EngineError` if the networks don't fit together or a setting is out of range.
    package init(
        generator: Network, discriminator: Network, loss: Loss = .binaryCrossEntropy,
        generatorOptimizer: OptimizerSettings, discriminatorOptimizer: OptimizerSettings,
        instructionSet: InstructionSet? = nil, generatorDropout: DropoutSource? = nil,
        discriminatorDropout: DropoutSource? = nil, threads: Int = 1
    ) throws(EngineError) {
        guard generator.output.count == discriminator.input.count else {
            throw .mismatch(
                layer: discriminator.layers[0].name,
                reason: "the discriminator takes \(discriminator.input); the generator makes "
                    + "\(generator.output)")
        }
        for view in generator.parameters + generator.buffers
        where discriminator.parameter(view.name) ?? discriminator.buffer(view.name) != nil {
            throw .mismatch(
                layer: view.name, reason: "generator and discriminator both have this name")
        }
        self.generator = try Trainer(
            network: generator, target: .images, optimizer: generatorOptimizer,
            instructionSet: instructionSet, dropout: generatorDropout, threads: threads)
        self.discriminator = try Trainer(
            network: discriminator, loss: loss, target: .images,
            optimizer: discriminatorOptimizer, instructionSet: instructionSet,
            dropout: discriminatorDropout, threads: threads)
    }

    /// Allocates memory for batches of up to this many samples.
    package func reserve(batchSize: Int) {
        generator.reservePanels(samples: batchSize)
        discriminator.reservePanels(samples: batchSize)
    }

    /// The memory of both trainers, in bytes.
    package var memoryBytes: Int { generator.memoryBytes + discriminator.memoryBytes }

    /// Trains the discriminator on real samples.
    ///
    /// - Parameter target: the target of its outputs: 1, or less with label smoothing.
    /// - Returns: the sum of the samples' losses before the step.
    package func trainDiscriminator(real: SampleRows, target: Float = 1) -> Double {
        let loss = discriminatorGradients(real: real, target: target)
        discriminator.applyGradients()
        return loss
    }

    /// Generates samples and trains the discriminator on them.
    ///
    /// - Parameters:
    ///   - noise: the generator's inputs; its outputs wait for `trainGenerator(target:)`.
    ///   - target: the target of the discriminator's outputs.
    /// - Returns: the sum of the samples' losses before the step.
    package func trainDiscriminator(noise: SampleRows, target: Float = 0) -> Double {
        generate(noise)
        let loss = discriminatorGradients(target: target)
        discriminator.applyGradients()
        return loss
    }

    /// Trains the generator on the most recently generated samples.
    ///
    /// - Parameter target: the target of the discriminator's outputs for the generated samples.
    /// - Returns: the sum of the samples' losses before the step.
    package func trainGenerator(target: Float = 1) -> Double {
        let loss = generatorGradients(target: target)
        generator.applyGradients()
        return loss
    }

    /// Generates samples and trains the generator on them.
    package func trainGenerator(noise: SampleRows, target: Float = 1) -> Double {
        generate(noise)
        return trainGenerator(target: target)
    }
}

/// The parts of the steps.
extension AdversarialTrainer {
    /// Runs the generator forward on a batch and keeps all values.
    func generate(_ noise: SampleRows) {
        precondition(noise.count > 0, "a batch needs at least one sample")
        noise.check(size: generator.network.input.count, "noise")
        generator.reservePanels(samples: noise.count)
        generator.forwardBatch(.samples(noise), samples: noise.count)
        generatedCount = noise.count
    }

    /// Computes the discriminator's gradients for real samples, or generated ones if `real` is nil.
    func discriminatorGradients(real: SampleRows? = nil, target: Float) -> Double {
        if let real {
            precondition(real.count > 0, "a batch needs at least one sample")
            real.check(size: discriminator.network.input.count, "sample")
        }
        return judge(real, target: target, GradientsWanted(), purpose: 0)
    }

    /// Computes the generator's gradients for the most recently generated samples.
    func generatorGradients(target: Float) -> Double {
        let loss = judge(
            nil, target: target, GradientsWanted(weights: false, input: true), purpose: 1)
        // The discriminator wrote its input gradients in place of its inputs.
        _ = generator.backwardBatch(
            .gradients(discriminator.keptPanels(at: 0)), samples: generatedCount)
        generatedCount = 0
        return loss
    }

    /// Runs the discriminator forward and backward.
    private func judge(
        _ real: SampleRows?, target: Float, _ wanted: GradientsWanted, purpose: Int
    ) -> Double {
        let samples = real?.count ?? generatedCount
        precondition(samples > 0, "no samples were generated since the generator's last step")
        discriminator.reservePanels(samples: samples)
        let source: ForwardPart.Source =
            if let real { .samples(real) } else {
                .panels(generator.keptPanels(at: generator.plan.result))
            }
        discriminator.forwardBatch(source, samples: samples, purpose: purpose)
        let scale = discriminator.loss.gradientScale(
            batch: samples, outputs: discriminator.network.output.count)
        return discriminator.backwardBatch(
            .constantTarget(target, scale: scale), samples: samples, wanted)
    }
}

extension Trainer {
    /// The values at one offset in all kept panels of the batch.
    fileprivate func keptPanels(at place: Int) -> KeptPanels {
        KeptPanels(
            first: statistics.values(ofPanel: 0) + place, step: plan.valueVectors)
    }
}
