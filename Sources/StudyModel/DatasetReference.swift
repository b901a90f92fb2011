/// The samples that a job trains on: a data set known by name, or files of its own.
package enum DatasetReference: Sendable, Hashable {
    case named(DatasetName)
    case files(FileDataset)

    package static let mnist = DatasetReference.named(.mnist)
    package static let fashionMNIST = DatasetReference.named(.fashionMNIST)
}

/// In JSON a name is a text, and files are an object.
extension DatasetReference: Codable {
    package init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(DatasetName.self) {
            self = .named(name)
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
        }
    }
}

package enum DatasetName: String, Sendable, Hashable, Codable, CaseIterable {
    case mnist
    case fashionMNIST = "fashion-mnist"

    /// Channels, height and width of a sample.
    package var sampleShape: [Int] { [1, 28, 28] }
    package var classCount: Int { 10 }
}

/// A data set in files: IDX, NumPy (.npy, .npz) or MATLAB (.mat).
package struct FileDataset: Sendable, Hashable, Codable {
    /// An array in a file.
    package struct Array: Sendable, Hashable, Codable {
        package var file: InputFile
        /// The variable in an .npz or .mat file; nil where the file has one that fits.
        package var variable: String?

        package init(file: InputFile, variable: String? = nil) {
            self.file = file
            self.variable = variable
        }
    }

    /// Samples and, where there are any, their labels.
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
    /// The values that are mapped onto 0…1, or nil where values are taken as they are (bytes:
    /// 0…255 onto 0…1).
    package var range: Range?
    /// How many classes the labels tell apart, where the job says so.
    package var classCount: Int?
    /// How the images lie in the files, where that is not upright; they are put upright.
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

    /// The same data, wherever its files are.
    package var withoutPaths: FileDataset {
        func bare(_ samples: Samples) -> Samples {
            var samples = samples
            samples.values.file.path = ""
            samples.labels?.file.path = ""
            return samples
        }
        var copy = self
        copy.training = bare(training)
        copy.test = test.map(bare)
        return copy
    }
}

/// What was found where a job names an array in a file.
package struct FoundArray: Sendable, Hashable {
    package var file: InputFile
    /// The variable that was read; nil where the file holds a single array without a name.
    package var variable: String?
    /// Extents, the first of which counts the samples.
    package var dimensions: [Int]
    /// The extents where the samples are counted by another axis, which a sample's shape or the
    /// number of labels may tell to be meant.
    package var otherDimensions: [Int]?
    /// Whether values are bytes, whose 0…255 is mapped onto 0…1.
    package var isBytes: Bool

    package init(
        file: InputFile, variable: String? = nil, dimensions: [Int],
        otherDimensions: [Int]? = nil, isBytes: Bool
    ) {
        self.otherDimensions = otherDimensions
        self.file = file
        self.variable = variable
        self.dimensions = dimensions
        self.isBytes = isBytes
    }
}

extension DatasetReference {
    /// A sample's shape: channels, height and width; or its length alone, for vectors.
    package var sampleShape: [Int] {
        switch self {
        case .named(let name): name.sampleShape
        case .files(let files): files.sampleShape
        }
    }

    /// How many classes labels tell apart, where that is known before they are read.
    package var classCount: Int? {
        switch self {
        case .named(let name): name.classCount
        case .files(let files): files.classCount
        }
    }
}

extension DatasetReference: CustomStringConvertible {
    /// The data set's name, or the path of its training samples.
    package var description: String {
        switch self {
        case .named(let name): name.rawValue
        case .files(let files): files.training.values.file.path
        }
    }
}
