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

    @OptionGroup var question: StudyQuestion

    @Argument(help: ArgumentHelp("The trial's number.", valueName: "n"))
    var number: Int

    func run() throws {
        let reader = try question.reader()
        defer { reader.close() }
        guard let record = try reader.trial(number) else {
            let name = reader.directory.name
            throw InputError(
                try reader.standing().complaint(
                    aboutTrial: number, of: name, mustHaveBegun: true)
                    ?? "\(name) has no trial \(number)")
        }
        guard !question.json else {
            return try StandardOutput.write(json: TrialDocument(record, isLive: reader.isLive))
        }
        let width = Terminal.outputWidth ?? .max
        try StandardOutput.write(
            TrialHistoryText.render(
                job: try reader.job(), record: record, isLive: reader.isLive, width: width,
                unicode: Terminal.usesUnicode))
    }
}
