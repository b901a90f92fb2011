package import StudyModel

/// All results of a study's trials, for programs: `table.csv`.
///
/// There is one row per trial with an outcome. Ranked trials come first, the best on top, then
/// unranked ones (failed, without a finite metric) by number. The job's columns come first,
/// in their order, then every remaining parameter, the state and every remaining metric. Like the
/// ranked table, it depends only on the job and the outcomes.
package struct StudyTable: Sendable {
    private enum Column {
        case rank, front, state, feasible
        case chosen(TableColumn)
    }

    private let job: Job
    private let ranking: Ranking
    private let unranked: [Trial]
    private let columns: [(heading: String, column: Column)]

    package init(job: Job, trials: some Sequence<Trial>) {
        self.job = job
        let finished = trials.filter { $0.state.isTerminal || $0.state == .paused }
        ranking = Ranking(metric: job.metric, trials: finished)
        unranked = finished.filter { Ranking.value(of: $0, job.metric) == nil }
            .sorted { $0.number < $1.number }
        columns = Self.columns(job, finished)
    }

    /// The rows and columns that the job requests.
    package func ranked(top: Int? = nil) -> RankedTable {
        RankedTable(job: job, ranking: ranking, top: top)
    }

    private static func columns(
        _ job: Job, _ trials: [Trial]
    ) -> [(heading: String, column: Column)] {
        var columns: [(heading: String, column: Column)] = [("Rank", .rank)]
        if job.metric.hasSeveralObjectives { columns.append((RankedTable.frontHeading, .front)) }
        var sources = job.columns.map(\.source)
        func add(_ heading: String, _ source: TableColumn.Source, always: Bool = false) {
            guard always || !sources.contains(source) else { return }
            sources.append(source)
            columns.append((heading, .chosen(TableColumn(heading: heading, source: source))))
        }
        add("Trial", .trial)
        for column in job.columns { add(column.heading, column.source, always: true) }
        for parameter in job.space.parameters { add(parameter.name, .parameter(parameter.name)) }
        columns.append(("State", .state))
        if !job.metric.feasible.isEmpty { columns.append(("Feasible", .feasible)) }
        var names: Set<String> = []
        for trial in trials { names.formUnion(trial.metrics.keys) }
        for name in MetricText.ordered(names, job.metric) { add(name, .metric(name)) }
        if job.runs > 1 {
            for name in MetricText.ordered(names, job.metric) {
                add("\(name)_deviation", .deviation(name))
            }
            add("Runs", .runs)
        }
        // A parameter may have the same name as a column of the job.
        let headings = JSONText.distinct(columns.map(\.heading))
        return zip(headings, columns).map { ($0, $1.column) }
    }

    /// The trials with their ranks; rank 0 means unranked.
    ///
    /// - Parameter top: only this many of the best; nil means all, including unranked ones.
    private func trials(top: Int?) -> [(rank: Int, front: Int?, trial: Trial)] {
        ranking.placed(top).enumerated().map {
            ($0.offset + 1, $0.element.front, $0.element.trial)
        } + (top == nil ? unranked : []).map { (0, nil, $0) }
    }

    private func cell(
        _ column: Column, _ rank: Int, _ front: Int?, _ trial: Trial
    ) -> RankedTable.Cell {
        switch column {
        case .front: RankedTable.cell(front: front)
        case .rank: rank > 0 ? .int(rank) : .empty
        case .state: .text(trial.state.rawValue)
        case .feasible:
            rank > 0 ? .bool(job.metric.score(of: trial.metrics).isFeasible) : .empty
        case .chosen(let column): RankedTable.cell(column, job: job, trial: trial)
        }
    }

    /// Comma-separated values with a header line.
    ///
    /// Quoting is as in RFC 4180, line ends are LF. A missing value is an empty field.
    package func csv(top: Int? = nil) -> String {
        var csv = CSVText()
        csv.appendLine(columns.map(\.heading))
        for (rank, front, trial) in trials(top: top) {
            for (_, column) in columns { csv.append(cell(column, rank, front, trial)) }
            csv.endLine()
        }
        return csv.text
    }

    /// An array of objects, one per line, with the headings as keys in column order.
    ///
    /// Missing values, and numbers that JSON can't represent (NaN, infinities), are null. Inactive
    /// parameters have no key.
    package func json(top: Int? = nil) -> String {
        let keys = columns.map(\.heading)
        return JSONText.objects(
            trials(top: top).lazy.map { rank, front, trial in
                zip(keys, columns).compactMap {
                    cell($1.column, rank, front, trial).json(key: $0)
                }
            })
    }
}
