import ArgumentParser
import Reporting
import Runtime
import Storage
import Studies
import StudyModel
import UserErrors

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

    @Argument(help: ArgumentHelp("Which trials (default: all that failed).", valueName: "n"))
    var numbers: [Int] = []

    @OptionGroup var results: ResultsOption

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let store = try SQLiteStudyStore.open(
            existing: directory.path, wallClock: { SystemTime.wallClock })
        defer { store.close() }
        let trials = try store.load().trials.map(\.trial)
        let chosen = try numbers.isEmpty ? Self.failed(trials) : Self.check(numbers, trials)
        guard !chosen.isEmpty else {
            return Terminal.error("\(directory.name): no trial has failed; nothing to do")
        }
        try store.commit(chosen.map { .trialReopened(number: $0) })
        let list = chosen.prefix(10).map(String.init).joined(separator: ", ")
        let wait = chosen.count == 1 ? "1 trial waits" : "\(chosen.count) trials wait"
        Terminal.error(
            "\(directory.name): \(wait) again (\(list)\(chosen.count > 10 ? ", …" : "")); "
                + "to execute \(chosen.count == 1 ? "it" : "them"): podium run \(directory.job)")
    }

    private static func failed(_ trials: [Trial]) -> [Int] {
        trials.filter { $0.state == .failed }.map(\.number)
    }

    /// The numbers in ascending order, without duplicates.
    private static func check(_ numbers: [Int], _ trials: [Trial]) throws -> [Int] {
        for number in numbers {
            guard trials.indices.contains(number) else {
                throw InputError(
                    "there is no trial \(number); "
                        + (trials.isEmpty
                            ? "none has begun"
                            : "those that have begun are 0 to \(trials.count - 1)"))
            }
            guard trials[number].state == .failed else {
                throw InputError(
                    "trial \(number) is \(trials[number].state.rawValue); only failed trials can "
                        + "be run again")
            }
        }
        return Set(numbers).sorted()
    }
}
