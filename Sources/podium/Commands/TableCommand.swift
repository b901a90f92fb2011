import ArgumentParser
import Foundation
import Portable
import Reporting
import Simulation
import Studies
import StudyModel

extension TableFormat: ExpressibleByArgument {}

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Print a study's ranked table, of a running study too.")

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Option(
        help: ArgumentHelp(
            "Rows, or 'all' (default: the job's `top`; all in CSV and JSON).", valueName: "k"))
    var top: String?

    @Option(help: "The table's format.")
    var format = TableFormat.text

    @Option(
        help: ArgumentHelp(
            "Write the curve of every trial to this directory of recorded tables instead.",
            valueName: "dir"))
    var curves: String?

    @OptionGroup var results: ResultsOption

    func validate() throws {
        if curves != nil, top != nil || format != .text {
            throw ValidationError(
                "--curves writes a table of its own; leave out --top and --format")
        }
        guard let top, top != "all", (Int(top) ?? 0) < 1 else { return }
        throw ValidationError("--top is \(top); expected a number from 1, or 'all'")
    }

    func run() throws {
        let reader = StudyReader(try StudyDirectory.find(study, results: results.results))
        defer { reader.close() }
        let job = try reader.job()
        if let curves { return try write(reader, job, to: curves) }
        let top = rows(job.top)
        switch format {
        case .csv: try StandardOutput.write(try table(reader, top).csv(top: top))
        case .json: try StandardOutput.write(try table(reader, top).json(top: top))
        case .text, .markdown, .latex:
            let table = RankedTable(job: job, trials: try reader.best(top), top: top)
            try StandardOutput.write(table.render(format, width: Terminal.outputWidth))
        }
    }

    /// All columns of the study, for the best trials or for all trials.
    private func table(_ reader: StudyReader, _ top: Int?) throws -> StudyTable {
        if let top { return StudyTable(job: try reader.job(), trials: try reader.best(top)) }
        var trials: [Trial] = []
        let job = try reader.job()
        try reader.forEachTrial(below: try reader.standing().trials) { trials.append($0) }
        return StudyTable(job: job, trials: job.averaged(trials))
    }

    /// Writes the study's curves as a recorded table.
    private func write(_ reader: StudyReader, _ job: Job, to directory: String) throws {
        var records: [TrialRecord] = []
        try reader.forEachRecord(below: try reader.standing().trials) { records.append($0) }
        let table = try CurveTable(recordOf: job, records)
        let files = try table.write(to: directory)
        try StandardOutput.write(
            "\(table.rows, "curve") of \(table.epochs, "epoch"): \(files.joined(separator: ", "))")
    }

    private func rows(_ standard: Int) -> Int? {
        switch top {
        case "all": nil
        case .some(let number): Int(number)
        case nil: format == .csv || format == .json ? nil : standard
        }
    }
}
