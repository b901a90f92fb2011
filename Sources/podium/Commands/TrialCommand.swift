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
                job: try reader.job(), record: record, place: try place(reader),
                isLive: reader.isLive, width: width, unicode: Terminal.usesUnicode))
    }

    /// The trial's row of the table of a study with several objectives, and its Pareto front.
    private func place(_ reader: StudyReader) throws -> (rank: Int, front: Int?)? {
        let metric = try reader.job().metric
        guard metric.hasSeveralObjectives else { return nil }
        let placed = Ranking(metric: metric, trials: try reader.best(nil)).placed()
        return placed.firstIndex { $0.trial.number == number }
            .map { ($0 + 1, placed[$0].front) }
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
