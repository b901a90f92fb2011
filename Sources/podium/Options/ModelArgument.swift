import Analysis
import ArgumentParser
import Foundation
import Runtime

/// The model that a command analyzes, and the directory of all studies.
struct ModelArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A model's directory or file, or the study whose model it is.", valueName: "model"))
    var model: String

    @OptionGroup var results: ResultsOption

    /// Reads the model: a file, a directory with one, or a study's `model/`.
    func load() throws -> TrainedModel { try TrainedModel(path: try path()) }

    private func path() throws -> String {
        let files = FileManager.default
        if model.hasSuffix(".safetensors") { return model }
        let base = model.hasSuffix("/") ? String(model.dropLast()) : model
        let candidates = [
            base, base + "/model", results.results + "/" + base,
            results.results + "/" + base + "/model",
        ]
        if let found = candidates.first(where: {
            files.fileExists(atPath: $0 + "/model.safetensors")
        }) {
            return found
        }
        throw InputError(
            "there is no model \(model): looked for model.safetensors in "
                + candidates.joined(separator: ", ")
                + "; podium train STUDY makes one")
    }
}

/// A stage's output directory, its threads, and whether it runs again.
struct StageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory to write, below the model's unless it has a slash.", valueName: "dir"))
    var output: String?

    @Option(help: ArgumentHelp("Threads to work on (default: one per core).", valueName: "n"))
    var threads: Int?

    @Flag(help: "Do it again even if it was done with the same settings.")
    var again = false

    func validate() throws {
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--threads is \(threads); expected a number from 1 to 64")
        }
    }

    var threadCount: Int { threads ?? Slots.standard() }

    /// The output directory of a stage.
    func directory(of model: TrainedModel, standard: String) -> String {
        guard let output else { return model.directory + "/" + standard }
        return output.contains("/") ? output : model.directory + "/" + output
    }
}
