import Foundation

/// What searches came to, as a Markdown table.
///
/// It has a row per subject and sampler, and a column per number of trials.
struct BudgetTable {
    /// A number with its standard error.
    struct Cell {
        /// What was searched.
        var subject: String
        var sampler: String
        /// Nil if the sampler does not use outcomes.
        var lag: Int?
        var trials: Int
        var mean: Double
        var standardError: Double

        /// The subject and how it was searched, which the cells of a row share.
        fileprivate var start: String {
            "| \(subject) | \(sampler)\(lag.map { ", lag \($0)" } ?? "") |"
        }
    }

    /// The heading of the subjects.
    let heading: String
    /// Row by row; all rows have the same numbers of trials.
    let cells: [Cell]

    var lines: [String] {
        guard let first = cells.first else { return [] }
        let budgets = cells.prefix { $0.start == first.start }.map(\.trials)
        let columns = budgets.map { "\($0) trials" }.joined(separator: " | ")
        let rows = stride(from: 0, to: cells.count, by: budgets.count).map { start in
            let texts = cells[start..<start + budgets.count].map {
                String(format: "%.3g ± %.2g", $0.mean, $0.standardError)
            }
            return "\(cells[start].start) \(texts.joined(separator: " | ")) |"
        }
        return [
            "| \(heading) | sampler | \(columns) |",
            "|---|---|" + String(repeating: "---|", count: budgets.count),
        ] + rows
    }
}
