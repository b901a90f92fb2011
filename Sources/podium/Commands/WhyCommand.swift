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

    @OptionGroup var question: StudyArgument

    @Argument(
        help: ArgumentHelp("A trial's number.", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var number: Int?

    func run() throws {
        let reader = try question.reader()
        defer { reader.close() }
        if let number,
            let complaint = try reader.standing().complaint(
                aboutTrial: number, of: reader.directory.name, mustHaveBegun: false)
        {
            throw InputError(complaint)
        }
        let explanation = try reader.explanation(trial: number)
        if question.json { return try StandardOutput.write(json: explanation) }
        try StandardOutput.write(explanation.text(width: Terminal.outputWidth ?? .max))
    }
}
