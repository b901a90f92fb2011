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

    package init(sampleShape: [Int], training: Samples, test: Samples? = nil) {
        self.sampleShape = sampleShape
        self.training = training
        self.test = test
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
