import ArgumentParser
import Reporting
import Studies
import UserErrors

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Say why a study's trials run, or what they wait for.",
        discussion: """
            Tells of the study as a whole, and of each connected worker why it gets trials of the \
            study or none. With a number, also what this trial waits for, and its attempts so far.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Argument(help: ArgumentHelp("A trial's number.", valueName: "n"))
    var number: Int?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var results: ResultsOption

    func run() throws {
        let reader = StudyReader(try StudyDirectory.find(study, results: results.results))
        defer { reader.close() }
        if let number {
            let standing = try reader.standing()
            let total = standing.job.total(begun: standing.trials, hasEnded: standing.end != nil)
            // Branches of a population have numbers beyond the total.
            let end = total.map { max($0, standing.trials) }
            guard number >= 0, end.map({ number < $0 }) ?? true else {
                throw InputError(
                    "\(reader.directory.name) has no trial \(number); "
                        + "its trials are 0 to \((end ?? 1) - 1)")
            }
        }
        let explanation = try reader.explanation(trial: number)
        if json { return try StandardOutput.write(json: explanation) }
        try StandardOutput.write(explanation.text(width: Terminal.outputWidth ?? .max))
    }
}
