package import Datasets
import Models
import Portable
import TrainingEngine

/// Trains the job's model on samples: an autoencoder, a denoising autoencoder, a classifier or a
/// regression.
package struct NetworkObjective: Objective {
    private let dataset: ImageDataset
    private let pretrained: PretrainedFile?
    private let codes: any EncodedSamplesCache

    /// - Parameters:
    ///   - pretrained: the job's `pretrained` file, if the job has one.
    ///   - codes: caches the codes of frozen encoders across trials.
    package init(
        dataset: ImageDataset, pretrained: PretrainedFile? = nil,
        codes: any EncodedSamplesCache = NoEncodedSamplesCache()
    ) {
        self.dataset = dataset
        self.pretrained = pretrained
        self.codes = codes
    }

    package func run(
        _ request: TrialRequest, observer: any TrialObserver
    ) throws -> ExecutionEnd {
        try request.run(observer: observer, session: session)
    }

    /// The session of a trial before its first step.
    func session(for request: TrialRequest) throws -> TrialSession {
        let job = try NetworkJob(request.job)
        let data = try TrialData(dataset, of: job)
        let plan = try TrainingPlan(
            job: job, configuration: request.configuration,
            stepsPerEpoch: try data.stepsPerEpoch(job, request.configuration))
        let settings = TrialSettings(request, plan: plan)
        let learner: NetworkLearner
        if job.objective.predictsClasses, let pretrained, job.pretrained?.isFrozen == true {
            learner = try headLearner(job, request, settings, plan, data, pretrained)
        } else {
            learner = try wholeLearner(job, request, settings, plan, data)
        }
        return TrialSession(
            settings: settings, learner: learner,
            costs: try ModelCost(of: job, in: request.configuration))
    }

    // MARK: Learners

    /// A learner that trains the whole model.
    private func wholeLearner(
        _ job: NetworkJob, _ request: TrialRequest, _ settings: TrialSettings,
        _ plan: TrainingPlan, _ data: TrialData
    ) throws -> NetworkLearner {
        let networks = try JobNetwork.networks(of: job, in: request.configuration)
        guard let network = networks.first?.network else {
            throw ModelMismatch(part: "model", reason: "the job has no model to train")
        }
        if job.objective.predictsClasses { try data.checkLabels(classes: network.output.count) }
        if job.objective.predictsNumbers { try data.checkTargets(count: network.output.count) }
        let isDenoising = job.objective.corruptsSamples
        let trainer = try settings.trainer(
            network, plan, target: job.objective.target,
            classWeights: data.classWeights(job, count: network.output.count))
        try pretrained?.load(job.pretrained?.parts ?? [], into: trainer)
        return NetworkLearner(
            data: data,
            inputs: isDenoising ? try corrupted(job, request, settings, data) : .samples,
            trainer: trainer, schedule: ScheduledRate(plan),
            predicted: job.objective.predictsNumbers
                ? (dataset.encoding?.targets ?? [], job.dataset.table?.metricNames ?? []) : nil)
    }

    /// A learner that trains a classifier's head on the codes of a frozen encoder.
    private func headLearner(
        _ job: NetworkJob, _ request: TrialRequest, _ settings: TrialSettings,
        _ plan: TrainingPlan, _ data: TrialData, _ pretrained: PretrainedFile
    ) throws -> NetworkLearner {
        let model = job.modelInUse
        guard let parts = job.pretrained?.parts, job.objective.canFreeze(parts),
            model["encoder"] != nil
        else {
            throw ModelMismatch(
                part: "model", reason: "only a classifier's part encoder can be frozen")
        }
        let encoder = try job.network(
            of: ["encoder"], input: data.shape, in: request.configuration)
        let head = try job.network(
            of: ["classifier"], input: encoder.output, in: request.configuration)
        try data.checkLabels(classes: head.output.count)
        func encoded(_ set: ImageSet, _ name: String) throws -> EncodedSamples {
            let key = EncodedSamplesKey(
                encoder: encoder, weights: pretrained.sha256, dataset: job.dataset, set: name)
            return try codes.samples(key) {
                let trainer = try Trainer.forOutputs(of: encoder)
                try pretrained.load(["encoder"], into: trainer)
                return EncodedSamples(set, encoder: trainer)
            }
        }
        let training = try encoded(data.training, "training")
        let validation =
            job.split.validation == .holdOut ? training : try encoded(data.validation, "test")
        return NetworkLearner(
            data: data, inputs: .codes(training: training, validation: validation),
            trainer: try settings.trainer(
                head, plan, classWeights: data.classWeights(job, count: head.output.count)),
            schedule: ScheduledRate(plan))
    }

    private func corrupted(
        _ job: NetworkJob, _ request: TrialRequest, _ settings: TrialSettings, _ data: TrialData
    ) throws -> NetworkLearner.Inputs {
        let corruption = Corruption(job.corruption, in: request.configuration)
        // All trials of a study use the same validation noise.
        let fixed = SeededGenerator(seed: settings.seed, purpose: .evaluation)
        return .corrupted(
            training: CorruptedBatch(
                try CorruptionProcess(corruption, generator: settings.generator(.corruption)),
                sampleSize: data.training.sampleSize, capacity: settings.batchSize),
            validation: CorruptedBatch(
                try CorruptionProcess(corruption, generator: fixed),
                sampleSize: data.training.sampleSize,
                capacity: CorruptedBatch.validationSize))
    }
}

extension TrialSettings {
    /// A trainer with the trial's random weights.
    func trainer(
        _ network: Network, _ plan: TrainingPlan, target: Loss.Target? = nil,
        classWeights: [Float] = []
    ) throws(EngineError) -> Trainer {
        let trainer = try Trainer(
            network: network, loss: plan.loss, target: target, optimizer: plan.optimizer,
            dropout: try DropoutWords.source(generator(.dropout)), classWeights: classWeights,
            threads: threads)
        trainer.initialise(plan.initialiser, by: generator(.weightInitialisation))
        return trainer
    }
}

extension Trainer {
    /// Draws weights from a trial's generator.
    ///
    /// - Parameter firstTensor: the number of the first tensor, if several networks share a
    ///   generator.
    func initialise(
        _ initialiser: Initialiser, by generator: SeededGenerator, firstTensor: Int = 0
    ) {
        initialise(weights: initialiser) { distribution, tensor, element in
            distribution == .uniform
                ? generator.uniform(step: firstTensor + tensor, index: element)
                : generator.normal(step: firstTensor + tensor, index: element)
        }
    }
}

extension ScheduledRate {
    /// A plan's schedule, or nil if the learning rate is constant.
    init?(_ plan: TrainingPlan) {
        guard plan.schedule != LearningRateSchedule(.constant) else { return nil }
        self.init(
            schedule: plan.schedule, base: plan.optimizer.learningRate,
            countsSteps: plan.scheduleUnit == .steps)
    }
}
