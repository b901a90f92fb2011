package import Datasets
import Figures
import Portable
import Reporting
package import StudyModel

/// The samples on which a model is evaluated, with their description.
package struct EvaluatedSamples: Sendable {
    package var set: ImageSet
    /// `test image`: what one sample is.
    private let noun: String
    /// ` of MNIST`: where they are from; empty if it is not said.
    private let origin: String
    /// Sentences for readers about the samples' origin.
    package var remarks: [String]
    /// The orientations that were tried, with their errors; nil if none were tried.
    package var orientations: OrientationSearch?

    package init(
        _ set: ImageSet, _ noun: String, of origin: String? = nil, remarks: [String] = [],
        orientations: OrientationSearch? = nil
    ) {
        self.set = set
        self.noun = noun
        self.origin = origin.map { " of " + $0 } ?? ""
        self.remarks = remarks
        self.orientations = orientations
    }

    /// `test images of MNIST`: a description without the number.
    package var text: String { CountedNoun.plural(of: noun) + origin }

    /// `10,000 test images of MNIST`.
    package var count: String {
        NumberText.grouped(set.count) + " " + (set.count == 1 ? noun + origin : text)
    }
}

extension DatasetName {
    /// The data set's name as written in texts.
    package var properName: String {
        switch self {
        case .mnist: "MNIST"
        case .fashionMNIST: "Fashion-MNIST"
        }
    }
}

/// Levels for captions and tables: 0.001, 0.4642, 1.
enum LevelText {
    static func text(_ level: Double) -> String { NumberText.rounded(level, digits: 4) }
}

/// Errors for tables: four significant digits.
enum ErrorText {
    static func text(_ error: Double) -> String {
        NumberText.rounded(error, digits: 4, keepsZeros: true)
    }

    /// A fraction in per cent: `94.85 %`.
    static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
    }
}

/// Numbers as words for captions: `one`, `two`, ….
enum CountWords {
    static func text(_ count: Int) -> String {
        let names = [
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve",
        ]
        return names.indices.contains(count) ? names[count] : NumberText.grouped(count)
    }

    /// The word with a capital letter, for the beginning of a sentence.
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
    /// A sample's values as a picture, 0 black and 1 white; nil if samples aren't images.
    init?(sample values: [Float], shape: [Int]) {
        guard shape.count == 3, shape[0] == 1 || shape[0] == 3 else { return nil }
        self.init(width: shape[2], height: shape[1], channels: shape[0], floats: values)
    }
}
