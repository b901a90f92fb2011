/// The data set of a job: a known data set by name, files of arrays, or a table.
package enum DatasetReference: Sendable, Hashable {
    case named(DatasetName)
    case files(FileDataset)
    case table(TableDataset)

    package static let mnist = DatasetReference.named(.mnist)
    package static let fashionMNIST = DatasetReference.named(.fashionMNIST)
}

/// In JSON a name is a string; files are an object, and so is a table, which alone has columns.
extension DatasetReference: Codable {
    private enum TableKey: String, CodingKey { case columns }

    package init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(DatasetName.self) {
            self = .named(name)
        } else if try decoder.container(keyedBy: TableKey.self).contains(.columns) {
            self = .table(try TableDataset(from: decoder))
        } else {
            self = .files(try FileDataset(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .named(let name):
            var container = encoder.singleValueContainer()
            try container.encode(name)
        case .files(let files): try files.encode(to: encoder)
        case .table(let table): try table.encode(to: encoder)
        }
    }
}

package enum DatasetName: String, Sendable, Hashable, Codable, CaseIterable {
    case mnist
    case fashionMNIST = "fashion-mnist"

    /// Channels, height and width of a sample.
    package var sampleShape: [Int] { [1, 28, 28] }
    package var classCount: Int { 10 }
    /// The number of test samples.
    package var testCount: Int { 10_000 }
}

/// A data set in files: IDX, NumPy (.npy, .npz) or MATLAB (.mat).
package struct FileDataset: Sendable, Hashable, Codable {
    /// An array in a file.
    package struct Array: Sendable, Hashable, Codable {
        package var file: InputFile
        /// The variable in an .npz or .mat file; nil to select a suitable one automatically.
        package var variable: String?

        package init(file: InputFile, variable: String? = nil) {
            self.file = file
            self.variable = variable
        }
    }

    /// Samples and their labels, if any.
    package struct Samples: Sendable, Hashable, Codable {
        package var values: Array
        package var labels: Array?

        package init(values: Array, labels: Array? = nil) {
            self.values = values
            self.labels = labels
        }
    }

    /// A sample's shape: channels, height and width; or its length alone, for vectors.
    package var sampleShape: [Int]
    package var training: Samples
    package var test: Samples?
    /// The interval mapped onto 0…1, or nil for no mapping (bytes: 0…255 onto 0…1).
    package var range: Range?
    /// The number of classes, if the job states it.
    package var classCount: Int?
    /// The orientation of the images in the files, if not upright; they are rotated upright.
    package var orientation: Orientation?

    /// The lowest and the highest value of an interval.
    package struct Range: Sendable, Hashable, Codable {
        package var low: Double
        package var high: Double

        package init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    package init(
        sampleShape: [Int], training: Samples, test: Samples? = nil, range: Range? = nil,
        classCount: Int? = nil, orientation: Orientation? = nil
    ) {
        self.sampleShape = sampleShape
        self.training = training
        self.test = test
        self.range = range
        self.classCount = classCount
        self.orientation = orientation
    }

    /// All arrays, samples before labels, training before test.
    package var arrays: [Array] {
        [training.values, training.labels, test?.values, test?.labels].compactMap { $0 }
    }
}

extension DatasetReference {
    /// A sample's shape: channels, height and width; or its length alone, for vectors.
    package var sampleShape: [Int] {
        switch self {
        case .named(let name): name.sampleShape
        case .files(let files): files.sampleShape
        case .table(let table): [table.inputCount]
        }
    }

    /// The number of classes, if it is known before labels are read.
    package var classCount: Int? {
        switch self {
        case .named(let name): name.classCount
        case .files(let files): files.classCount
        case .table(let table): table.classes?.count
        }
    }

    /// The table, if it is one.
    package var table: TableDataset? {
        if case .table(let table) = self { return table }
        return nil
    }

    /// Whether test samples are known to be missing.
    package var hasNoTest: Bool {
        switch self {
        case .named: false
        case .files(let files): files.test == nil
        case .table(let table): !table.hasTest
        }
    }

    /// The name of a class: a text of the table, or the label's number.
    package func className(_ label: Int) -> String {
        guard let classes = table?.classes, classes.indices.contains(label) else {
            return "\(label)"
        }
        return classes[label]
    }
}

extension DatasetReference: CustomStringConvertible {
    /// The data set's name, or the path of its training samples.
    package var description: String {
        switch self {
        case .named(let name): name.rawValue
        case .files(let files): files.training.values.file.path
        case .table(let table): table.training.path
        }
    }
}
