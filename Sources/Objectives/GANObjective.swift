package import Datasets
import Models
import StudyModel
import TrainingEngine

/// Trains a generator against a discriminator.
package struct GANObjective: Objective {
    private let dataset: ImageDataset
    private let pretrained: PretrainedFile?
    private let features: FeatureNetwork?
    private let codes: any EncodedSamplesCache

    /// - Parameters:
    ///   - pretrained: the job's `pretrained` file, if the job has one.
    ///   - features: the network of the job's `quality` file, if the job has one.
    ///   - codes: caches the features of the test samples across trials.
    package init(
        dataset: ImageDataset, pretrained: PretrainedFile? = nil, features: FeatureNetwork? = nil,
        codes: any EncodedSamplesCache = NoEncodedSamplesCache()
    ) {
        self.dataset = dataset
        self.pretrained = pretrained
        self.features = features
        self.codes = codes
    }

    package func run(
        _ request: TrialRequest, observer: any TrialObserver
    ) throws -> ExecutionEnd {
        try request.run(observer: observer, session: session)
    }

    /// The session of a trial before its first step.
    func session(for request: TrialRequest) throws -> TrialSession {
        let (job, configuration) = (try NetworkJob(request.job), request.configuration)
        let data = try TrialData(dataset, of: job)
        let steps = try data.stepsPerEpoch(job, configuration)
        func plan(_ part: String) throws(ModelMismatch) -> TrainingPlan {
            try TrainingPlan(
                job: job, part: part, configuration: configuration, stepsPerEpoch: steps)
        }
        let (forGenerator, forDiscriminator) = (
            try plan("generator"), try plan("discriminator")
        )
        let networks = try JobNetwork.networks(of: job, in: configuration)
        guard networks.count == 2 else {
            throw ModelMismatch(part: "model", reason: "the job has no model to train")
        }
        let settings = TrialSettings(request, plan: forGenerator)
        let words = settings.generator(.dropout)
        let trainer = try AdversarialTrainer(
            generator: networks[0].network, discriminator: networks[1].network,
            loss: forDiscriminator.loss, generatorOptimizer: forGenerator.optimizer,
            discriminatorOptimizer: forDiscriminator.optimizer,
            generatorDropout: try DropoutWords.source(words, network: 0),
            discriminatorDropout: try DropoutWords.source(words, network: 1),
            threads: settings.threads)
        let weights = settings.generator(.weightInitialisation)
        // Tensor numbers of the second network continue after those of the first.
        let offset = networks[0].network.parameters.count
        trainer.generator.initialise(forGenerator.initialiser, by: weights)
        trainer.discriminator.initialise(
            forDiscriminator.initialiser, by: weights, firstTensor: offset)
        if let pretrained, let parts = job.pretrained?.parts {
            for (part, own) in [
                ("generator", trainer.generator), ("discriminator", trainer.discriminator),
            ] where parts.contains(part) {
                try pretrained.load([part], into: own)
            }
        }
        let noise = try LatentNoise(
            generator: settings.generator(.latentNoise),
            dimension: forGenerator.latentDimension, capacity: settings.batchSize)
        let learner = GANLearner(
            data: data, trainer: trainer,
            schedules: (ScheduledRate(forGenerator), ScheduledRate(forDiscriminator)),
            noise: noise,
            quality: try quality(of: job, networks[0].network, forGenerator.latentDimension))
        return TrialSession(
            settings: settings, learner: learner, costs: try ModelCost(of: job, in: configuration))
    }

    /// The quality measure, or nil if the job has none.
    func quality(
        of job: NetworkJob, _ generator: Network, _ dimension: Int
    ) throws -> SampleQuality? {
        guard let settings = job.quality else { return nil }
        guard let features else {
            throw EngineError.badCheckpoint(
                source: settings.features.path,
                reason: "the objective was made without it; the job's quality needs it")
        }
        // Float samples are not rescaled, whatever the generator's last layer is.
        let isCentred =
            dataset.training.element == .bytes && generator.sampleRange == .minusOneToOne
        return try SampleQuality(
            features, of: job, settings, test: dataset.test, codes: codes, dimension: dimension,
            isCentred: isCentred)
    }
}
