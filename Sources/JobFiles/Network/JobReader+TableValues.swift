import StudyModel

/// What is said of the values in the columns of a table.
extension JobReader {
    /// Names of columns in which programs write the numbers of rows.
    private static let numberingNames: Set = [
        "id", "index", "idx", "level_0", "no", "nr", "number", "row", "rows", "row_id", "rowid",
        "rownames", "row_number", "x1", "#",
    ]

    /// Warns of a column that only numbers the rows.
    mutating func warnAboutNumbering(
        _ found: TableSurvey.Column, at index: Int, _ survey: TableSurvey, _ position: Position
    ) {
        let name = found.name.lowercased()
        if found.name == "column \(index + 1)" {
            warnOfTable(
                survey,
                "\(found.name) has no name; if it only numbers the rows, add "
                    + "ignore: [\(found.name)]", position)
        } else if found.numbersRows,
            Self.numberingNames.contains(name) || name.hasPrefix("unnamed:")
        {
            let shown = found.name.shown
            warnOfTable(
                survey,
                "the column '\(shown)' numbers the rows, from \(Self.shown(found.lowest)) to "
                    + "\(Self.shown(found.highest)): add ignore: ['\(shown)'], or "
                    + "identifiers: ['\(shown)'] to have it in predictions", position)
        }
    }

    /// Notes numbers that would be categories, because they are not written as numbers are read.
    ///
    /// - Returns: whether there are such numbers.
    mutating func noteUnreadNumbers(
        _ found: TableSurvey.Column, _ survey: TableSurvey, _ position: Position
    ) -> Bool {
        let name = found.name.shown
        if let place = found.firstTooLarge {
            note(
                "the column '\(name)' of \(survey.file.path) has the number "
                    + "\(place.text.shown) in line \(place.line); "
                    + Self.expectation(
                        place.text, in: survey,
                        "it among missing.markers if it stands for a missing value"),
                at: position)
            return true
        }
        guard found.hasCommas, let place = found.firstComma else { return false }
        let comma = TableNumber.hasThousands(place.text) ? "comma" : "decimal comma"
        note(
            "the column '\(name)' of \(survey.file.path) has '\(place.text.shown)' in line "
                + "\(place.line), a number with a \(comma); "
                + Self.expectation(
                    place.text, in: survey,
                    "types: { '\(name)': categorical } if these are no numbers"),
            at: position)
        return true
    }

    /// That a column's numbers are all the same.
    static func constancy(of found: TableSurvey.Column) -> String {
        found.isRoundedToOne
            ? "has numbers near \(shown(found.lowest)) that are one number in 64 bits: subtract a "
                + "constant from them"
            : "is always \(shown(found.lowest))"
    }

    mutating func remarkOnConstant(
        _ found: TableSurvey.Column, _ position: Position, _ remarks: inout ColumnRemarks
    ) {
        guard found.lowest == found.highest else { return }
        remarks.add(
            .constant, found,
            "the column '\(found.name.shown)' " + Self.constancy(of: found)
                + (found.isRoundedToOne
                    ? ", or add it to ignore" : ": there is nothing to learn from it"),
            position)
    }

    /// Remarks on numbers with signs and on dates, which are categories.
    ///
    /// - Returns: whether most values are such.
    mutating func remarkOnDecoration(
        _ found: TableSurvey.Column, _ survey: TableSurvey, _ position: Position,
        _ remarks: inout ColumnRemarks
    ) -> Bool {
        guard let (kind, first) = found.decoration else { return false }
        let name = found.name.shown
        let start = "the column '\(name)' has '\(first.text.shown)' in line \(first.line), "
        switch kind {
        case .sign:
            remarks.add(
                .signs, found,
                start + "a number with a sign, and is read as \(Self.categories(found)); "
                    + "expected plain numbers, or types: { '\(name)': categorical }", position)
        case .date:
            remarks.add(
                .dates, found,
                start + "a date, and is read as \(Self.categories(found)); if its order counts, "
                    + "write it as a number, such as the days since a date, or else add it to "
                    + "ignore or to identifiers", position)
        }
        return true
    }

    /// What else can be done about a column of too many texts, because they stand for numbers.
    static func plainAdvice(_ found: TableSurvey.Column) -> String {
        switch found.decoration?.kind {
        case .sign: ", or write its numbers without signs such as $ or %"
        case .date: ", or write its dates as numbers, such as the days since a date"
        case nil: ""
        }
    }

    private static func categories(_ found: TableSurvey.Column) -> String {
        found.texts.map { "\($0.count, "category")" } ?? "categories"
    }

    /// What is expected in place of a text among numbers.
    ///
    /// - Parameters:
    ///   - survey: the file that has it.
    ///   - alternative: what else the job can say.
    static func expectation(
        _ text: String, in survey: TableSurvey, _ alternative: String
    ) -> String {
        let separator = survey.format.separator == "\t" ? "\\t" : survey.format.separator
        func python(_ setting: String) -> String {
            "in Python: pandas.read_csv(FILE, sep='\(separator)', \(setting)).to_csv(NEW, "
                + "index=False)"
        }
        let isDecimal = TableNumber.hasDecimalComma(text)
        let isGrouped = TableNumber.hasThousands(text)
        // Where commas separate fields, a comma in a number is seldom a decimal one.
        if isGrouped, !isDecimal || separator == "," {
            return "expected numbers without commas between thousands (\(python("thousands=','"))"
                + (isDecimal ? "; with decimal=',' instead if it is a decimal comma" : "")
                + "), or \(alternative)"
        }
        if isDecimal {
            return "expected decimal points (\(python("decimal=','"))"
                + (isGrouped ? "; with thousands=',' instead if it separates thousands" : "")
                + "), or \(alternative)"
        }
        if TableNumber.isTooLarge(text) {
            return "expected numbers from -\(TableNumber.largest) to \(TableNumber.largest), or "
                + alternative
        }
        if TableNumber.decoration(of: text) == .sign {
            return "expected numbers without signs such as $ or %, or \(alternative)"
        }
        return "expected numbers, or \(alternative)"
    }

    /// Notes a class whose name is not on one line; false if there is one.
    mutating func checkLines(
        of found: TableSurvey.Column, _ survey: TableSurvey, _ position: Position
    ) -> Bool {
        let wrong = found.sortedTexts.first { text in
            text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        guard let wrong else { return true }
        note(
            "dataset.target: the class '\(wrong.shown)' of the column '\(found.name.shown)' of "
                + "\(survey.file.path) has a line break or another control character; expected "
                + "names on one line, as they are in tables", at: position)
        return false
    }
}
