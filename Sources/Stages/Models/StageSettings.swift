import Analysis
import Studies

/// A stage's output directory, its threads, and whether it runs again.
package struct StageSettings: Sendable, Hashable {
    /// The directory to write, below the model's unless it has a slash; nil is the stage's own.
    package var output: String?
    /// Nil is one thread per core.
    package var threads: Int?
    /// Whether the stage runs even if it was done with the same settings.
    package var again: Bool

    package init(output: String? = nil, threads: Int? = nil, again: Bool = false) {
        self.output = output
        self.threads = threads
        self.again = again
    }

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        output = try options.text("output")
        threads = try options.int("threads")
        again = try options.flag("again")
    }

    package func validate() throws(StageMistake) {
        try Self.validate(output: output)
        try Self.validate(threads: threads)
    }

    static func validate(output: String?) throws(StageMistake) {
        if output?.isEmpty == true {
            throw StageMistake("--output is empty; expected a directory to write")
        }
    }

    static func validate(threads: Int?) throws(StageMistake) {
        if let threads, !(1...64).contains(threads) {
            throw StageMistake("--threads is \(threads); expected a number from 1 to 64")
        }
    }

    var threadCount: Int { threads ?? Slots.standard() }

    /// The output directory of a stage.
    func directory(of model: TrainedModel, standard: String) -> String {
        outputPath ?? model.directory + "/" + (output ?? standard)
    }

    /// The output directory, if the option gives a path and no name below the model's directory.
    var outputPath: String? {
        output.flatMap { $0.contains("/") || [".", ".."].contains($0) ? $0 : nil }
    }
}
