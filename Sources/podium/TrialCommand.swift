import ArgumentParser
import Foundation
import Reporting
import Runtime
import StudyModel

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
        let directory = try StudyDirectory.find(study, results: results.results)
        let record = try StudyReader.status(of: directory).record
        guard record.trials.indices.contains(number) else {
            let known =
                record.trials.isEmpty
                ? "it has no trials yet" : "its trials are 0 to \(record.trials.count - 1)"
            throw InputError("\(directory.name) has no trial \(number); \(known)")
        }
        let trial = record.trials[number]
        guard !json else { return try StandardOutput.write(json: TrialDocument(trial)) }
        let width = Terminal.outputWidth ?? .max
        try StandardOutput.write(
            TrialStory.render(
                job: record.job, record: trial, width: width, unicode: Terminal.usesUnicode))
    }
}
