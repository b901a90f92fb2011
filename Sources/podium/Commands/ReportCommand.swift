import ArgumentParser
import Figures
import Foundation
import Reporting
import Runtime
import Studies

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
            valueName: "file"))
    var output: String?

    @OptionGroup var gnuplot: GnuplotOption
    @OptionGroup var results: ResultsOption

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let path = try StudyReportWriter.write(
            study: directory, extraSections: StudyFindings.sections(study: directory.path),
            gnuplot: gnuplot.program(), output: output, version: ProgramVersion.number,
            notDrawn: { Terminal.error("not drawn: \($0)") })
        try StandardOutput.write(path)
    }
}
