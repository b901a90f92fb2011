import Portable
import StudyModel

extension RankedTable {
    /// Rows in which columns without `digits` have enough digits to distinguish values that differ
    /// little for their size.
    ///
    /// Metrics that are whole numbers have no decimals.
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
            let form = form(of: values, usual: usual, keepsZeros: keepsZeros)
            for row in rows.indices {
                guard case .float(let value, _, keepsZeros) = rows[row][place] else { continue }
                rows[row][place] =
                    .float(value, digits: form.digits, keepsZeros: form.keepsZeros)
            }
        }
        return rows
    }

    /// How the values of a column are written, and a value beside the table like those in it.
    static func form(
        of values: [Double], usual: Int = metricDigits, keepsZeros: Bool = true
    ) -> (digits: Int, keepsZeros: Bool) {
        keepsZeros && values.allSatisfy(NumberText.isWhole)
            ? (NumberText.wholeDigits, false) : (digits(for: values, usual: usual), keepsZeros)
    }

    /// The digits of a column: the usual number, or more if the values' range is small for their
    /// size.
    static func digits(for values: [Double], usual: Int = metricDigits) -> Int {
        SignificantDigits.distinguishing(values, usual: usual)
    }
}
