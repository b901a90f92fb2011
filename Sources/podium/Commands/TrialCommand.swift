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

    @OptionGroup var question: StudyArgument

    @Argument(
        help: ArgumentHelp("The trial's number.", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
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
            let metric = try reader.job().metric
            return try StandardOutput.write(
                json: TrialDocument(record, metric: metric, isLive: reader.isLive))
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
}
