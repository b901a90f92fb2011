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
            to standard error. With several objectives the first row is the best trial by the \
            first objective; --front prints the Pareto front: all trials that no other one \
            dominates.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Option(
        help: ArgumentHelp("Which row of the ranked table. (default: 1)", valueName: "r"),
        transform: OptionNumber.whole(from: 1))
    var rank = 1

    @Flag(help: "Print JSON: study, trial, rank, metrics and configuration.")
    var json = false

    @Flag(help: "Print a job file whose space has the configuration's values as constants.")
    var job = false

    @Flag(help: "Print the whole first Pareto front of a study with several objectives.")
    var front = false

    @OptionGroup var results: ResultsOption

    func validate() throws {
        guard rank > 0 else { throw ValidationError("--rank is \(rank); expected a number from 1") }
        guard !json || !job else {
            throw ValidationError("--json and --job are two forms; give one of them")
        }
        guard !front || !job && rank == 1 else {
            throw ValidationError(
                "--front prints several trials; leave out \(job ? "--job" : "--rank")")
        }
    }

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let record = try StudyReader.status(of: directory).record
        if front { return try writeFront(of: record, in: directory) }
        let runs = record.trials.map(\.trial)
        let ranked = Ranking(of: record.job, runs: runs, limit: rank).placed()
        guard ranked.count == rank, let (trial, front) = ranked.last else {
            throw InputError(
                "\(directory.name): there is no rank \(rank): so far \(record.job.metric.name) "
                    + "ranks \(ranked.count, "trial"); see podium status \(directory.name)")
        }
        if json {
            return try StandardOutput.write(
                json: BestDocument(
                    study: directory.name, trial: trial, rank: rank, front: front))
        }
        Terminal.error(
            "rank \(rank) of \(directory.name): trial \(trial.number), "
                + Self.values(of: trial, record.job.metric))
        try StandardOutput.write(
            job ? BestTrialJob.text(of: trial, record, in: directory) : Self.line(trial))
    }

    /// A line, or a JSON object, for each trial that no other one dominates, in the table's order.
    private func writeFront(of record: StudyRecord, in directory: StudyDirectory) throws {
        let metric = record.job.metric
        guard metric.hasSeveralObjectives else {
            throw InputError(
                "\(directory.name) has one objective, \(metric.name), and so no Pareto front; "
                    + "leave out --front")
        }
        let trials = Ranking(of: record.job, runs: record.trials.map(\.trial)).firstFront
        if json {
            return try StandardOutput.write(
                json: trials.enumerated().map {
                    BestDocument(
                        study: directory.name, trial: $0.element, rank: $0.offset + 1, front: 1)
                })
        }
        Terminal.error(
            "\(trials.count, "trial") on the Pareto front of \(directory.name): no other "
                + "\(metric.feasibleWord)one is at least as good by every objective and better "
                + "by one")
        for trial in trials {
            Terminal.error("trial \(trial.number), " + Self.values(of: trial, metric))
            try StandardOutput.write(Self.line(trial))
        }
    }

    /// `validation_loss 0.012, parameters 4000.0`, with every digit.
    private static func values(of trial: Trial, _ metric: Metric) -> String {
        let values = metric.objectives.compactMap { objective in
            trial.metrics[objective.name].map { "\(objective.name) \($0)" }
        }
        let note = metric.violation(by: trial.metrics) == 0 ? "" : ", not feasible"
        return (values.isEmpty ? metric.name : values.joined(separator: ", ")) + note
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
    /// The number of the Pareto front; nil with one objective.
    var front: Int?
    var metrics: [String: DocumentValue]
    var configuration: [String: DocumentValue]

    init(study: String, trial: Trial, rank: Int, front: Int?) {
        self.study = study
        self.trial = trial.number
        self.rank = rank
        self.front = front
        metrics = trial.metrics.mapValues { DocumentValue(value: .float($0)) }
        let values = trial.configuration.entries.map { ($0.name, DocumentValue(value: $0.value)) }
        configuration = Dictionary(values) { first, _ in first }
    }
}
