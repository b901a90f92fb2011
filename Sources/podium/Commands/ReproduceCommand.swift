import ArgumentParser
import ReproducedReports
import Studies

struct ReproduceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Run all studies of a report, and write the report.",
        discussion: """
            Runs the jobs one after the other with what their `then` lists, and writes \
            RESULTS/report-1/report.html or RESULTS/report-2/report.html. What is done already is \
            left alone: Ctrl-C stops cleanly, and the same command again resumes. --quick does \
            the same on a small budget, below RESULTS/quick. What is missing (a job file, a data \
            set, weights, disk space) is reported before the first study begins. What a page \
            shows of its studies is in the report's file, such as jobs/reports/report-1.yaml.
            """)

    @Argument(
        help: "Which: report-1, report-2 or all.",
        completion: .custom { _, _, _ in ReproducedReportFile.choices(below: "jobs") })
    var report: String

    @Flag(help: "A few trials of an epoch each: minutes in place of hours.")
    var quick = false

    @Option(
        help: ArgumentHelp(
            "The directory of the job files; those of the reports are in its reports/.",
            valueName: "dir"))
    var jobs = "jobs"

    @Option(
        help: ArgumentHelp("Trials to train at a time (default: one per core).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 1024))
    var slots: Int?

    @OptionGroup var results: ResultsOption

    func validate() throws { try Slots.validate(slots) }

    func run() throws {
        try Reproduction(
            of: report, jobs: jobs, results: results.results, isQuick: quick, host: CommandHost()
        ).run { job, results in
            try RunCommand.search(
                job, slots: slots, results: results,
                resumeCommand: CommandLine.arguments.joined(separator: " "))
        }
    }
}
