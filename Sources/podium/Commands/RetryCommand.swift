import ArgumentParser
import Studies

struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Have a study's failed trials run again.",
        discussion: """
            For trials that failed for a reason which is gone: a full disk, missing data, too \
            little memory, a machine too busy for the time limit. They wait again, and run \
            when the study is run again. A trial whose training diverged comes to the same end.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Argument(
        help: ArgumentHelp("Which trials (default: all that failed).", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var numbers: [Int] = []

    @OptionGroup var results: ResultsOption

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let chosen = try FailedTrials.reopen(numbers, of: directory)
        guard !chosen.isEmpty else {
            return Terminal.error("\(directory.name): no trial has failed; nothing to do")
        }
        let list = chosen.prefix(10).map(String.init).joined(separator: ", ")
        let wait = chosen.count == 1 ? "1 trial waits" : "\(chosen.count) trials wait"
        Terminal.error(
            "\(directory.name): \(wait) again (\(list)\(chosen.count > 10 ? ", …" : "")); "
                + "to execute \(chosen.count == 1 ? "it" : "them"): podium run \(directory.job)")
    }
}
