import ArgumentParser
import Studies

/// What the commands that tell of a study and its trials are asked with.
struct StudyArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var results: ResultsOption

    /// A reader of the study, which the caller closes.
    func reader() throws -> StudyReader {
        StudyReader(try StudyDirectory.find(study, results: results.results))
    }
}
