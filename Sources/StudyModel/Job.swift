/// What a job file asks for: a search space, how to search it, what to run for each trial and how
/// to rank what comes back.
package struct Job: Sendable, Hashable, Codable {
    /// The study's name, which is its directory's name under results/.
    package var study: String
    /// What the study is for, in a sentence or two.
    package var purpose: String
    package var objective: ObjectiveKind
    package var dataset: DatasetName?
    package var split: Split
    /// Passes over the training part.
    package var epochs: Int
    /// Samples in a training step, unless the space has a parameter `batch_size`.
    package var batchSize: Int
    package var metric: Metric
    package var sampler: SamplerKind
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

    package init(
        study: String, purpose: String = "", objective: ObjectiveKind, dataset: DatasetName? = nil,
        split: Split = Split(), epochs: Int = 1, batchSize: Int = 256, metric: Metric,
        sampler: SamplerKind = .random, trials: Int, seed: UInt64 = 0, top: Int = 10,
        columns: [TableColumn], space: SearchSpace, trialTimeLimit: Double? = nil
    ) {
        self.study = study
        self.purpose = purpose
        self.objective = objective
        self.dataset = dataset
        self.split = split
        self.epochs = epochs
        self.batchSize = batchSize
        self.metric = metric
        self.sampler = sampler
        self.trials = trials
        self.seed = seed
        self.top = top
        self.columns = columns
        self.space = space
        self.trialTimeLimit = trialTimeLimit
    }
}

/// What a worker runs for a trial.
package enum ObjectiveKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The convolutional autoencoder of the reports.
    case autoencoder
    /// A closed formula of the parameters that returns at once: for tests and benchmarks.
    case null
}

package enum DatasetName: String, Sendable, Hashable, Codable, CaseIterable {
    case mnist
    case fashionMNIST = "fashion-mnist"
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
