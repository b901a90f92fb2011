import ArgumentParser
import Foundation
import ProcessControl
import Studies
import UserErrors

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a study with everything in its directory.",
        discussion: """
            Says what is removed. Asks first in a terminal; elsewhere --yes is needed. A study \
            that a coordinator runs is left alone.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Flag(help: "Don't ask.")
    var yes = false

    @OptionGroup var results: ResultsOption

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let removal = try StudyRemoval(directory)
        Terminal.error(removal.summary)
        guard try yes || Self.isConfirmed(directory) else {
            Terminal.error("nothing was removed")
            throw ExitCode(CommandFailure.workFailed)
        }
        try removal.run()
        Terminal.error("removed \(directory.path)")
    }

    private static func isConfirmed(_ directory: StudyDirectory) throws -> Bool {
        guard isatty(StandardStream.input) == 1, isatty(StandardStream.error) == 1 else {
            throw InputError("\(directory.path): to remove it without a terminal, give --yes")
        }
        StandardStream.errors.write("remove all of it? [y/N] ")
        let answer = readLine() ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }
}
