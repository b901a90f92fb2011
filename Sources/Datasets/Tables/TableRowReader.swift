import Portable
package import StudyModel

/// Reads the rows of a CSV file as numbers: the columns of a data set, in its order.
package struct TableRowReader {
    /// What a row's targets are read for.
    package enum Targets: Sendable, Hashable {
        case needed
        /// The file may lack them.
        case unused
    }

    package let reader: CSVReader
    private let dataset: TableDataset
    private let markers: Set<String>
    /// The fields of the columns, of the targets and of the identifiers.
    let columns: [Int]
    let targets: [Int]
    private let identifiers: [Int]
    /// The index of each category, per column.
    private let categories: [[String: Int]?]
    private let classes: [String: Int]
    package private(set) var record = CSVRecord()

    /// - Throws: `unusable` with the names of all columns that the file lacks.
    package init(
        _ reader: CSVReader, _ dataset: TableDataset, targets use: Targets
    ) throws(DatasetError) {
        self.reader = reader
        self.dataset = dataset
        markers = Set(dataset.format.markers)
        let places = Dictionary(
            uniqueKeysWithValues: reader.header.enumerated().map { ($0.element, $0.offset) })
        let needed = dataset.inputNames + (use == .needed ? dataset.targets : [])
        let lacking = needed.filter { places[$0] == nil }
        guard lacking.isEmpty else {
            throw .unusable(
                place: reader.name,
                found: "no column\(lacking.count == 1 ? "" : "s") "
                    + lacking.map(Self.quoted).joined(separator: ", "),
                expected: "all columns that the model was made for; the file has "
                    + reader.header.prefix(20).map(Self.quoted).joined(separator: ", ")
                    + (reader.header.count > 20 ? ", …" : "") + reader.separatorHint
                    + (TableNumber.areNumbers(reader.header)
                        ? "; its first line has only numbers: expected a header" : ""))
        }
        columns = dataset.inputNames.compactMap { places[$0] }
        targets = use == .needed ? dataset.targets.compactMap { places[$0] } : []
        identifiers = dataset.identifiers.compactMap { places[$0] }
        categories = dataset.columns.map { $0.categories.map(Self.indices) }
        classes = Self.indices(dataset.classes ?? [])
    }

    private static func indices(_ texts: [String]) -> [String: Int] {
        Dictionary(texts.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    }

    /// The names of the file's columns that are not used.
    package var unusedNames: [String] {
        let used = Set(dataset.inputNames + dataset.targets + dataset.identifiers)
        return reader.header.filter { !used.contains($0) }
    }

    /// The names of the identifiers that the file has.
    package var identifierNames: [String] { identifiers.map { reader.header[$0] } }

    /// Reads the next row and appends its values: numbers, NaN for missing ones, and the indices of
    /// categories, -1 for a text that is none.
    ///
    /// - Parameter targets: the numbers, or the index of the class.
    /// - Returns: false at the end of the file.
    package mutating func read(
        values: inout [Double], targets: inout [Double]
    ) throws(DatasetError) -> Bool {
        guard try reader.read(&record) else { return false }
        for (place, field) in columns.enumerated() {
            if let categories = categories[place] {
                let text = try text(field)
                let category = categories[markers.contains(text) ? "" : text]
                values.append(Double(category ?? -1))
            } else {
                values.append(try number(field) ?? .nan)
            }
        }
        for field in self.targets { targets.append(try target(field)) }
        return true
    }

    /// The identifiers of the row that was read last.
    package func identifierTexts() throws(DatasetError) -> [String] {
        var texts: [String] = []
        for field in identifiers { texts.append(try text(field)) }
        return texts
    }

    private func text(_ field: Int) throws(DatasetError) -> String {
        guard let text = record.text(field) else { throw reader.notUTF8(record, field) }
        return text
    }

    /// A number, or nil if it is missing.
    private func number(_ field: Int) throws(DatasetError) -> Double? {
        if let number = record.number(field) {
            // A marker such as -999 is a number too.
            guard !markers.isEmpty, markers.contains(try text(field)) else { return number }
            return nil
        }
        let text = try text(field)
        if text.isEmpty || markers.contains(text) { return nil }
        throw mistake(
            field, found: "'\(shown(text))'",
            expected: Self.expectation(text) + ", or nothing if it is missing")
    }

    /// What is expected in place of a text that is no number.
    private static func expectation(_ text: String) -> String {
        if TableNumber.hasDecimalComma(text) { return "a number with a decimal point" }
        if TableNumber.hasThousands(text) { return "a number without commas" }
        return TableNumber.isTooLarge(text)
            ? "a number from -\(TableNumber.largest) to \(TableNumber.largest)" : "a number"
    }

    private func target(_ field: Int) throws(DatasetError) -> Double {
        let text = try text(field)
        guard !text.isEmpty, !markers.contains(text) else {
            throw mistake(
                field, found: "no value",
                expected: "the value of a target; remove rows that have none")
        }
        guard let known = dataset.classes else {
            if let number = record.number(field) { return number }
            throw mistake(field, found: "'\(shown(text))'", expected: Self.expectation(text))
        }
        guard let label = classes[text] else {
            throw mistake(
                field, found: "the class '\(shown(text))'",
                expected: "one of the training file's classes: "
                    + known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : ""))
        }
        return Double(label)
    }

    /// The refusal of the last row's number in a field, which is too far from the mean.
    func distance(of field: Int, _ scale: TableEncoding.Scale) -> DatasetError {
        let distance = record.number(field).map { scale.standardised($0).magnitude } ?? .infinity
        let power = Int((PortableMath.log(distance) / PortableMath.log(10)).rounded(.down))
        return mistake(
            field, found: "'\(shown(record.text(field) ?? ""))'",
            expected: "a number nearer to those of the training rows: it is 1e\(power) "
                + "standard deviations or more from their mean, and beyond "
                + "\(TableEncoding.Scale.largestDistance) squares can't be summed in 32 bits; "
                + "correct it, or add it to missing.markers if it stands for a missing value")
    }

    private func mistake(_ field: Int, found: String, expected: String) -> DatasetError {
        reader.mistake(
            record, field: field,
            found: "\(found) in the column \(Self.quoted(reader.header[field]))",
            expected: expected)
    }

    private static func quoted(_ name: String) -> String {
        "'" + ForeignText.shown(name, limit: 60) + "'"
    }

    private func shown(_ text: String) -> String {
        ForeignText.shown(text, limit: 60)
    }
}
