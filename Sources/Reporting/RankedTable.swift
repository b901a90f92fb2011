package import StudyModel

/// The ranked trials of a study in the columns that its job asks for.
///
/// It has no clock, no host and no attempt count: it depends on the job and the outcomes of the
/// trials alone.
package struct RankedTable: Sendable, Equatable {
    /// What is in one place of the table.
    package enum Cell: Sendable, Hashable {
        case empty
        case int(Int)
        /// A number, and to how many significant digits people read it.
        case float(Double, digits: Int, keepsZeros: Bool)
        case text(String)
        case bool(Bool)

        /// Whether it lines up on the right.
        var isNumber: Bool {
            switch self {
            case .int, .float: true
            case .empty, .text, .bool: false
            }
        }

        /// For people: floats rounded.
        package var rounded: String {
            switch self {
            case .empty: ""
            case .int(let value): value.description
            case .float(let value, let digits, let keepsZeros):
                NumberText.rounded(value, digits: digits, keepsZeros: keepsZeros)
            case .text(let value): value
            case .bool(let value): value.description
            }
        }
    }

    /// The significant digits of columns that don't say: enough to tell trials apart.
    private static let metricDigits = 4
    private static let parameterDigits = 3

    package let headings: [String]
    /// A row a trial, best first; as many cells as there are headings.
    package let rows: [[Cell]]
    /// The column of the metric that is ranked by, if there is one.
    package let metricColumn: Int?

    /// The best `top` of some trials, or all that can be ranked where it is nil.
    package init(job: Job, trials: [Trial], top: Int? = nil) {
        self.init(job: job, ranking: Ranking(metric: job.metric, trials: trials), top: top)
    }

    /// The best `top` trials of a ranking, or all where it is nil.
    package init(job: Job, ranking: Ranking, top: Int? = nil) {
        // A job that lists the trial's number among its columns has it there and not twice.
        let hasTrialColumn = job.columns.contains { $0.source == .trial }
        let fixed = hasTrialColumn ? ["Rank"] : ["Rank", "Trial"]
        headings = fixed + job.columns.map(\.heading)
        metricColumn = job.columns.firstIndex { $0.source == .metric(job.metric.name) }
            .map { $0 + fixed.count }
        rows = ranking.top(top).enumerated().map { index, trial in
            let leading: [Cell] = hasTrialColumn ? [] : [.int(trial.number)]
            return [.int(index + 1)] + leading
                + job.columns.map { Self.cell($0, job: job, trial: trial) }
        }
    }

    static func cell(_ column: TableColumn, job: Job, trial: Trial) -> Cell {
        switch column.source {
        case .trial: return .int(trial.number)
        case .epochs: return .int(job.epochs)
        case .metric(let name):
            guard let value = trial.metrics[name] else { return .empty }
            return .float(value, digits: column.digits ?? metricDigits, keepsZeros: true)
        case .parameter(let name):
            switch trial.configuration[name] {
            case .float(let value):
                return .float(value, digits: column.digits ?? parameterDigits, keepsZeros: false)
            case .int(let value): return .int(value)
            case .text(let value): return .text(value)
            case .bool(let value): return .bool(value)
            case nil: return .empty
            }
        }
    }
}

/// How a table is written.
package enum TableFormat: String, Sendable, Hashable, CaseIterable {
    case text, markdown, csv, json, latex
}

extension RankedTable {
    /// The table in a format, ending in a newline.
    ///
    /// `width` is how many columns a terminal has; it counts for text alone. Text, Markdown and
    /// LaTeX round floats; CSV and JSON carry every digit and are the same bytes on every machine.
    package func render(_ format: TableFormat, width: Int? = nil) -> String {
        switch format {
        case .text: text(width: width)
        case .markdown: markdown()
        case .csv: csv()
        case .json: json()
        case .latex: latex()
        }
    }

    /// Whether a column lines up on the right: it has numbers and nothing else.
    func isNumeric(_ column: Int) -> Bool {
        var numbers = 0
        for row in rows {
            if row[column].isNumber { numbers += 1 } else if row[column] != .empty { return false }
        }
        return numbers > 0 || rows.isEmpty && column == 0
    }
}
