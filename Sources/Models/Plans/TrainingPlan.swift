package import StudyModel
package import TrainingEngine

/// The training of one network of a trial: a job's training in one configuration, with all defaults
/// filled in.
package struct TrainingPlan: Sendable, Hashable {
    /// The unit that the schedule counts.
    package enum Unit: String, Sendable, Hashable, CaseIterable { case epochs, steps }

    package var loss: Loss
    /// The optimizer; its learning rate is the schedule's base rate, and it includes clipping.
    package var optimizer: OptimizerSettings
    package var initialiser: Initialiser
    package var schedule: LearningRateSchedule
    package var scheduleUnit: Unit
    package var earlyStopping: EarlyStopping?
    package var batchSize: Int
    /// The number of inputs of a GAN's generator.
    package var latentDimension: Int

    /// - Parameters:
    ///   - part: nil, or a GAN's `generator` or `discriminator`.
    ///   - stepsPerEpoch: for schedules that count steps and whose period is the whole training.
    /// - Throws: `ModelMismatch` with the part `training` if a setting is missing or out of range.
    package init(
        job: NetworkJob, part: String? = nil, configuration: Configuration, stepsPerEpoch: Int = 1
    ) throws(ModelMismatch) {
        let settings = TrainingSettings(job: job, part: part, configuration: configuration)
        loss = try settings.loss()
        optimizer = try settings.optimizer()
        initialiser = try settings.initialiser()
        (schedule, scheduleUnit) = try settings.schedule(stepsPerEpoch: stepsPerEpoch)
        earlyStopping = try settings.earlyStopping()
        latentDimension = try settings.latentDimension()
        batchSize = try Self.batchSize(of: job, in: configuration)
    }

    /// Samples per training step: the job's, unless the space has a parameter `batch_size`.
    package static func batchSize(
        of job: NetworkJob, in configuration: Configuration
    ) throws(ModelMismatch) -> Int {
        guard let value = configuration["batch_size"] else { return job.batchSize }
        guard case .int(let size) = value, (1...60_000).contains(size) else {
            throw ModelMismatch(
                part: "training", reason: "batch_size is \(value); expected an int in 1...60000")
        }
        return size
    }
}
