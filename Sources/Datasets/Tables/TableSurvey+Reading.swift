import Portable
package import StudyModel

extension TableSurvey {
    /// Reads a whole CSV file and counts what is in its columns.
    ///
    /// - Throws: `unusable`, with line and column, if it is no CSV file with a header and rows.
    package init(reading question: TableQuestion) throws(DatasetError) {
        let reader = try CSVReader(path: question.path, separator: question.separator)
        let format = CSVFormat(
            separator: String(decoding: [reader.separator], as: UTF8.self),
            markers: question.markers)
        let markers = Set(format.markers)
        var columns = reader.header.map(TableSurvey.Column.init)
        var rowCount = 0
        var record = CSVRecord()
        while try reader.read(&record) {
            guard rowCount < ImageSet.largestCount else {
                throw .unusable(
                    place: question.path, found: "more than \(rowCount, "row")",
                    expected: "a smaller table")
            }
            rowCount += 1
            for field in columns.indices {
                guard let text = record.text(field) else { throw reader.notUTF8(record, field) }
                columns[field].add(
                    text, isMissing: text.isEmpty || markers.contains(text),
                    number: record.number(field), line: record.place(field).line)
            }
        }
        guard rowCount > 0 else {
            throw .unusable(
                place: question.path, found: "a header without rows",
                expected: "one row at least")
        }
        self.init(
            file: try InputFile(reading: question.path), format: format, rowCount: rowCount,
            columns: columns)
    }
}
