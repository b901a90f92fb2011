package import Datasets
import Figures
import Reporting
package import StudyModel

/// The samples that a model is evaluated on, and what to call them.
package struct EvaluatedSamples: Sendable {
    package var set: ImageSet
    /// `test images of MNIST`: what they are, without how many.
    package var words: String
    /// Sentences about where they come from, for a reader.
    package var remarks: [String]
    /// The ways to lay them that were tried, with the error of each; empty where none were.
    package var orientations: OrientationSearch?

    package init(
        _ set: ImageSet, words: String, remarks: [String] = [],
        orientations: OrientationSearch? = nil
    ) {
        self.set = set
        self.words = words
        self.remarks = remarks
        self.orientations = orientations
    }

    /// `10,000 test images of MNIST`.
    package var count: String { NumberText.grouped(set.count) + " " + words }
}

extension DatasetName {
    /// As it is written in a text.
    package var properName: String {
        switch self {
        case .mnist: "MNIST"
        case .fashionMNIST: "Fashion-MNIST"
        }
    }
}

/// Levels as captions and tables have them: 0.001, 0.4642, 1.
enum ShortLevel {
    static func text(_ level: Double) -> String { NumberText.rounded(level, digits: 4) }
}

/// Errors as tables have them: four digits, without exponents that nobody compares.
enum ErrorText {
    static func text(_ error: Double) -> String {
        NumberText.rounded(error, digits: 4, keepsZeros: true)
    }

    /// A share in per cent: `94.85 %`.
    static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
    }
}

/// `one`, `two`, … as captions begin with.
enum CountWords {
    static func text(_ count: Int) -> String {
        let words = [
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ]
        return words.indices.contains(count) ? words[count] : NumberText.grouped(count)
    }

    /// At the beginning of a sentence.
    static func opening(_ count: Int) -> String {
        let text = text(count)
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// `0.1, 0.2 and 0.5`.
    static func list(_ items: [String]) -> String {
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension Picture {
    /// A sample's values as a picture, 0 black and 1 white; nil where samples are no images.
    init?(sample values: [Float], shape: [Int]) {
        guard shape.count == 3, shape[0] == 1 || shape[0] == 3 else { return nil }
        self.init(width: shape[2], height: shape[1], channels: shape[0], floats: values)
    }
}
