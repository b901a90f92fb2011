/// The content of a job file: a search space, how to search it, what to run per trial and how to
/// rank the results.
package struct Job: Sendable, Hashable, Codable {
    /// The study's name and the name of its directory under results/.
    package var study: String
    /// The purpose of the study, in one or two sentences.
    package var purpose: String
    package var objective: ObjectiveKind
    package var dataset: DatasetReference?
    /// The model, or nil for the objective's standard model.
    package var model: ModelDescription?
    package var training: TrainingDescription
    package var pretrained: PretrainedWeights?
    /// How the quality of a GAN's samples is measured, or nil if it is not measured.
    package var quality: GANQuality?
    /// The corruption of a denoising autoencoder's inputs: `kind` and its settings.
    package var corruption: [Setting]
    package var split: Split
    /// Passes over the training part.
    package var epochs: Int
    /// Samples per optimizer step, unless the space has a parameter `batch_size`.
    package var batchSize: Int
    package var metric: Metric
    package var sampler: SamplerKind
    /// Used only by the TPE sampler.
    package var tpe: TPESettings
    /// The total number of trials.
    package var trials: Int
    package var seed: UInt64
    /// The number of rows of the ranked table.
    package var top: Int
    /// The columns between rank and the end of the ranked table.
    package var columns: [TableColumn]
    package var space: SearchSpace
    /// The time limit of one attempt, in seconds, or nil for none.
    package var trialTimeLimit: Double?
    /// The study stops after this many failed trials in a row; nil for no limit.
    package var maxFailures: Int?
    /// The number of threads that train one trial; it changes the speed, never the results.
    package var threads: Int
    /// The stages after the search, in this order.
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

/// The objective function that a worker runs for a trial.
package enum ObjectiveKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A network that reconstructs its input.
    case autoencoder
    /// An autoencoder that is given corrupted samples and reconstructs the clean ones.
    case denoisingAutoencoder = "denoising-autoencoder"
    /// A network that predicts a sample's class, optionally on a pretrained encoder.
    case classifier
    /// A generator and a discriminator that train against each other.
    case gan
    /// A closed formula of the parameters with an immediate result: for tests and benchmarks.
    case null
}

/// How the training images are split into a training and a validation part.
package struct Split: Sendable, Hashable, Codable {
    /// The validation data: a part of the training images, or the test images.
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

    /// The number of held-out samples of `count`: the nearest whole number, halves up.
    package func heldOut(of count: Int) -> Int {
        Int((Double(count) * validationFraction).rounded())
    }
}

/// The metric that ranks the trials.
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

/// A column of the ranked table: its heading and the source of its values.
package struct TableColumn: Sendable, Hashable, Codable {
    package enum Source: Sendable, Hashable, Codable {
        case parameter(String)
        case metric(String)
        case epochs
        case trial
    }

    package var heading: String
    package var source: Source
    /// Significant digits in text, Markdown and LaTeX; CSV and JSON have all digits.
    package var digits: Int?

    package init(heading: String, source: Source, digits: Int? = nil) {
        self.heading = heading
        self.source = source
        self.digits = digits
    }
}
