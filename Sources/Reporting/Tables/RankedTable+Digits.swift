import StudyModel

extension RankedTable {
    /// Values whose range is a smaller part of their size get more digits.
    private static let leastSpread = 1e-3
    /// The part of their size that the range of such values would be if the digits that are common
    /// to all were left out.
    private static let shownSpread = 1e-2
    /// More digits than a double has say nothing.
    private static let mostDigits = 15

    /// Rows in which metric columns without `digits` have enough digits to distinguish values that
    /// differ little for their size: 1000000.01 and 1000000.34, not 1.000e+06 twice.
    static func distinct(_ rows: [[Cell]], columns: [TableColumn], fixed: Int) -> [[Cell]] {
        var rows = rows
        for (index, column) in columns.enumerated() where column.digits == nil {
            guard case .metric = column.source else { continue }
            let place = fixed + index
            var values: [Double] = []
            for row in rows {
                if case .float(let value, _, keepsZeros: true) = row[place], value.isFinite {
                    values.append(value)
                }
            }
            let digits = digits(for: values)
            guard digits > metricDigits else { continue }
            for row in rows.indices {
                guard case .float(let value, _, keepsZeros: true) = rows[row][place] else {
                    continue
                }
                rows[row][place] = .float(value, digits: digits, keepsZeros: true)
            }
        }
        return rows
    }

    /// The digits of a column: the usual number, or more if the values' range is small for their
    /// size.
    static func digits(for values: [Double]) -> Int {
        guard let least = values.min(), let most = values.max(), least < most else {
            return metricDigits
        }
        let size = max(least.magnitude, most.magnitude)
        var (digits, spread) = (metricDigits, most - least)
        guard spread < leastSpread * size else { return digits }
        while digits < mostDigits, spread < shownSpread * size {
            spread *= 10
            digits += 1
        }
        return digits
    }
}
