import ArgumentParser
import Foundation
import Reporting
import Runtime

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
        let rows = rows(job.top)
        let table = RankedTable(job: job, trials: try reader.best(rows), top: rows)
        let width = Terminal.size(of: STDOUT_FILENO)?.columns
        try StandardOutput.write(table.render(format, width: width))
    }

    private func rows(_ standard: Int) -> Int? {
        switch top {
        case "all": nil
        case .some(let number): Int(number)
        case nil: format == .csv || format == .json ? nil : standard
        }
    }
}
