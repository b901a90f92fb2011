package import Datasets
import Models
import Reporting
package import StudyModel

/// Finds which of the eight orientations images have: the one with the lowest error of a model.
package struct OrientationSearch: Sendable, Hashable {
    /// The maximum number of images tried.
    package static let sampleLimit = 2000

    /// An orientation, with the model's error after the images are turned upright from it.
    package struct Trial: Sendable, Hashable {
        package var orientation: Orientation
        package var error: Double
    }

    /// In the order of `Orientation.allCases`.
    package var trials: [Trial]
    package var sampleCount: Int
    /// Whether the error is a classifier's cross entropy, not a mean squared error.
    package var isCrossEntropy: Bool

    /// Measures all eight orientations on an evenly spread subset of the images.
    ///
    /// - Throws: `AnalysisError` if samples aren't square images, or a classifier's labels are
    ///   missing.
    package init(_ model: EvaluatedModel, _ set: ImageSet) throws {
        let some = set.spread(Self.sampleLimit)
        sampleCount = some.count
        isCrossEntropy = model.job.objective.predictsClasses
        trials = []
        for orientation in Orientation.allCases {
            let upright = try Self.upright(some, from: orientation)
            let error =
                isCrossEntropy
                ? try model.classification(of: upright).crossEntropy
                : try model.reconstructionErrors(of: upright).mean
            trials.append(Trial(orientation: orientation, error: error))
        }
    }

    /// The orientation with the lowest error; ties go to the first.
    package var best: Trial {
        trials.min { $0.error < $1.error } ?? Trial(orientation: .upright, error: .nan)
    }

    /// Turns images upright from an orientation.
    package static func upright(
        _ set: ImageSet, from orientation: Orientation
    ) throws(AnalysisError) -> ImageSet {
        guard let upright = set.upright(from: orientation) else {
            throw AnalysisError(
                place: "--orientation \(orientation.rawValue)",
                found: "samples of \(set.sampleShape.map(String.init).joined(separator: " x "))",
                expected: "square images: only these keep their shape when they are turned")
        }
        return upright
    }

    /// The result in one sentence.
    package var sentence: String {
        let (error, best) = (isCrossEntropy ? "cross entropy" : "MSE", best)
        let asTheyAre = trials[0].error
        let measured =
            "of the eight ways that they could lie, tried on \(NumberText.grouped(sampleCount)) of "
            + "them, this gives the lowest \(error), \(ErrorText.text(best.error))"
        return best.orientation == .upright
            ? "The images stand upright: \(measured)."
            : "The images lie \(best.orientation.text) and were put upright: \(measured) (as they "
                + "lie it is \(ErrorText.text(asTheyAre)))."
    }

    var table: (table: Findings.Table, csv: [[String]]) {
        let error = isCrossEntropy ? "Cross entropy" : "MSE"
        let table = Findings.Table(
            name: "orientation",
            caption: "How the images lie: the \(isCrossEntropy ? "cross entropy" : "MSE") on "
                + "\(NumberText.grouped(sampleCount)) of them, turned as if they lay in each of "
                + "the eight ways",
            columns: [
                Findings.Table.Column("The images lie", isNumeric: false),
                Findings.Table.Column(error),
            ],
            rows: trials.map { [$0.orientation.text, ErrorText.text($0.error)] },
            emphasised: trials.indices.filter { trials[$0] == best })
        return (table, trials.map { [$0.orientation.rawValue, $0.error.description] })
    }
}

extension Orientation {
    /// The orientation as a phrase within a sentence.
    package var text: String {
        switch self {
        case .upright: "upright"
        case .rotated90: "turned by 90° clockwise"
        case .rotated180: "turned by 180°"
        case .rotated270: "turned by 90° counterclockwise"
        case .flippedHorizontally: "with left and right exchanged"
        case .flippedVertically: "with top and bottom exchanged"
        case .transposed: "with rows and columns exchanged"
        case .antitransposed: "with rows and columns exchanged along the other diagonal"
        }
    }
}
