import ArgumentParser
import Stages

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a study's report, of a running study too: one HTML file.",
        discussion: """
            Writes report.html to the study's directory, and the data and scripts of its figures \
            to figures/ beside it. The page needs no network and no other file.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Option(
        help: ArgumentHelp(
            "The file to write (default: report.html in the study's directory).",
            valueName: "file"), transform: OptionPath.written("a file"))
    var output: String?

    @OptionGroup var gnuplot: GnuplotOption
    @OptionGroup var results: ResultsOption

    func run() throws {
        try ReportStage(output: output, gnuplot: gnuplot.gnuplot)
            .run(study: study, results: results.results, host: CommandHost())
    }
}
