import ArgumentParser
import Portable
import Reporting
import Studies
import StudyModel
import UserErrors

struct BestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best",
        abstract: "Print a study's best configuration, of a running study too.",
        discussion: """
            In one line of NAME=VALUE with every digit, as JSON, or as a job file of this one \
            configuration that `podium run` and `podium train` take. With population based \
            training, the job repeats the trial's changes of parameters. Which trial it is of goes \
            to standard error.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Option(help: ArgumentHelp("Which row of the ranked table.", valueName: "r"))
    var rank = 1

    @Flag(help: "Print JSON: study, trial, rank, metrics and configuration.")
    var json = false

    @Flag(help: "Print a job file whose space has the configuration's values as constants.")
    var job = false

    @OptionGroup var results: ResultsOption

    func validate() throws {
        guard rank > 0 else { throw ValidationError("--rank is \(rank); expected a number from 1") }
        guard !json || !job else {
            throw ValidationError("--json and --job are two forms; give one of them")
        }
    }

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let record = try StudyReader.status(of: directory).record
        let ranked = Ranking(
            metric: record.job.metric, trials: record.trials.map(\.trial), limit: rank
        ).top()
        guard ranked.count == rank, let trial = ranked.last else {
            throw InputError(
                "\(directory.name): there is no rank \(rank): \(ranked.count) trials are ranked by "
                    + "\(record.job.metric.name) so far; see podium status \(directory.name)")
        }
        if json {
            return try StandardOutput.write(
                json: BestDocument(study: directory.name, trial: trial, rank: rank))
        }
        let note = record.job.metric.violation(by: trial.metrics) == 0 ? "" : ", not feasible"
        let value = trial.metrics[record.job.metric.name].map { " \($0)\(note)" } ?? ""
        Terminal.error(
            "rank \(rank) of \(directory.name): trial \(trial.number), "
                + "\(record.job.metric.name)\(value)")
        try StandardOutput.write(
            job ? BestTrialJob.text(of: trial, record, in: directory) : Self.line(trial))
    }

    private static func line(_ trial: Trial) -> String {
        trial.configuration.entries.map {
            ShellWords.text(["\($0.name)=\($0.value.description)"])
        }.joined(separator: " ")
    }
}

/// Output of `podium best --json`.
private struct BestDocument: Encodable {
    var study: String
    var trial: Int
    var rank: Int
    var metrics: [String: DocumentValue]
    var configuration: [String: DocumentValue]

    init(study: String, trial: Trial, rank: Int) {
        self.study = study
        self.trial = trial.number
        self.rank = rank
        metrics = trial.metrics.mapValues { DocumentValue(value: .float($0)) }
        let values = trial.configuration.entries.map { ($0.name, DocumentValue(value: $0.value)) }
        configuration = Dictionary(values) { first, _ in first }
    }
}
