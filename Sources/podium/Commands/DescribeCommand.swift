import ArgumentParser
import Models
import Studies
import UserErrors

struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show a job's model, layer by layer, and how it is trained; run nothing.",
        discussion: """
            Shapes, parameters and multiply-adds are those of one configuration: trial 0's, unless \
            --trial or --set say otherwise.
            """)

    @Argument(help: ArgumentHelp("The job file.", valueName: "job"))
    var job: String

    @Option(
        help: ArgumentHelp("The trial whose configuration is shown. (default: 0)", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var trial = 0

    @Option(
        help: ArgumentHelp(
            "A parameter's value in place of the trial's; can be given again.",
            valueName: "name=value"))
    var set: [String] = []

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: JobOptions

    func validate() throws {
        guard trial >= 0 else {
            throw ValidationError("--trial is \(trial); expected a number from 0 on")
        }
    }

    func run() throws {
        let loaded = try options.load(job, results: nil)
        let described = try DescribedConfiguration(
            of: loaded, trial: trial, assignments: set)
        let configuration = described.configuration
        guard let job = try? NetworkJob(loaded.job) else {
            throw InputError(
                "\(loaded.file): the \(loaded.job.objective.kind) objective has no model to "
                    + "describe")
        }
        let summary: ModelSummary
        do {
            summary = try ModelSummary(
                job: job, configuration: configuration, space: described.space,
                samples: loaded.samples)
        } catch {
            throw InputError("with \(configuration): \(error)")
        }
        if json {
            try StandardOutput.write(
                json: DescribedModel(summary: summary, trial: trial, configuration: configuration))
        } else {
            let changed = set.isEmpty ? "" : ", with --set"
            let width = configuration.entries.map(\.name.count).max() ?? 0
            let values = configuration.entries.map { entry in
                let space = String(repeating: " ", count: width - entry.name.count)
                return "  \(entry.name)\(space)  \(entry.value)\n"
            }
            try StandardOutput.write(
                "\(summary.study), trial \(trial)\(changed)\n\(values.joined())\n\(summary.text)")
        }
    }
}
