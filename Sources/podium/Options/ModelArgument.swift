import ArgumentParser
import Stages

/// The model that a command analyzes, and the directory of all studies.
struct ModelArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A model's directory or file, or the study whose model it is.", valueName: "model"))
    var model: String

    @OptionGroup var results: ResultsOption

    var place: ModelPlace { ModelPlace(model, results: results.results) }
}
