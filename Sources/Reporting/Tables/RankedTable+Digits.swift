import Portable
import StudyModel

extension RankedTable {
    /// Rows in which columns without `digits` have enough digits to distinguish values that differ
    /// little for their size.
    static func distinct(_ rows: [[Cell]], columns: [TableColumn], fixed: Int) -> [[Cell]] {
        var rows = rows
        for (index, column) in columns.enumerated() where column.digits == nil {
            let (usual, keepsZeros): (Int, Bool)
            switch column.source {
            case .metric: (usual, keepsZeros) = (metricDigits, true)
            case .parameter: (usual, keepsZeros) = (parameterDigits, false)
            default: continue
            }
            let place = fixed + index
            var values: [Double] = []
            for row in rows {
                if case .float(let value, _, keepsZeros) = row[place], value.isFinite {
                    values.append(value)
                }
            }
            let digits = digits(for: values, usual: usual)
            guard digits > usual else { continue }
            for row in rows.indices {
                guard case .float(let value, _, keepsZeros) = rows[row][place] else { continue }
                rows[row][place] = .float(value, digits: digits, keepsZeros: keepsZeros)
            }
        }
        return rows
    }

    /// The digits of a column: the usual number, or more if the values' range is small for their
    /// size.
    static func digits(for values: [Double], usual: Int = metricDigits) -> Int {
        SignificantDigits.distinguishing(values, usual: usual)
    }
}
