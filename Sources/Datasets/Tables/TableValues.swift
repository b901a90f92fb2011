import Portable
import StudyModel

/// All rows of a CSV file as numbers.
struct TableValues {
    /// Row after row; see `TableRowReader.read`.
    var values: [Double] = []
    var targets: [Double] = []
    private(set) var rowCount = 0
    let columnCount: Int
    let targetCount: Int
    private let path: String

    /// - Throws: `unusable`, with line and column, if the file doesn't fit the data set.
    init(reading path: String, _ dataset: TableDataset) throws(DatasetError) {
        self.path = path
        columnCount = dataset.columns.count
        targetCount = dataset.targets.count
        let reader = try CSVReader(path: path, separator: dataset.format.separator)
        var rows = try TableRowReader(reader, dataset, targets: .needed)
        while try rows.read(values: &values, targets: &targets) {
            guard rowCount < ImageSet.largestCount else {
                throw .unusable(
                    place: path, found: "more than \(rowCount, "row")", expected: "a smaller table")
            }
            rowCount += 1
        }
        guard rowCount > 0 else {
            throw .unusable(
                place: path, found: "a header without rows", expected: "one row at least")
        }
    }

    /// The inputs and the targets of some rows.
    ///
    /// - Throws: `unusable`, with line and column, for a number that is too large for squares in 32
    ///   bits when it is standardised. Rows that the statistics are of have none.
    func samples(
        _ rows: [Int], _ dataset: TableDataset, _ encoding: TableEncoding
    ) throws(DatasetError) -> ImageSet {
        try checkDistances(rows, dataset, encoding)
        let width = dataset.inputCount
        let floats = [Float](unsafeUninitializedCapacity: rows.count * width) { target, count in
            for (place, row) in rows.enumerated() {
                encoding.encode(
                    values[row * columnCount..<(row + 1) * columnCount], dataset,
                    to: UnsafeMutableBufferPointer(
                        rebasing: target[place * width..<(place + 1) * width]))
            }
            count = rows.count * width
        }
        guard dataset.classes == nil else {
            return ImageSet(
                sampleShape: [width], floats: floats, labels: rows.map { UInt8(targets[$0]) })
        }
        return ImageSet(
            sampleShape: [width], floats: floats,
            targets: rows.flatMap { row in
                encoding.targets.enumerated().map { target, scale in
                    Float(scale.standardised(targets[row * targetCount + target]))
                }
            }, targetCount: targetCount)
    }

    /// Refuses numbers that are too far from the mean of the rows that the statistics are of.
    private func checkDistances(
        _ rows: [Int], _ dataset: TableDataset, _ encoding: TableEncoding
    ) throws(DatasetError) {
        func isTooFar(_ value: Double, _ scale: TableEncoding.Scale) -> Bool {
            // Missing numbers are NaN.
            scale.standardised(value).magnitude > TableEncoding.Scale.largestDistance
        }
        for (place, column) in encoding.columns.enumerated() {
            guard case .numeric(_, let scale) = column,
                let row = rows.first(where: { isTooFar(values[$0 * columnCount + place], scale) })
            else { continue }
            throw distance(dataset, row: row, column: place, of: \.columns, scale)
        }
        for (place, scale) in encoding.targets.enumerated() {
            guard
                let row = rows.first(where: { isTooFar(targets[$0 * targetCount + place], scale) })
            else { continue }
            throw distance(dataset, row: row, column: place, of: \.targets, scale)
        }
    }

    /// The refusal of a number, whose place in the file is found by reading it once more.
    private func distance(
        _ dataset: TableDataset, row: Int, column: Int,
        of fields: KeyPath<TableRowReader, [Int]>, _ scale: TableEncoding.Scale
    ) -> DatasetError {
        do throws(DatasetError) {
            let reader = try CSVReader(path: path, separator: dataset.format.separator)
            var rows = try TableRowReader(reader, dataset, targets: .needed)
            var (values, targets): ([Double], [Double]) = ([], [])
            for _ in 0...row {
                (values, targets) = ([], [])
                guard try rows.read(values: &values, targets: &targets) else { break }
            }
            return rows.distance(of: rows[keyPath: fields][column], scale)
        } catch { return error }
    }

    // MARK: Statistics

    /// The statistics of some rows.
    func encoding(of rows: [Int], _ dataset: TableDataset) -> TableEncoding {
        let columns = dataset.columns.indices.map { column -> TableEncoding.Column in
            let own = rows.map { values[$0 * columnCount + column] }
            if let categories = dataset.columns[column].categories {
                var isKnown = Array(repeating: false, count: categories.count)
                for value in own where value >= 0 { isKnown[Int(value)] = true }
                return .categorical(isKnown: isKnown)
            }
            let present = own.filter { !$0.isNaN }
            let fill =
                switch dataset.fill {
                case .median: Self.median(present)
                case .mean: Self.mean(present)
                }
            return .numeric(fill: fill, scale: Self.scale(own.map { $0.isNaN ? fill : $0 }))
        }
        let targets =
            dataset.classes == nil
            ? (0..<targetCount).map { target in
                Self.scale(rows.map { self.targets[$0 * targetCount + target] })
            } : []
        return TableEncoding(columns: columns, targets: targets)
    }

    /// 0 without values.
    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// The middle value, or the mean of the two middle ones; 0 without values.
    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2
    }

    /// Sums of squares below this are those of numbers below about 1e-140.
    private static let smallestSquares = 1e-280

    /// The mean and the standard deviation, that of the whole population.
    private static func scale(_ values: [Double]) -> TableEncoding.Scale {
        let mean = mean(values)
        let count = Double(max(values.count, 1))
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        var deviation = (squares / count).squareRoot()
        let largest = values.reduce(0) { max($0, ($1 - mean).magnitude) }
        if squares < Self.smallestSquares, largest > 0 {
            // Squares of such small numbers lose their digits, or are 0.
            let shares = values.reduce(0) {
                $0 + (($1 - mean) / largest) * (($1 - mean) / largest)
            }
            deviation = (shares / count).squareRoot() * largest
        }
        // A column of equal numbers has a deviation of rounding errors only.
        let isConstant = values.allSatisfy { $0 == values[0] }
        return TableEncoding.Scale(
            mean: isConstant ? values.first ?? 0 : mean,
            deviation: isConstant || deviation == 0 || !deviation.isFinite ? 1 : deviation)
    }
}
