package import StudyModel

/// The ranked trials of a study in the columns that its job requests.
///
/// It contains no time, host or attempt count: it depends only on the job and the trials' outcomes.
package struct RankedTable: Sendable, Equatable {
    /// The value of one table cell.
    package enum Cell: Sendable, Hashable {
        case empty
        /// A parameter that is inactive in the trial's configuration.
        case inactive
        case null
        case int(Int)
        /// A number, with the number of significant digits to show.
        case float(Double, digits: Int, keepsZeros: Bool)
        case text(String)
        case bool(Bool)

        /// Whether the cell is aligned to the right.
        var isNumber: Bool {
            switch self {
            case .int, .float: true
            case .empty, .inactive, .null, .text, .bool: false
            }
        }

        /// The text for people: floats rounded, and quotes for a word without letters.
        package var rounded: String {
            switch self {
            case .empty: ""
            case .inactive: "–"
            case .null: "null"
            case .int(let value): value.description
            case .float(let value, let digits, let keepsZeros):
                NumberText.rounded(value, digits: digits, keepsZeros: keepsZeros)
            case .text(let value): ConfigurationText.word(value)
            case .bool(let value): value.description
            }
        }
    }

    /// The significant digits of columns without `digits`: enough to distinguish trials.
    static let metricDigits = 4
    static let parameterDigits = 3
    private static let deviationDigits = 2

    package let headings: [String]
    /// One row per trial, best first; each has one cell per heading.
    package let rows: [[Cell]]
    /// The columns that a narrow terminal keeps, the most important first: the first objective, the
    /// rank, the trial, further objectives, the front.
    package let keptColumns: [Int]

    /// The best `top` trials, or all that can be ranked if nil.
    package init(job: Job, trials: [Trial], top: Int? = nil) {
        self.init(job: job, ranking: Ranking(metric: job.metric, trials: trials), top: top)
    }

    /// The best `top` trials of a ranking, or all if nil.
    package init(job: Job, ranking: Ranking, top: Int? = nil) {
        // If the job lists the trial's number as a column, don't add it again.
        let hasTrialColumn = job.columns.contains { $0.source == .trial }
        let hasFronts = job.metric.hasSeveralObjectives
        let fixed =
            ["Rank"] + (hasFronts ? [Self.frontHeading] : []) + (hasTrialColumn ? [] : ["Trial"])
        headings = fixed + job.columns.map(\.heading)
        let objectives = job.metric.objectives.compactMap { objective in
            job.columns.firstIndex { $0.source == .metric(objective.name) }
                .map { $0 + fixed.count }
        }
        let (rank, front, trial) = (0, hasFronts ? 1 : nil, hasFronts ? 2 : 1)
        var kept: [Int] = []
        for column in objectives.prefix(1) + [rank, trial] + objectives.dropFirst()
            + [front].compactMap({ $0 }) where !kept.contains(column)
        {
            kept.append(column)
        }
        keptColumns = kept
        let cells: [[Cell]] = ranking.placed(top).enumerated().map { index, placed in
            let (trial, front) = placed
            return [.int(index + 1)] + (hasFronts ? [Self.cell(front: front)] : [])
                + (hasTrialColumn ? [] : [.int(trial.number)])
                + job.columns.map { Self.cell($0, job: job, trial: trial) }
        }
        rows = Self.distinct(cells, columns: job.columns, fixed: fixed.count)
    }

    /// The heading of the numbers of Pareto fronts, which a study with several objectives has.
    static let frontHeading = "Front"

    /// A front's number; empty for trials that are not complete or not feasible.
    static func cell(front: Int?) -> Cell { front.map { .int($0) } ?? .empty }

    static func cell(_ column: TableColumn, job: Job, trial: Trial) -> Cell {
        switch column.source {
        case .trial: return .int(trial.number)
        case .epochs: return .int(trial.epoch > 0 ? trial.epoch : job.epochs)
        case .runs: return .int(trial.spread?.count ?? 1)
        case .deviation(let name):
            guard let value = trial.spread?.deviations[name] else { return .empty }
            return .float(value, digits: column.digits ?? deviationDigits, keepsZeros: true)
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
            case .null: return .null
            case nil: return .inactive
            }
        }
    }
}

/// The output format of a table.
package enum TableFormat: String, Sendable, Hashable, CaseIterable {
    case text, markdown, csv, json, latex
}

extension RankedTable {
    /// The table in a format, ending in a newline.
    ///
    /// `width` is the number of columns of a terminal; only text uses it. Text, Markdown and LaTeX
    /// round floats. CSV and JSON contain every digit and are the same bytes on every machine.
    package func render(_ format: TableFormat, width: Int? = nil) -> String {
        switch format {
        case .text: text(width: width)
        case .markdown: markdown()
        case .csv: csv()
        case .json: json()
        case .latex: latex()
        }
    }

    /// Whether a column has only numbers and so is aligned to the right.
    func isNumeric(_ column: Int) -> Bool {
        var numbers = 0
        for row in rows {
            switch row[column] {
            case .int, .float: numbers += 1
            case .empty, .inactive, .null: break
            case .text, .bool: return false
            }
        }
        return numbers > 0 || rows.isEmpty && column == 0
    }
}
