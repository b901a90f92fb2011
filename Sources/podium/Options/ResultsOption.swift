import ArgumentParser
import Studies

/// The directory of all studies.
struct ResultsOption: ParsableArguments {
    @Option(help: ArgumentHelp("Where the studies are.", valueName: "dir"))
    var results = StudyDirectory.standardResults
}
