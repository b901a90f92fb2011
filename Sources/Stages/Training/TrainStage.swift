package import Models
import Studies
import StudyModel

/// Trains a study's winner on all training samples and keeps its weights.
package struct TrainStage: Sendable, Hashable {
    /// The row of the ranked table.
    package var rank = 1
    /// The trial, in place of a rank.
    package var trial: Int?
    /// Epochs, in place of the job's.
    package var epochs: Int?
    /// The seed of the weights and of the samples' order, in place of the job's.
    package var seed: UInt64?
    /// Nil is one thread per core.
    package var threads: Int?
    /// The directory to write, below the study's unless it has a slash.
    package var output: String?
    /// How many epochs on the way have their weights kept.
    package var snapshots = 0
    /// The epoch whose weights are kept; nil is the job's own choice.
    package var keep: KeptEpoch?
    /// Whether to train and validate on the job's own split.
    package var holdOut = false
    /// Whether to train even if the same model is there.
    package var again = false

    package init() {}

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        rank = try options.int("rank") ?? rank
        trial = try options.int("trial")
        epochs = try options.int("epochs")
        seed = try options.seed()
        threads = try options.int("threads")
        output = try options.text("output")
        snapshots = try options.int("snapshots") ?? snapshots
        keep = try options.choice("keep", of: KeptEpoch.self)
        holdOut = try options.flag("hold-out")
        again = try options.flag("again")
    }

    package func validate() throws(StageMistake) {
        for (name, value) in [("--rank", rank), ("--epochs", epochs ?? 1)] where value < 1 {
            throw StageMistake("\(name) is \(value); expected a number from 1")
        }
        for (name, value) in [("--trial", trial ?? 0), ("--snapshots", snapshots)] where value < 0 {
            throw StageMistake("\(name) is \(value); expected a number from 0")
        }
        try StageSettings.validate(output: output)
        try StageSettings.validate(threads: threads)
    }

    /// The directory to write, as the option or the trained configuration names it.
    package var directory: String {
        output ?? ModelDirectory.name(rank: rank, trial: trial, seed: seed)
    }
}
