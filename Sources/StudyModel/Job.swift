/// What a job file asks for: a search space, how to search it, what to run for each trial and how
/// to rank what comes back.
package struct Job: Sendable, Hashable, Codable {
    /// The study's name, which is its directory's name under results/.
    package var study: String
    /// What the study is for, in a sentence or two.
    package var purpose: String
    package var objective: ObjectiveKind
    package var dataset: DatasetReference?
    /// The model, or nil where it is the objective's own.
    package var model: ModelDescription?
    package var training: TrainingDescription
    package var pretrained: PretrainedWeights?
    /// How the quality of a GAN's samples is measured, or nil where it isn't.
    package var quality: GANQuality?
    /// What is done to inputs before a denoising autoencoder sees them: `kind` and its settings.
    package var corruption: [Setting]
    package var split: Split
    /// Passes over the training part.
    package var epochs: Int
    /// Samples in a training step, unless the space has a parameter `batch_size`.
    package var batchSize: Int
    package var metric: Metric
    package var sampler: SamplerKind
    /// For the TPE sampler alone.
    package var tpe: TPESettings
    /// How many trials there are in total.
    package var trials: Int
    package var seed: UInt64
    /// How many rows a ranked table has.
    package var top: Int
    /// The columns between rank and the end of the ranked table.
    package var columns: [TableColumn]
    package var space: SearchSpace
    /// A limit on one attempt, in seconds, or nil for none.
    package var trialTimeLimit: Double?
    /// How many trials in a row may fail before the study stops, or nil for any number.
    package var maxFailures: Int?
    /// Threads that train one trial together: they change its speed, never its numbers.
    package var threads: Int
    /// What is done once the search is over, in this order.
    package var stages: [StudyStage]

    package init(
        study: String, purpose: String = "", objective: ObjectiveKind,
        dataset: DatasetReference? = nil, model: ModelDescription? = nil,
        training: TrainingDescription = TrainingDescription(),
        pretrained: PretrainedWeights? = nil, quality: GANQuality? = nil,
        corruption: [Setting] = [],
        split: Split = Split(), epochs: Int = 1, batchSize: Int = 256, metric: Metric,
        sampler: SamplerKind = .random, tpe: TPESettings = TPESettings(), trials: Int,
        seed: UInt64 = 0, top: Int = 10,
        columns: [TableColumn], space: SearchSpace, trialTimeLimit: Double? = nil,
        maxFailures: Int? = nil, threads: Int = 1, stages: [StudyStage] = []
    ) {
        self.study = study
        self.purpose = purpose
        self.objective = objective
        self.dataset = dataset
        self.model = model
        self.training = training
        self.pretrained = pretrained
        self.quality = quality
        self.corruption = corruption
        self.split = split
        self.epochs = epochs
        self.batchSize = batchSize
        self.metric = metric
        self.sampler = sampler
        self.tpe = tpe
        self.trials = trials
        self.seed = seed
        self.top = top
        self.columns = columns
        self.space = space
        self.trialTimeLimit = trialTimeLimit
        self.maxFailures = maxFailures
        self.threads = threads
        self.stages = stages
    }
}

/// What a worker runs for a trial.
package enum ObjectiveKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A network that reconstructs its input.
    case autoencoder
    /// An autoencoder that is given corrupted samples and reconstructs the clean ones.
    case denoisingAutoencoder = "denoising-autoencoder"
    /// A network that tells a sample's class, perhaps on an encoder that was trained before.
    case classifier
    /// A generator and a discriminator that train against each other.
    case gan
    /// A closed formula of the parameters that returns at once: for tests and benchmarks.
    case null
}

/// How the training images are parted in a training and a validation part.
package struct Split: Sendable, Hashable, Codable {
    /// What is validated on: a part of the training images, or the test images.
    package enum Validation: String, Sendable, Hashable, Codable, CaseIterable {
        case holdOut = "hold-out"
        case testSet = "test-set"
    }

    /// The share of the training images that is held out.
    package var validationFraction: Double
    package var seed: UInt64
    package var validation: Validation

    package init(
        validationFraction: Double = 0.2, seed: UInt64 = 0, validation: Validation = .holdOut
    ) {
        self.validationFraction = validationFraction
        self.seed = seed
        self.validation = validation
    }

    /// How many of some training samples are held out: the nearest whole number, halves up.
    package func heldOut(of count: Int) -> Int {
        Int((Double(count) * validationFraction).rounded())
    }
}

/// The number that trials are ranked by.
package struct Metric: Sendable, Hashable, Codable {
    package enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        case minimize, maximize
    }

    package var name: String
    package var direction: Direction

    package init(name: String, direction: Direction = .minimize) {
        self.name = name
        self.direction = direction
    }

    /// Whether `a` ranks strictly before `b`.
    package func ranks(_ a: Double, before b: Double) -> Bool {
        direction == .minimize ? a < b : a > b
    }
}

package enum SamplerKind: String, Sendable, Hashable, Codable, CaseIterable {
    case random, grid
    /// Tree-structured Parzen estimators: Bayesian optimisation.
    case tpe
}

/// A column of the ranked table: a heading and where its values come from.
package struct TableColumn: Sendable, Hashable, Codable {
    package enum Source: Sendable, Hashable, Codable {
        case parameter(String)
        case metric(String)
        case epochs
        case trial
    }

    package var heading: String
    package var source: Source
    /// Significant digits in text, Markdown and LaTeX; CSV and JSON carry every digit.
    package var digits: Int?

    package init(heading: String, source: Source, digits: Int? = nil) {
        self.heading = heading
        self.source = source
        self.digits = digits
    }
}
