import Portable
package import StudyModel

extension ImageDataset {
    /// Reads a table, and encodes it with the statistics of the split's training part.
    ///
    /// - Parameters:
    ///   - encoding: the statistics of a trained model; nil to compute them.
    ///   - path: the path of a file on this machine.
    /// - Throws: `unusable`, with line and column, if a file differs from the job's data set.
    package init(
        _ table: TableDataset, split: Split, encoding: TableEncoding? = nil,
        path: (InputFile) throws(DatasetError) -> String
    ) throws(DatasetError) {
        func named<Value>(
            _ file: InputFile, _ work: (_ own: String) throws(DatasetError) -> Value
        ) throws(DatasetError) -> Value {
            let own = try path(file)
            do throws(DatasetError) { return try work(own) } catch {
                // A worker stores the files under digests; errors must show the job's names.
                throw error.naming(file.path, for: own)
            }
        }
        func load(_ file: InputFile) throws(DatasetError) -> TableValues {
            try named(file) { own throws(DatasetError) in try TableValues(reading: own, table) }
        }
        let values = try load(table.training)
        let (rows, testRows) = table.rows(of: values.rowCount)
        guard !rows.isEmpty else {
            throw .unusable(
                place: table.training.path, found: "no rows beside the test rows",
                expected: "one row at least to train on")
        }
        let parts = SampleSplit(count: rows.count, split: split)
        // Sums in the order of the file don't depend on the shuffling.
        let fitted =
            encoding
            ?? values.encoding(of: parts.training.sorted().map { rows[Int($0)] }, table)
        let test: ImageSet
        if let file = table.test {
            let own = try load(file)
            test = try named(file) { _ throws(DatasetError) in
                try own.samples(Array(0..<own.rowCount), table, fitted)
            }
        } else {
            test = try named(table.training) { _ throws(DatasetError) in
                try values.samples(testRows, table, fitted)
            }
        }
        let training = try named(table.training) { _ throws(DatasetError) in
            try values.samples(rows, table, fitted)
        }
        self.init(training: training, test: test, encoding: fitted)
    }
}

extension ImageSet {
    /// Reads the samples of a CSV file, encoded as a model's own data.
    package static func reading(
        table path: String, _ dataset: TableDataset, _ encoding: TableEncoding
    ) throws(DatasetError) -> ImageSet {
        let values = try TableValues(reading: path, dataset)
        return try values.samples(Array(0..<values.rowCount), dataset, encoding)
    }
}

extension TableDataset {
    /// Reads and encodes all rows as a trial does, to refuse numbers that no network learns from.
    ///
    /// - Throws: `unusable`, with line and column.
    package func checkEncoding(_ split: Split) throws(DatasetError) {
        _ = try ImageDataset(self, split: split) { $0.path }
    }

    /// Reads the rows of another CSV file, to refuse one that doesn't fit the data set.
    ///
    /// - Throws: `unusable`, with line and column, if columns or values are missing or wrong.
    package func checkRows(of path: String) throws(DatasetError) {
        _ = try TableValues(reading: path, self)
    }

    /// The rows of the training file for training and validation, and those for the test, each in
    /// the order of the file.
    func rows(of count: Int) -> (training: [Int], test: [Int]) {
        guard let testRows else { return (Array(0..<count), []) }
        let shuffled = SeededGenerator(seed: testRows.seed, purpose: .testRows)
            .permutation(count: count).map { Int($0) }
        let held = testCount(of: count)
        return (shuffled.dropLast(held).sorted(), shuffled.suffix(held).sorted())
    }
}
