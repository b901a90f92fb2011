import Portable

/// A data set in CSV files with a header: each row is a sample, some columns are the inputs, and
/// one column or several are the targets.
///
/// The columns are those that were found when the job was read, so that shapes, class names and
/// categories are known without the file.
package struct TableDataset: Sendable, Hashable, Codable {
    /// A column whose values are inputs of the network.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        /// The distinct texts of a categorical column, sorted; nil for a column of numbers.
        ///
        /// The empty text is the category of missing values.
        package var categories: [String]?
        /// Whether another input tells which numbers are missing: 1 if missing, else 0.
        package var hasIndicator: Bool
        /// The number of learned values that replace a category; nil for one input per category,
        /// and for numbers.
        package var embedding: SettingValue?

        package init(
            _ name: String, categories: [String]? = nil, hasIndicator: Bool = false,
            embedding: SettingValue? = nil
        ) {
            self.name = name
            self.categories = categories
            self.hasIndicator = hasIndicator
            self.embedding = embedding
        }

        /// The number of inputs that the column becomes: an embedded column is one, the category's
        /// number.
        package var width: Int {
            if embedding != nil { return 1 }
            return categories?.count ?? (hasIndicator ? 2 : 1)
        }
    }

    /// A part of the training file's rows that is set aside for the test.
    package struct TestRows: Sendable, Hashable, Codable {
        package var fraction: Double
        package var seed: UInt64

        package init(fraction: Double, seed: UInt64 = 0) {
            self.fraction = fraction
            self.seed = seed
        }
    }

    package var training: InputFile
    /// The file of the test samples, if they have their own.
    package var test: InputFile?
    /// The test samples, if they are rows of the training file.
    package var testRows: TestRows?
    package var format: CSVFormat
    /// What replaces missing numbers.
    package var fill: TableFill
    /// In the order of the file.
    package var columns: [Column]
    /// The names of the columns that the network predicts; none for an autoencoder or a GAN.
    package var targets: [String]
    /// The classes of the target, sorted; nil if the targets are numbers.
    package var classes: [String]?
    /// Columns that are no inputs, and that predictions repeat.
    package var identifiers: [String]

    package init(
        training: InputFile, test: InputFile? = nil, testRows: TestRows? = nil,
        format: CSVFormat = CSVFormat(), fill: TableFill = .median, columns: [Column],
        targets: [String], classes: [String]? = nil, identifiers: [String] = []
    ) {
        self.training = training
        self.test = test
        self.testRows = testRows
        self.format = format
        self.fill = fill
        self.columns = columns
        self.targets = targets
        self.classes = classes
        self.identifiers = identifiers
    }

    /// The number of inputs that all columns become together.
    package var inputCount: Int { columns.reduce(0) { $0 + $1.width } }
    /// The number of outputs of a network: one per class or per target.
    package var outputCount: Int { classes?.count ?? targets.count }
    package var hasEmbeddings: Bool { columns.contains { $0.embedding != nil } }
    package var hasTest: Bool { test != nil || testRows != nil }
    /// The training file and, if there is one, the test file.
    package var files: [InputFile] { [training] + [test].compactMap { $0 } }
    /// The number of the rows of the training file that are set aside for the test.
    package func testCount(of rows: Int) -> Int {
        Int((Double(rows) * (testRows?.fraction ?? 0)).rounded())
    }

    /// The names of the columns that a file needs for a prediction.
    package var inputNames: [String] { columns.map(\.name) }
}

/// How a CSV file is written.
package struct CSVFormat: Sendable, Hashable, Codable {
    /// The character between fields: one ASCII character.
    package var separator: String
    /// The texts that stand for a missing value, beside the empty one.
    package var markers: [String]

    /// The markers that are usual in files from Python, R and spreadsheets.
    package static let usualMarkers = [
        "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "?", "#N/A",
    ]

    /// What to do about a file whose columns are separated by spaces.
    package static let spaceAdvice =
        "if spaces separate the columns, write commas in their place, in Python: "
        + "pandas.read_csv(FILE, sep=r'\\s+').to_csv(NEW, index=False)"

    package init(separator: String = ",", markers: [String] = usualMarkers) {
        self.separator = separator
        self.markers = markers
    }

    /// Whether a text stands for a missing value.
    package func isMissing(_ text: String) -> Bool { text.isEmpty || markers.contains(text) }
}

/// What replaces missing numbers: a statistic of the column in the training part.
package enum TableFill: String, Sendable, Hashable, Codable, CaseIterable {
    case median, mean
}

extension TableDataset {
    /// Names of the targets for metrics: other characters than letters, digits and `_` become `_`,
    /// and equal names get a number.
    package var metricNames: [String] {
        var used: Set<String> = []
        return targets.map { target in
            let plain = String(
                target.unicodeScalars.prefix(40).map { scalar in
                    let isPlain =
                        scalar.isASCII
                        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    return isPlain ? Character(scalar) : "_"
                })
            var name = plain
            var number = 2
            while !used.insert(name).inserted {
                name = "\(plain)_\(number)"
                number += 1
            }
            return name
        }
    }

    /// Why the description can't be used, or nil; for descriptions from files that anyone can
    /// write.
    package var complaint: String? {
        if columns.isEmpty { return "the table has no columns" }
        if inputCount > Self.largestInputCount { return "the table has \(inputCount) inputs" }
        if columns.contains(where: { $0.categories?.isEmpty == true }) {
            return "a column of the table has no categories"
        }
        if columns.contains(where: { $0.embedding != nil && $0.categories == nil }) {
            return "a column of numbers has an embedding"
        }
        if let classes, !(2...256).contains(classes.count) || targets.count != 1 {
            return "the table has \(classes.count, "class") and \(targets.count, "target")"
        }
        if format.separator.utf8.count != 1 { return "the separator is \(format.separator)" }
        if let fraction = testRows?.fraction, !(0...1).contains(fraction) {
            return "the fraction of test rows is \(fraction)"
        }
        let names = columns.map(\.name) + targets
        return Set(names).count < names.count ? "a column of the table is named twice" : nil
    }

    /// The largest number of inputs of a network.
    package static let largestInputCount = 65_536
    /// The largest number of categories of a column.
    package static let largestCategoryCount = 1_000
}
