import ArgumentParser
import Foundation
import Reporting
import Studies
import StudyModel
import UserErrors

struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Print what a trial's program printed.",
        discussion: """
            For studies whose objective is a command. A log is kept when its attempt ends: its \
            beginning and its end, with a remark where something was left out.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Argument(
        help: ArgumentHelp("The trial's number.", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var number: Int

    @Option(
        help: ArgumentHelp("The attempt (default: the last one with a log).", valueName: "m"),
        transform: OptionNumber.whole(from: 1))
    var attempt: Int?

    @OptionGroup var results: ResultsOption

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let logs = AttemptLogFiles(directory: directory.logs)
        let attempts = logs.attempts(of: number)
        guard let chosen = attempt ?? attempts.last,
            let text = logs.text(of: number, attempt: chosen)
        else { throw InputError(try missing(attempts, in: directory)) }
        if attempts.count > 1 {
            let others = attempts.map(String.init).joined(separator: ", ")
            Terminal.error("attempt \(chosen); there are logs of the attempts \(others)")
        }
        try StandardOutput.write(Terminal.outputWidth == nil ? text : Self.shown(text))
    }

    /// A program's output must not move a terminal's cursor.
    private static func shown(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { DisplayWidth.printable(String($0)) }.joined(separator: "\n")
    }

    private func missing(_ attempts: [Int], in directory: StudyDirectory) throws -> String {
        let reader = StudyReader(directory)
        defer { reader.close() }
        let job = try reader.job()
        guard job.objective.runsPrograms else {
            return "\(directory.name): its objective is \(job.objective.kind), which runs no "
                + "program, so there are no logs; podium trial \(directory.name) \(number) tells "
                + "the trial's story"
        }
        let name = "\(directory.name): trial \(number)"
        guard try reader.trial(number) != nil else {
            return "\(name) does not exist; podium status \(directory.name) tells which trials do"
        }
        guard !attempts.isEmpty else {
            return "\(name) has no log yet; a log comes when an attempt ends"
        }
        let others = attempts.map(String.init).joined(separator: ", ")
        return "\(name) has no log of attempt \(attempt ?? 0); expected one of \(others)"
    }
}
