package import StudyModel
package import TrainingEngine

/// How one network of a trial is trained: a job's training in one configuration, with everything
/// that isn't said filled in.
package struct TrainingPlan: Sendable, Hashable {
    /// What the schedule counts.
    package enum Unit: String, Sendable, Hashable, CaseIterable { case epochs, steps }

    package var loss: Loss
    /// The learning rate is the schedule's base; clipping is among them.
    package var optimizer: OptimizerSettings
    package var initialiser: Initialiser
    package var schedule: LearningRateSchedule
    package var scheduleUnit: Unit
    package var earlyStopping: EarlyStopping?
    package var batchSize: Int
    /// How many numbers a GAN's generator makes a sample of.
    package var latentDimension: Int

    /// - Parameters:
    ///   - part: nil, or a GAN's `generator` or `discriminator`.
    ///   - stepsPerEpoch: how many steps an epoch has, for schedules that count steps and whose
    ///     period is the whole training.
    /// - Throws: what is missing or out of its range, with the part `training`.
    package init(
        job: Job, part: String? = nil, configuration: Configuration, stepsPerEpoch: Int = 1
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

    /// Samples in a training step: the job's, unless the space has a parameter `batch_size`.
    package static func batchSize(
        of job: Job, in configuration: Configuration
    ) throws(ModelMismatch) -> Int {
        guard let value = configuration["batch_size"] else { return job.batchSize }
        guard case .int(let size) = value, (1...60_000).contains(size) else {
            throw ModelMismatch(
                part: "training", reason: "batch_size is \(value); expected an int in 1...60000")
        }
        return size
    }
}
