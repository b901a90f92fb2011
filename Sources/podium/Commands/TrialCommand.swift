import ArgumentParser
import Foundation
import Reporting
import Studies
import StudyModel
import UserErrors

struct TrialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial",
        abstract: "Tell a trial's story: its configuration, its curve and every attempt.")

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Argument(help: ArgumentHelp("The trial's number.", valueName: "n"))
    var number: Int

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var results: ResultsOption

    func run() throws {
        let reader = StudyReader(try StudyDirectory.find(study, results: results.results))
        defer { reader.close() }
        guard let record = try reader.trial(number) else {
            throw InputError(missing(in: try reader.standing(), of: reader.directory.name))
        }
        guard !json else {
            return try StandardOutput.write(json: TrialDocument(record, isLive: reader.isLive))
        }
        let width = Terminal.outputWidth ?? .max
        try StandardOutput.write(
            TrialHistoryText.render(
                job: try reader.job(), record: record, isLive: reader.isLive, width: width,
                unicode: Terminal.usesUnicode))
    }

    private func missing(in standing: StudyStanding, of name: String) -> String {
        let begun = standing.trials
        let total =
            standing.job.total(begun: begun, hasEnded: standing.end != nil) ?? begun
        let text = "\(name) has no trial \(number)"
        guard (0..<total).contains(number) else {
            return "\(text); its trials are 0 to \(total - 1)"
        }
        return begun == 0
            ? "\(text); it has no trials yet"
            : "\(text) yet: \(begun) of its \(total) trials have begun, 0 to \(begun - 1)"
    }
}
