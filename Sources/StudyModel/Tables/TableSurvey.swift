/// What was found in the columns of a CSV file.
package struct TableSurvey: Sendable, Hashable {
    /// A place in the file.
    package struct Place: Sendable, Hashable {
        package var text: String
        /// The line of the file, from 1.
        package var line: Int

        package init(text: String, line: Int) {
            self.text = text
            self.line = line
        }
    }

    package struct Column: Sendable, Hashable {
        package var name: String
        package var missingCount = 0
        package var numberCount = 0
        package var lowest = Double.infinity
        package var highest = -Double.infinity
        /// The smallest magnitude of a number that is not 0.
        package var leastMagnitude = Double.infinity
        /// The number of values that are neither missing nor a number.
        package var textCount = 0
        package var firstMissing: Int?
        package var firstText: Place?
        /// The first number that is too large to be read, and so is a text.
        package var firstTooLarge: Place?
        /// The number of texts that are numbers with a comma.
        package var commaCount = 0
        package var firstComma: Place?
        /// The number of texts that are numbers with a sign, and of dates.
        var decorationCounts: [TableNumber.Decoration: Int] = [:]
        var firstDecorations: [TableNumber.Decoration: Place] = [:]
        /// Whether each number so far is the one before plus 1.
        var countsUp = true
        var lastNumber: Double?
        /// The first value that was read, for lists of categories that are too long.
        package var first: Place?
        /// How often each text occurs, missing values excluded; nil if there are more than
        /// `TableDataset.largestCategoryCount`.
        package var texts: [String: Int]? = [:]

        package init(name: String) { self.name = name }

        /// Whether all values that are not missing are numbers.
        package var isNumeric: Bool { textCount == 0 && numberCount > 0 }
        package var isEmpty: Bool { textCount == 0 && numberCount == 0 }

        /// The texts in order: numbers by value, other texts by their bytes.
        package var sortedTexts: [String] {
            let texts = (texts ?? [:]).keys.map { (text: $0, number: Double($0)) }
            let isNumeric = isNumeric
            return texts.sorted { one, other in
                if isNumeric, let first = one.number, let second = other.number, first != second {
                    return first < second
                }
                return one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
            }.map(\.text)
        }
    }

    package var file: InputFile
    package var format: CSVFormat
    package var rowCount: Int
    package var columns: [Column]

    package init(file: InputFile, format: CSVFormat, rowCount: Int, columns: [Column]) {
        self.file = file
        self.format = format
        self.rowCount = rowCount
        self.columns = columns
    }

    package subscript(name: String) -> Column? { columns.first { $0.name == name } }
}

/// A request for a survey.
package struct TableQuestion: Sendable, Hashable {
    package var path: String
    /// Nil to find it in the header.
    package var separator: String?
    package var markers: [String]

    package init(path: String, separator: String? = nil, markers: [String]) {
        self.path = path
        self.separator = separator
        self.markers = markers
    }
}
