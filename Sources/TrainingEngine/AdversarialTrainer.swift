import KernelTypes

/// A generator and the discriminator that it learns to deceive, trained in turn.
///
/// Source: Goodfellow et al., "Generative adversarial nets", NIPS 2014; the generator's loss is the
/// one that does not saturate: the discriminator's against the wrong answer.
///
/// Panels go from one network to the other without leaving their layout. The generator's step takes
/// the discriminator's gradients of its input alone, none of its parameters. All values of a batch
/// are kept, in memory that the first step of a larger batch allocates (or `reserve`).
package final class AdversarialTrainer {
    /// Both may be asked for outputs and learning rates; their own `step` plays no part here.
    package let generator: Trainer
    package let discriminator: Trainer
    /// Samples that wait for a generator's step.
    private var generatedCount = 0

    /// - Parameters:
    ///   - loss: of the discriminator's outputs against constants, one for real samples and one for
    ///     generated ones.
    ///   - generatorDropout: random words for the generator's dropout layers, if it has any.
    ///   - discriminatorDropout: the same for the discriminator. Keys of purpose 1 are for the
    ///     generator's steps.
    /// - Throws: `EngineError` where the networks don't fit together or a setting is outside its
    ///   range.
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

    /// Makes sure of memory for batches of so many samples.
    package func reserve(batchSize: Int) {
        generator.reservePanels(samples: batchSize)
        discriminator.reservePanels(samples: batchSize)
    }

    /// Bytes of memory that both hold.
    package var memoryBytes: Int { generator.memoryBytes + discriminator.memoryBytes }

    /// Trains the discriminator on real samples.
    ///
    /// - Parameter target: what its outputs should be: 1, or less where labels are smoothed.
    /// - Returns: the sum of the samples' losses, before the step.
    package func trainDiscriminator(real: SampleRows, target: Float = 1) -> Double {
        let loss = discriminatorGradients(real: real, target: target)
        discriminator.applyGradients()
        return loss
    }

    /// Generates samples and trains the discriminator on them.
    ///
    /// - Parameters:
    ///   - noise: the generator's inputs; what it makes of them waits for
    ///     `trainGenerator(target:)`.
    ///   - target: what the discriminator's outputs should be.
    /// - Returns: the sum of the samples' losses, before the step.
    package func trainDiscriminator(noise: SampleRows, target: Float = 0) -> Double {
        generate(noise)
        let loss = discriminatorGradients(target: target)
        discriminator.applyGradients()
        return loss
    }

    /// Trains the generator on the samples that were generated last.
    ///
    /// - Parameter target: what the discriminator should take its samples for.
    /// - Returns: the sum of the samples' losses, before the step.
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
    /// Runs the generator on a batch and keeps its values.
    func generate(_ noise: SampleRows) {
        precondition(noise.count > 0, "a batch needs at least one sample")
        noise.check(size: generator.network.input.count, "noise")
        generator.job = BatchJob(work: .forward, inputs: noise, samples: noise.count)
        generator.reservePanels(samples: noise.count)
        generator.forwardBatch()
        generatedCount = noise.count
    }

    /// The discriminator's gradients for real samples, or for generated ones where there are none.
    func discriminatorGradients(real: SampleRows? = nil, target: Float) -> Double {
        if let real {
            precondition(real.count > 0, "a batch needs at least one sample")
            real.check(size: discriminator.network.input.count, "sample")
        }
        return judge(real, target: target, GradientsWanted(), purpose: 0)
    }

    /// The generator's gradients for the samples that were generated last.
    func generatorGradients(target: Float) -> Double {
        let loss = judge(
            nil, target: target, GradientsWanted(weights: false, input: true), purpose: 1)
        // The discriminator left its inputs' gradients where the inputs were.
        generator.job = BatchJob(work: .backward, samples: generatedCount)
        generator.job.gradientPanels = discriminator.keptPanels(at: 0)
        _ = generator.backwardBatch()
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
        discriminator.job = BatchJob(
            work: .forward, inputs: real, samples: samples,
            scale: discriminator.loss.gradientScale(
                batch: samples, outputs: discriminator.network.output.count))
        if real == nil {
            discriminator.job.inputPanels = generator.keptPanels(at: generator.plan.result)
        }
        discriminator.job.constantTarget = target
        discriminator.job.wanted = wanted
        discriminator.job.purpose = purpose
        discriminator.forwardBatch()
        return discriminator.backwardBatch()
    }
}

extension Trainer {
    /// A place in all panels of the batch whose values are kept.
    fileprivate func keptPanels(at place: Int) -> BatchJob.Panels {
        BatchJob.Panels(
            first: statistics.values(ofPanel: 0) + place, step: plan.valueVectors)
    }
}
