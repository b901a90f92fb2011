import Models
import StudyModel

/// What is said of a table's columns as a whole: their types, their separator, and what many of
/// them have in common.
extension JobReader {
    /// Remarks on single columns, of which a table may have thousands.
    struct ColumnRemarks {
        /// What columns can have in common.
        enum Kind: CaseIterable {
            case empty, constant, mixed, names, signs, dates

            /// What is said of many columns.
            var text: String {
                switch self {
                case .empty: "have no values and are left out"
                case .constant: "always have one value: there is nothing to learn from them"
                case .mixed:
                    "are read as categories, because they have a few texts among numbers; if these "
                        + "mean missing values, add them to missing.markers"
                case .signs:
                    "have numbers with signs such as $ or %, and are read as categories; expected "
                        + "plain numbers"
                case .dates:
                    "have dates, and are read as categories; if their order counts, write them as "
                        + "numbers, such as the days since a date, or else add them to ignore"
                case .names:
                    "have a different text in most rows; if they name the rows, add them to ignore "
                        + "or to identifiers"
                }
            }
        }

        /// Up to this number of columns of a kind have a remark each; more have one together.
        static let limit = 3

        fileprivate var found: [(kind: Kind, column: String, text: String, position: Position)] = []

        mutating func add(
            _ kind: Kind, _ column: TableSurvey.Column, _ text: String, _ position: Position
        ) {
            found.append((kind, column.name, text, position))
        }
    }

    mutating func warn(_ remarks: ColumnRemarks, of survey: TableSurvey) {
        for kind in ColumnRemarks.Kind.allCases {
            let own = remarks.found.filter { $0.kind == kind }
            guard own.count > ColumnRemarks.limit else {
                for remark in own { warnOfTable(survey, remark.text, remark.position) }
                continue
            }
            warnOfTable(
                survey,
                "\(own.count) columns \(kind.text) (\(Self.list(own.map(\.column))))",
                own[0].position)
        }
    }

    /// The characters that separate columns, and their names.
    static let separators: [(character: Character, name: String)] = [
        (",", "','"), (";", "';'"), ("\t", "a tab"), ("|", "'|'"), (" ", "a space"),
    ]

    /// Notes a file whose only column is probably several with a separator that is not guessed.
    mutating func checkSeparator(
        _ survey: TableSurvey, given separator: String?, _ position: Position
    ) {
        guard separator == nil, survey.columns.count == 1, let only = survey.columns.first,
            only.name.contains("|") || only.isSpaced
        else { return }
        guard only.name.contains("|") else {
            return note(
                "\(survey.file.path) has one column, '\(only.name.shown)', because its header has "
                    + "no comma, semicolon or tab; \(CSVFormat.spaceAdvice), and otherwise "
                    + "separator: ','", at: position)
        }
        note(
            "\(survey.file.path) has one column, '\(only.name.shown)', because its header has no "
                + "comma, semicolon or tab; if | separates the columns, write separator: '|', and "
                + "otherwise separator: ','", at: position)
    }

    /// Notes a first line that is no header, if columns that the job names are missing.
    ///
    /// - Returns: whether it is none.
    mutating func noteMissingHeader(
        _ survey: TableSurvey, _ key: String, _ position: Position
    ) -> Bool {
        let names = survey.columns.map(\.name)
        guard TableNumber.areNumbers(names) else { return false }
        note(
            "dataset.\(key): the first line of \(survey.file.path) has only numbers "
                + "(\(Self.list(names))); expected a header with the columns' names, such as "
                + "a,b,c in a line of its own before it", at: position)
        return true
    }

    /// Warns of a first line that is probably no header, though the job names none of its columns.
    mutating func warnOfHeader(_ survey: TableSurvey, _ position: Position) {
        let names = survey.columns.map(\.name)
        // Whole numbers, such as years, can be names.
        guard TableNumber.areNumbers(names), names.contains(where: { Int($0) == nil }) else {
            return
        }
        warnOfTable(
            survey,
            "the first line has only numbers (\(Self.list(names))), which are taken as the "
                + "columns' names; if it is no header, write a line with names before it", position)
    }

    /// Notes types that contradict the use of a column, and warns of those without an effect.
    ///
    /// - Parameter uses: the keys that name columns, by the columns' names.
    mutating func checkTypes(
        _ settings: TableSettings, _ uses: [String: String], _ objective: NetworkKind?
    ) {
        for (column, type) in settings.types {
            let name = "dataset.types.\(column.name.shown)"
            switch (uses[column.name], objective?.output, type) {
            case ("target", .classLabel, .numeric):
                note(
                    "\(name) is numeric, and the column is a classifier's target, whose values are "
                        + "classes; expected categorical, or objective: regression for numbers",
                    at: column.position)
            case ("target", .targets, .categorical):
                note(
                    "\(name) is categorical, and the column is a regression's target, which is a "
                        + "number; expected numeric, or objective: classifier for classes",
                    at: column.position)
            case ("target", _, _), (nil, _, _): break
            case (let use?, _, _):
                warn(
                    "\(name) has no effect: the column is in dataset.\(use), so it is no input",
                    at: .file(file, column.position))
            }
        }
    }
}

extension TableSurvey.Column {
    /// Whether the name and the first text have the same number of words, as if spaces separated
    /// the columns.
    fileprivate var isSpaced: Bool {
        guard let first else { return false }
        let count = name.split(whereSeparator: \.isWhitespace).count
        return count > 1 && first.text.split(whereSeparator: \.isWhitespace).count == count
    }
}
