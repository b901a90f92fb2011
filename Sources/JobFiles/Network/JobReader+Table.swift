import Models
import Portable
import StudyModel
import Yams

/// A table as the data set: CSV files, whose columns are read to find what the job leaves out.
extension JobReader {
    /// - Parameter objective: nil if it is unknown; its needs of the target are then not checked.
    mutating func table(_ node: Node, _ objective: NetworkKind?) -> TableDataset? {
        guard let fields = fields(node, path: "dataset", known: JobKeys.table) else { return nil }
        let before = mistakes.count
        let path = required(fields, "table", expected: "the path of a CSV file") {
            $0.text($1, path: $2)
        }
        let separator = optional(fields, "separator", default: nil as String?) {
            $0.separator($1, path: $2).map { .some($0) }
        }
        var settings = TableSettings()
        let markers = missing(fields, &settings)
        settings.targets = columnNames(fields, "target")
        settings.ignored = columnNames(fields, "ignore")
        settings.identifiers = columnNames(fields, "identifiers")
        settings.types = types(fields)
        settings.embeddings = embeddings(fields)
        guard mistakes.count == before, let path, let separator, let markers else { return nil }
        guard
            let survey = survey(
                path, separator: separator, markers: markers, fields["table"]?.position)
        else { return nil }
        tableSurvey = survey
        checkSeparator(survey, given: separator, fields["table"]?.position ?? node.position)
        guard mistakes.count == before else { return nil }
        checkNames(settings, survey, fields, objective)
        guard mistakes.count == before else { return nil }
        let columns = columns(of: survey, settings, fields)
        let classes =
            objective?.predictsClasses == true ? classes(of: survey, settings) : .some(nil)
        if objective?.predictsNumbers == true { checkNumbers(settings.targets, survey) }
        if let objective { checkEmbeddings(settings, objective) }
        guard mistakes.count == before, let columns, let classes else { return nil }
        var table = TableDataset(
            training: survey.file, format: survey.format, fill: settings.fill, columns: columns,
            targets: settings.targets.map(\.name), classes: classes,
            identifiers: settings.identifiers.map(\.name))
        addTest(to: &table, fields, survey)
        checkInputs(table, fields)
        guard mistakes.count == before else { return nil }
        let held = table.testCount(of: survey.rowCount)
        if table.testRows != nil { heldRows = held }
        let count = survey.rowCount - held
        sampleFacts.append(
            (
                "dataset.train.values",
                SampleFacts(
                    count: count, lowest: 0, highest: 0, mappedLowest: 0, mappedHighest: 0,
                    byteCount: survey.rowCount * table.inputCount * 4), node.position
            ))
        return table
    }

    private mutating func survey(
        _ name: String, separator: String?, markers: [String], _ position: Position?
    ) -> TableSurvey? {
        do {
            return try environment.table(
                TableQuestion(
                    path: JobEnvironment.resolve(name, besides: file), separator: separator,
                    markers: markers))
        } catch {
            note("\("\(error)".onOneLine)", at: position ?? Position(line: 1, column: 1))
            return nil
        }
    }

    // MARK: Columns

    /// Notes names that the file doesn't have, and columns with two uses.
    private mutating func checkNames(
        _ settings: TableSettings, _ survey: TableSurvey, _ fields: JobFields,
        _ objective: NetworkKind?
    ) {
        let known = survey.columns.map(\.name)
        let place = fields["table"]?.position ?? fields.position
        let uses = [
            ("target", settings.targets), ("ignore", settings.ignored),
            ("identifiers", settings.identifiers), ("types", settings.types.map(\.column)),
            ("embeddings", settings.embeddings.map(\.column)),
        ]
        let named = Set(uses.flatMap(\.1).map(\.name))
        if named.isDisjoint(with: known) {
            guard named.isEmpty || !noteMissingHeader(survey, "table", place) else { return }
            warnOfHeader(survey, place)
        }
        for (key, names) in uses {
            for column in names where !known.contains(column.name) {
                let suggestion = Spelling.suggestion(for: column.name, among: known)
                note(
                    "dataset.\(key): \(survey.file.path) has no column '\(column.name.shown)'"
                        + (suggestion.nonEmpty ?? "; it has " + Self.list(known)),
                    at: column.position)
            }
        }
        var firstUses: [String: String] = [:]
        for (key, names) in uses.dropLast(2) {
            for column in names {
                guard let first = firstUses.updateValue(key, forKey: column.name) else { continue }
                note(
                    "the column '\(column.name.shown)' is in dataset.\(first) already"
                        + (first == key ? "" : " and can't be in dataset.\(key) too"),
                    at: column.position)
            }
        }
        for (column, _) in settings.embeddings {
            guard let use = firstUses[column.name] else { continue }
            note(
                "the column '\(column.name.shown)' is in dataset.\(use), so it is no input and has "
                    + "no embedding", at: column.position)
        }
        checkTypes(settings, firstUses, objective)
        let isOne = objective?.predictsClasses == true
        if objective?.isSupervised == true, settings.targets.isEmpty {
            noteMissing(
                "target", of: fields,
                expected: "the column that the network predicts, one of " + Self.list(known))
        } else if isOne, settings.targets.count > 1 {
            note(
                "dataset.target has \(settings.targets.count, "column"); expected one, the class",
                at: settings.targets[1].position)
        }
    }

    static func list(_ names: [String]) -> String {
        names.prefix(12).map(\.shown).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }

    /// The input columns: all that have no other use; nil if there are none.
    private mutating func columns(
        of survey: TableSurvey, _ settings: TableSettings, _ fields: JobFields
    ) -> [TableDataset.Column]? {
        let before = mistakes.count
        let used = Set(
            (settings.targets + settings.ignored + settings.identifiers).map(\.name))
        let place = fields["table"]?.position ?? fields.position
        var columns: [TableDataset.Column] = []
        var remarks = ColumnRemarks()
        defer { warn(remarks, of: survey) }
        for (index, found) in survey.columns.enumerated() where !used.contains(found.name) {
            let type = settings.types.first { $0.column.name == found.name }
            let position = type?.column.position ?? place
            guard !found.isEmpty else {
                remarks.add(
                    .empty, found, "the column '\(found.name.shown)' has no values and is left out",
                    position)
                continue
            }
            warnAboutNumbering(found, at: index, survey, position)
            if type == nil, noteUnreadNumbers(found, survey, position) { continue }
            let isNumeric = type.map { $0.type == .numeric } ?? found.isNumeric
            let embedding = settings.embeddings.first { $0.column.name == found.name }
            if isNumeric {
                if let embedding {
                    note(
                        "dataset.embeddings.\(found.name.shown): the column is numeric; expected a "
                            + "categorical one: add types: { \(found.name.shown): categorical } if "
                            + "its numbers are categories", at: embedding.column.position)
                }
                if let text = found.firstText {
                    note(
                        "dataset.types.\(found.name.shown) is numeric, and line \(text.line) of "
                            + "\(survey.file.path) has '\(text.text.shown)'; "
                            + Self.expectation(
                                text.text, in: survey, "the text among missing.markers"),
                        at: position)
                }
                remarkOnConstant(found, position, &remarks)
                columns.append(
                    TableDataset.Column(
                        found.name,
                        hasIndicator: settings.hasIndicators && found.missingCount > 0))
            } else if var column = categories(
                of: found, survey, position, isStated: type != nil, &remarks)
            {
                column.embedding = embedding?.dimension
                columns.append(column)
            }
        }
        guard !columns.isEmpty || mistakes.count > before else {
            note("dataset.table has no column left as an input", at: place)
            return nil
        }
        return columns
    }

    private mutating func categories(
        of found: TableSurvey.Column, _ survey: TableSurvey, _ position: Position, isStated: Bool,
        _ remarks: inout ColumnRemarks
    ) -> TableDataset.Column? {
        let name = found.name.shown
        guard let texts = found.texts else {
            let example = found.first.map { ", such as '\($0.text.shown)'" } ?? ""
            note(
                "the column '\(name)' of \(survey.file.path) has more than "
                    + "\(TableDataset.largestCategoryCount) different texts\(example); expected a "
                    + "column of numbers or of few categories: add it to ignore or to identifiers"
                    + Self.plainAdvice(found), at: position)
            return nil
        }
        if !isStated, remarkOnDecoration(found, survey, position, &remarks) {
            // Nothing else is said of it.
        } else if let text = found.firstText, found.numberCount >= 10 * found.textCount {
            remarks.add(
                .mixed, found,
                "the column '\(name)' is read as categories, because line \(text.line) has "
                    + "'\(text.text.shown)' among \(found.numberCount, "number"); if that means a "
                    + "missing value, add it to missing.markers", position)
        } else if texts.count > 20, 2 * texts.count > survey.rowCount {
            remarks.add(
                .names, found,
                "the column '\(name)' has \(texts.count) different texts in \(survey.rowCount) "
                    + "rows; if they name the rows, add it to ignore or to identifiers", position)
        } else if texts.count == 1, found.missingCount == 0 {
            remarks.add(
                .constant, found,
                "the column '\(name)' is always '\(found.sortedTexts[0].shown)': there is nothing "
                    + "to learn from it", position)
        }
        return TableDataset.Column(
            found.name,
            categories: (found.missingCount > 0 ? [""] : []) + found.sortedTexts)
    }

    mutating func warnOfTable(
        _ survey: TableSurvey, _ text: String, _ position: Position
    ) {
        warn("\(survey.file.path): \(text)", at: .file(file, position))
    }

    /// Notes embeddings of a network that makes rows: it would have to make categories' numbers.
    private mutating func checkEmbeddings(_ settings: TableSettings, _ objective: NetworkKind) {
        guard !objective.isSupervised, let (column, _) = settings.embeddings.first else { return }
        note(
            "dataset.embeddings: the \(objective.rawValue) makes rows, and an embedded column is a "
                + "category's number, whose distance from others means nothing; leave embeddings "
                + "out, and each category is an input of its own", at: column.position)
    }

    // MARK: Targets

    /// The classes of a classifier's target; nil after a mistake.
    private mutating func classes(
        of survey: TableSurvey, _ settings: TableSettings
    ) -> [String]?? {
        guard let target = settings.targets.first, let found = survey[target.name] else {
            return nil
        }
        guard checkComplete(found, survey, target.position) else { return nil }
        guard let texts = found.texts, (2...256).contains(texts.count) else {
            let count =
                found.texts.map { "\($0.count)" }
                ?? "more than \(TableDataset.largestCategoryCount)"
            note(
                "dataset.target: the column '\(target.name.shown)' has \(count) different "
                    + "value\(found.texts?.count == 1 ? "" : "s"); expected 2 to 256 classes"
                    + (found.isNumeric ? ", or objective: regression for numbers" : ""),
                at: target.position)
            return nil
        }
        guard checkLines(of: found, survey, target.position) else { return nil }
        return .some(found.sortedTexts)
    }

    /// Numbers nearer to each other than this have too few digits for a mean and a deviation.
    private static let smallestSpread = 1e-290

    private mutating func checkNumbers(_ targets: [ColumnName], _ survey: TableSurvey) {
        for target in targets {
            guard let found = survey[target.name] else { continue }
            if let text = found.firstText {
                note(
                    "dataset.target: the column '\(target.name.shown)' has '\(text.text.shown)' in "
                        + "line \(text.line) of \(survey.file.path); "
                        + Self.expectation(
                            text.text, in: survey, "objective: classifier for classes"),
                    at: target.position)
            } else if checkComplete(found, survey, target.position), found.lowest == found.highest {
                note(
                    "dataset.target: the column '\(target.name.shown)' "
                        + Self.constancy(of: found) + "; expected different numbers",
                    at: target.position)
            } else if found.highest - found.lowest < Self.smallestSpread {
                note(
                    "dataset.target: the numbers of the column '\(target.name.shown)' differ by "
                        + "\(Self.shown(found.highest - found.lowest)) at most; expected "
                        + "differences of \(Self.smallestSpread) at least: multiply the numbers by "
                        + "a constant", at: target.position)
            }
        }
    }

    /// Notes a target without a value.
    private mutating func checkComplete(
        _ found: TableSurvey.Column, _ survey: TableSurvey, _ position: Position
    ) -> Bool {
        guard let line = found.firstMissing else { return true }
        let others = found.missingCount - 1
        note(
            "dataset.target: the column '\(found.name.shown)' has no value in line \(line) of "
                + survey.file.path
                + (others > 0 ? " and in \(others, "other line")" : "")
                + "; expected a value in each row: remove these rows", at: position)
        return false
    }

    private mutating func checkInputs(_ table: TableDataset, _ fields: JobFields) {
        guard table.inputCount > TableDataset.largestInputCount else { return }
        note(
            "the table's columns become \(table.inputCount) inputs; expected at most "
                + "\(TableDataset.largestInputCount): leave out columns of many categories",
            at: fields["table"]?.position ?? fields.position)
    }

    // MARK: The test samples

    /// A file, or a fraction of the rows.
    private mutating func addTest(
        to table: inout TableDataset, _ fields: JobFields, _ survey: TableSurvey
    ) {
        guard let node = fields["test"] else { return }
        if case .mapping = node {
            table.testRows = testRows(node, survey)
            return
        }
        guard let path = text(node, path: "dataset.test", expected: "a path, or a fraction"),
            let own = self.survey(
                path, separator: table.format.separator, markers: table.format.markers,
                node.position)
        else { return }
        table.test = own.file
        testSurvey = own
        checkTest(table, own, node.position)
        sampleFacts.append(
            (
                "dataset.test.values",
                SampleFacts(
                    count: own.rowCount, lowest: 0, highest: 0, mappedLowest: 0, mappedHighest: 0,
                    byteCount: own.rowCount * table.inputCount * 4), node.position
            ))
    }

    private mutating func testRows(
        _ node: Node, _ survey: TableSurvey
    ) -> TableDataset.TestRows? {
        guard let inner = fields(node, path: "dataset.test", known: JobKeys.testRows) else {
            return nil
        }
        let fraction = required(inner, "fraction", expected: "a share of the rows, 0.001 to 0.999")
        {
            $0.float($1, path: $2)
        }
        let seed = optional(inner, "seed", default: 0) { $0.seedValue($1, path: $2) }
        guard let fraction, let seed else { return nil }
        let rows = TableDataset.TestRows(fraction: fraction, seed: seed)
        let count = Int((Double(survey.rowCount) * min(max(fraction, 0), 1)).rounded())
        guard (0.001...0.999).contains(fraction), (1..<survey.rowCount).contains(count) else {
            note(
                "dataset.test.fraction \(Self.shown(fraction)) of \(survey.rowCount, "row") is "
                    + "\(count); expected a share from 0.001 to 0.999 that leaves one row at least "
                    + "to test on, and one to train on",
                at: inner["fraction"]?.position ?? node.position)
            return nil
        }
        return rows
    }

    /// Notes columns that the test file lacks, once.
    private mutating func noteMissingColumns(
        of table: TableDataset, _ survey: TableSurvey, _ position: Position
    ) {
        let missing = (table.inputNames + table.targets).filter { survey[$0] == nil }
        guard let first = missing.first else { return }
        let path = survey.file.path
        if survey.columns.count > 1, noteMissingHeader(survey, "test", position) { return }
        guard let only = survey.columns.first, survey.columns.count == 1, missing.count > 1 else {
            let columns =
                missing.count == 1
                ? "column '\(first.shown)'" : "columns " + Self.list(missing)
            return note(
                "dataset.test: \(path) has no \(columns), which the training file has",
                at: position)
        }
        let separator = table.format.separator == "\t" ? "a tab" : "'\(table.format.separator)'"
        let found = Self.separators.first { only.name.contains($0.character) }?.name
        note(
            "dataset.test: \(path) has one column, '\(only.name.shown)', and none of the "
                + "columns of the training file, which \(separator) separates"
                + (found.map { ", and here seemingly \($0)" } ?? "")
                + "; expected the same columns with the same separator", at: position)
    }

    /// Notes columns that the test file lacks, and values that the training file's columns don't
    /// allow.
    private mutating func checkTest(
        _ table: TableDataset, _ survey: TableSurvey, _ position: Position
    ) {
        let path = survey.file.path
        noteMissingColumns(of: table, survey, position)
        for column in table.columns {
            guard let found = survey[column.name] else { continue }
            if column.categories == nil, let text = found.firstText {
                note(
                    "dataset.test: the column '\(column.name.shown)' has '\(text.text.shown)' in "
                        + "line \(text.line) of \(path); expected a number, as in the training "
                        + "file", at: position)
            }
            let unseen = found.sortedTexts.filter { column.categories?.contains($0) == false }
            if !unseen.isEmpty {
                warnOfTable(
                    survey,
                    "the column '\(column.name.shown)' has categories that the training file "
                        + "lacks, and that count as none: \(Self.list(unseen))", position)
            }
        }
        for target in table.targets {
            guard let found = survey[target], checkComplete(found, survey, position) else {
                continue
            }
            if let classes = table.classes,
                let unseen = found.sortedTexts.first(where: { !classes.contains($0) })
            {
                note(
                    "dataset.test: the target '\(target.shown)' has the class '\(unseen.shown)', "
                        + "which the training file lacks; it has \(Self.list(classes))",
                    at: position)
            } else if table.classes == nil, let text = found.firstText {
                note(
                    "dataset.test: the target '\(target.shown)' has '\(text.text.shown)' in line "
                        + "\(text.line) of \(path); expected numbers", at: position)
            }
        }
    }
}
