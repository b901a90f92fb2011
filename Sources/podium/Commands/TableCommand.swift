import ArgumentParser
import Foundation
import Reporting
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

    @OptionGroup var results: ResultsOption

    func validate() throws {
        guard let top, top != "all", (Int(top) ?? 0) < 1 else { return }
        throw ValidationError("--top is \(top); expected a number from 1, or 'all'")
    }

    func run() throws {
        let reader = StudyReader(try StudyDirectory.find(study, results: results.results))
        defer { reader.close() }
        let job = try reader.job()
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
        try reader.forEachTrial(below: try reader.standing().trials) { trials.append($0) }
        return StudyTable(job: try reader.job(), trials: trials)
    }

    private func rows(_ standard: Int) -> Int? {
        switch top {
        case "all": nil
        case .some(let number): Int(number)
        case nil: format == .csv || format == .json ? nil : standard
        }
    }
}
