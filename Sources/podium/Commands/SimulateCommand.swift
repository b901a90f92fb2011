import ArgumentParser
import Foundation
import JobFiles
import Simulation
import Stages
import Studies
import StudyModel

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "What other searches of a recorded study or table would have found.",
        discussion: """
            Nothing is trained: trials get the values of recorded ones, in simulated time. The \
            record is a study's, or a table (.npz) that `podium table --curves` wrote. Give \
            --sampler, --scheduler and --slots several times to compare every combination.
            """)

    @Argument(
        help: ArgumentHelp(
            "A study's directory or name, or a recorded table (.npz).",
            valueName: "study-or-table"))
    var record: String

    @Option(
        help: ArgumentHelp(
            "A sampler as in a job file: tpe, or '{ type: tpe, lag: 1 }' (default: the study's; "
                + "random for a table).", valueName: "sampler"))
    var sampler: [String] = []

    @Option(
        help: ArgumentHelp(
            "A scheduler as in a job file: asha, or '{ type: asha, reduction: 4 }' (default: the "
                + "study's; none for a table).", valueName: "scheduler"))
    var scheduler: [String] = []

    @Option(
        help: ArgumentHelp("Slots of the simulated workers. (default: 1)", valueName: "n,…"),
        transform: OptionNumber.list())
    var slots = NumberList([1])

    @Option(
        help: "Trials of a search (default: as many as the study has, at most 100 for a table).",
        transform: OptionNumber.whole(from: 1))
    var trials: Int?

    @Option(
        help: "Searches per combination, each with its own seed. (default: 20)",
        transform: OptionNumber.whole(from: 1, to: 10000))
    var repeats = 20

    @Option(
        help: "The seed of the first search; the others have the next ones. (default: 0)",
        transform: OptionNumber.seed())
    var seed: UInt64 = 0

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var results: ResultsOption

    private static let mostTrials = 100_000

    func validate() throws {
        guard (1...10_000).contains(repeats) else {
            throw ValidationError("--repeats is \(repeats); expected a number from 1 to 10000")
        }
        if let trials, !(1...Self.mostTrials).contains(trials) {
            throw ValidationError(
                "--trials is \(trials); expected a number from 1 to \(Self.mostTrials)")
        }
        guard !slots.numbers.isEmpty, slots.numbers.allSatisfy({ (1...10_000).contains($0) })
        else {
            throw ValidationError("expected --slots from 1 to 10000, separated by commas")
        }
    }

    func run() throws {
        let samplers = try sampler.map { try MethodText.sampler($0, option: "--sampler") }
        let schedulers = try scheduler.map { try MethodText.scheduler($0, option: "--scheduler") }
        let (space, job) = try recorded()
        let usualTrials = job.map { min($0.trials, max(1, space.recorded.count)) } ?? 100
        let outcome = try SimulationOutcome(
            space,
            SearchSetting.combinations(
                samplers: samplers.isEmpty ? [job?.sampler ?? .random] : samplers,
                schedulers: schedulers.isEmpty ? [job?.scheduler ?? .none] : schedulers,
                slots: slots.numbers),
            trials: trials ?? min(usualTrials, Self.mostTrials), repeats: repeats, seed: seed)
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }

    /// The record, and the job of a study.
    private func recorded() throws -> (RecordedSpace, Job?) {
        if record.hasSuffix(".npz") {
            return (RecordedSpace(of: try CurveTable.read(file: record)), nil)
        }
        let reader = StudyReader(try StudyDirectory.find(record, results: results.results))
        defer { reader.close() }
        let job = try reader.job()
        var records: [TrialRecord] = []
        try reader.forEachRecord(below: try reader.standing().trials) { records.append($0) }
        return (try RecordedSpace(study: job, records), job)
    }
}
