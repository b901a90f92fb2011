import Portable
import Search
import StudyModel
import Yams

/// Checks that need several parts of a job: the pools, the budget and the table.
extension JobReader {
    /// Draws the pools of the space; nil if a part of the space or a pool is invalid.
    mutating func resolve(_ space: SearchSpace?, seed: UInt64?) -> SearchSpace? {
        guard let space, let seed else { return nil }
        do {
            return try space.resolvingPools(seed: seed)
        } catch {
            let position = error.parameter.flatMap { parameterPositions[$0] }
            note("\(error)", at: position ?? Position(line: 1, column: 1))
            return nil
        }
    }

    /// The number of trials: all runs of each configuration.
    mutating func trials(
        _ fields: JobFields, _ sampler: SamplerSpec?, _ scheduler: SchedulerSpec?,
        _ space: SearchSpace?, _ repeats: Repeats?
    ) -> Int? {
        guard
            let configurations = configurations(fields, sampler, scheduler, space, repeats?.rule)
        else { return nil }
        guard configurations < Job.endlessTrials else { return Job.endlessTrials }
        let (trials, overflows) = configurations.multipliedReportingOverflow(
            by: repeats?.runs ?? 1)
        if !overflows, trials <= JobFile.mostTrials { return trials }
        note(
            "\(configurations, "configuration") with \(repeats?.runs ?? 1, "run") each are more "
                + "than \(JobFile.mostTrials, "trial")",
            at: fields.values["repeats"]?.position ?? fields.position)
        return nil
    }

    /// The number of configurations: the requested number, or the size of a grid; endless if only
    /// the budget limits it.
    private mutating func configurations(
        _ fields: JobFields, _ sampler: SamplerSpec?, _ scheduler: SchedulerSpec?,
        _ space: SearchSpace?, _ repeats: RepeatRule?
    ) -> Int? {
        let range = 1...JobFile.mostTrials
        var asked: Int?
        var place = JobMistake.Place.file(file, fields.position)
        if let value = overrides.trials {
            place = .option("--trials")
            guard range.contains(value) else {
                note("\(value); expected \(Self.expectation(range))", at: place)
                return nil
            }
            asked = value
        } else if let node = fields["trials"] {
            place = .file(file, node.position)
            asked = int(node, path: "trials", in: range)
            if asked == nil { return nil }
        }
        guard let sampler else { return nil }
        guard SamplerKind.named(sampler.type)?.isExhaustive == true else {
            if asked == nil, fields["budget"] != nil, scheduler?.type != SchedulerKind.pbt.name {
                return Job.endlessTrials
            }
            if asked == nil {
                noteMissing(
                    "trials", of: fields, expected: Self.expectation(range), at: place)
            }
            if let asked, repeats != .always, let count = space?.configurationCount,
                asked > count
            {
                warn(
                    "\(asked, "trial"), but the space has only \(count, "configuration"): "
                        + (repeats == .never
                            ? "the search ends when all were tried"
                            : "some will be tried more than once"),
                    at: place)
            }
            return asked
        }
        return gridTrials(fields, asked, place, space, limit: range.upperBound)
    }

    private mutating func gridTrials(
        _ fields: JobFields, _ asked: Int?, _ place: JobMistake.Place, _ space: SearchSpace?,
        limit: Int
    ) -> Int? {
        guard let space else { return nil }
        let continuous = space.parameters.filter { $0.domain.count == nil }
        for parameter in continuous {
            let error = SearchError.continuousGrid(parameter: parameter.name)
            note("\(error)", at: parameterPositions[parameter.name] ?? fields.position)
        }
        guard continuous.isEmpty else { return nil }
        let spacePlace = fields.values["space"]?.position ?? fields.position
        if space.isConditional || !space.constraints.isEmpty {
            return restrictedGrid(asked, place, space, spacePlace)
        }
        guard let product = space.combinationCount, product <= limit else {
            note("the grid has more than \(limit, "configuration")", at: spacePlace)
            return nil
        }
        guard let asked, asked != product else { return product }
        let counts = space.parameters.map { "\($0.domain.count ?? 0)" }.joined(separator: " × ")
        let text = space.parameters.count > 1 ? "\(counts) = \(product)" : "\(product)"
        note(
            "\(asked, "trial"), but the grid has \(text) configurations; "
                + "leave trials out, or use the random sampler", at: place)
        return nil
    }

    /// The number of configurations that conditions and constraints leave of a grid.
    private mutating func restrictedGrid(
        _ asked: Int?, _ place: JobMistake.Place, _ space: SearchSpace, _ spacePlace: Position
    ) -> Int? {
        do {
            let count = try GridSampler(space: space).limit
            guard let asked, asked != count else { return count }
            note(
                "\(asked, "trial"), but the grid has \(count ?? 0, "configuration"); leave trials "
                    + "out, "
                    + "or use the random sampler", at: place)
        } catch {
            note("\(error)", at: self.place(of: error) ?? spacePlace)
        }
        return nil
    }

    /// The position of what an error is about; nil if it has none of its own.
    func place(of error: SearchError) -> Position? {
        if case .noConfiguration(let index, _, _, _) = error,
            constraintPositions.indices.contains(index)
        {
            return constraintPositions[index]
        }
        if case .excludedInitial(let index) = error, initialPositions.indices.contains(index) {
            return initialPositions[index]
        }
        return error.parameter.flatMap { parameterPositions[$0] }
    }

    // MARK: The table

    /// The columns of the ranked table.
    ///
    /// By default: the trial, every parameter with more than one value, and the objectives.
    mutating func columns(
        _ fields: JobFields, _ space: [Parameter]?, _ metric: Metric?,
        _ requirements: ObjectiveRequirements?, _ repeats: Repeats?
    ) -> [TableColumn]? {
        guard let node = fields["table"] else {
            guard let space, let metric else { return nil }
            let varied = space.filter { $0.domain.count != 1 }
            return [TableColumn(heading: "Trial", source: .trial)]
                + varied.map { TableColumn(heading: $0.name, source: .parameter($0.name)) }
                + metric.objectives.map {
                    TableColumn(heading: $0.name, source: .metric($0.name))
                }
                + (repeats.map { $0.runs > 1 } == true ? Self.runColumns(of: metric) : [])
        }
        guard let elements = elements(node, path: "table", of: "columns") else { return nil }
        if elements.isEmpty {
            note("table is empty; expected at least one column, or no table", at: node.position)
        }
        var columns: [TableColumn] = []
        var headings: [String: Position] = [:]
        for (index, element) in elements.enumerated() {
            let path = "table column \(index + 1)"
            guard let column = column(element, path: path, space, requirements) else { continue }
            if let first = headings[column.heading] {
                note(
                    "\(path) is headed '\(column.heading.shown)' like the one on line \(first.line)"
                        + "; expected a heading of its own", at: element.position)
            }
            headings[column.heading] = headings[column.heading] ?? element.position
            columns.append(column)
        }
        return columns
    }

    private static func runColumns(of metric: Metric) -> [TableColumn] {
        let isOne = metric.objectives.count == 1
        return metric.objectives.map {
            TableColumn(
                heading: isOne ? "deviation" : $0.name + " deviation", source: .deviation($0.name))
        } + [TableColumn(heading: "runs", source: .runs)]
    }

    private mutating func column(
        _ node: Node, path: String, _ space: [Parameter]?,
        _ requirements: ObjectiveRequirements?
    ) -> TableColumn? {
        guard let fields = fields(node, path: path, known: JobKeys.column) else { return nil }
        let digits = optional(fields, "digits", default: nil as Int?) {
            $0.int($1, path: $2, in: 1...17).map { .some($0) }
        }
        let sources = JobKeys.columnSources.filter { fields[$0] != nil }
        guard let key = sources.first, sources.count == 1, let source = fields[key] else {
            let found = sources.isEmpty ? "none of them" : sources.joined(separator: " and ")
            note(
                "\(path) has \(found); expected exactly one of "
                    + Spelling.joined(JobKeys.columnSources),
                at: node.position)
            return nil
        }
        let name: String?
        switch key {
        case "parameter":
            name =
                space.map { parameters in
                    word(source, path: fields.path(key), of: parameters.map(\.name))
                } ?? text(source, path: fields.path(key))
        case "metric", "deviation":
            name = metricName(source, path: fields.path(key), requirements)
        default: name = word(source, path: fields.path(key), of: JobKeys.columnValues)
        }
        let standard = (name ?? "") + (key == "deviation" ? " deviation" : "")
        let heading = optional(fields, "heading", default: standard) {
            $0.heading($1, path: $2)
        }
        guard let name, let heading, let digits else { return nil }
        let value: TableColumn.Source =
            switch key {
            case "parameter": .parameter(name)
            case "metric": .metric(name)
            case "deviation": .deviation(name)
            default: name == "epochs" ? .epochs : name == "runs" ? .runs : .trial
            }
        return TableColumn(heading: heading, source: value, digits: digits)
    }

    /// Reads a heading, which is one line of text.
    private mutating func heading(_ node: Node, path: String) -> String? {
        guard let text = text(node, path: path) else { return nil }
        let isLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        if !text.isEmpty, isLine { return text }
        note("\(path) is '\(text.shown)'; expected a line of text", at: node.position)
        return nil
    }
}
