import Models
import StudyModel
import Yams

/// The settings of a table, which name its columns.
extension JobReader {
    /// A name of a column with its position in the job.
    struct ColumnName {
        var name: String
        var position: Position
    }

    /// The settings of a table, before its columns are known.
    struct TableSettings {
        var targets: [ColumnName] = []
        var ignored: [ColumnName] = []
        var identifiers: [ColumnName] = []
        var types: [(column: ColumnName, type: ColumnType)] = []
        var embeddings: [(column: ColumnName, dimension: SettingValue)] = []
        var fill = TableFill.median
        var hasIndicators = false

        func type(of column: String) -> ColumnType? {
            types.first { $0.column.name == column }?.type
        }
    }

    /// The types of columns, by their words in a job.
    enum ColumnType: String, CaseIterable { case numeric, categorical }

    mutating func separator(_ node: Node, path: String) -> String? {
        word(node, path: path, of: [",", ";", "|", "tab"]).map { $0 == "tab" ? "\t" : $0 }
    }

    /// The texts that stand for missing values; a word sets what replaces them.
    mutating func missing(
        _ fields: JobFields, _ settings: inout TableSettings
    ) -> [String]? {
        guard let node = fields["missing"] else { return CSVFormat.usualMarkers }
        guard case .mapping = node else {
            guard let fill = word(node, path: "dataset.missing", as: TableFill.self) else {
                return nil
            }
            settings.fill = fill
            return CSVFormat.usualMarkers
        }
        guard let inner = self.fields(node, path: "dataset.missing", known: JobKeys.missing) else {
            return nil
        }
        let fill = optional(inner, "fill", default: TableFill.median) { $0.word($1, path: $2) }
        let indicators = optional(inner, "indicators", default: false) { reader, node, path in
            if case .bool(let value)? = reader.scalar(node, path: path) { return value }
            reader.refuse(node, path: path, expected: "true or false")
            return nil as Bool?
        }
        let markers = optional(inner, "markers", default: CSVFormat.usualMarkers) {
            reader, node, path in
            reader.elements(node, path: path, of: "texts")?.compactMap { element in
                // A marker such as -999 is a number in YAML.
                guard let text = element.scalar?.string, !element.hasForeignTag else {
                    reader.refuse(element, path: path, expected: "a text")
                    return nil
                }
                return text
            }
        }
        guard let fill, let indicators, let markers else { return nil }
        (settings.fill, settings.hasIndicators) = (fill, indicators)
        return markers
    }

    /// A column's name, or a list of names.
    mutating func columnNames(_ fields: JobFields, _ key: String) -> [ColumnName] {
        guard let node = fields[key] else { return [] }
        let path = fields.path(key)
        guard case .sequence(let sequence) = node else {
            return columnName(node, path: path).map { [$0] } ?? []
        }
        return sequence.enumerated().compactMap {
            columnName($0.element, path: "\(path)[\($0.offset + 1)]")
        }
    }

    /// A name as it is written: a column may be named 2024.
    private mutating func columnName(_ node: Node, path: String) -> ColumnName? {
        guard !node.hasForeignTag, let text = node.scalar?.string, !text.isEmpty else {
            refuse(node, path: path, expected: "a column's name")
            return nil
        }
        return ColumnName(name: text, position: node.position)
    }

    mutating func types(
        _ fields: JobFields
    ) -> [(column: ColumnName, type: ColumnType)] {
        guard let node = fields["types"], let entries = entries(node, path: "dataset.types") else {
            return []
        }
        return entries.compactMap { entry in
            word(entry.value, path: "dataset.types.\(entry.key)", as: ColumnType.self).map {
                (ColumnName(name: entry.key, position: entry.position), $0)
            }
        }
    }

    /// The dimensions of embeddings: whole numbers, or parameters.
    mutating func embeddings(
        _ fields: JobFields
    ) -> [(column: ColumnName, dimension: SettingValue)] {
        guard let node = fields["embeddings"],
            let entries = entries(node, path: "dataset.embeddings")
        else { return [] }
        return entries.compactMap { entry in
            setting(
                entry.value, path: "dataset.embeddings.\(entry.key.shown)",
                TableDataset.Column.embeddingRule
            ).map { (ColumnName(name: entry.key, position: entry.position), $0) }
        }
    }
}
