import ArgumentParser
import Foundation
import Reporting
import Runtime
import StudyModel

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how a study stands, or all of them.")

    @Argument(
        help: ArgumentHelp("The study's directory or name (default: all).", valueName: "study"))
    var study: String?

    @Flag(help: "Print JSON: the whole record of each study.")
    var json = false

    @OptionGroup var results: ResultsOption

    func run() throws {
        let directories =
            try study.map { [try StudyDirectory.find($0, results: results.results)] }
            ?? StudyDirectory.all(results: results.results)
        guard !directories.isEmpty else {
            Terminal.error(
                "no studies in \(results.results) yet: start one with `podium run JOB`")
            return
        }
        let statuses = try directories.map(StudyReader.status)
        guard !json else {
            let documents = statuses.map(\.document)
            if study != nil { return try StandardOutput.write(json: documents[0]) }
            return try StandardOutput.write(json: documents)
        }
        let width = Terminal.outputWidth ?? .max
        let texts = statuses.map { StatusText.render($0.summary, width: width) }
        try StandardOutput.write(texts.joined(separator: "\n"))
    }
}
