package import Datasets
import Reporting
package import StudyModel

/// Which of the eight ways to lay images is the upright one, as a model sees it: the one in which
/// its error is lowest.
package struct OrientationSearch: Sendable, Hashable {
    /// How many images are tried at most.
    package static let sampleLimit = 2000

    /// How the images may lie, with the error that the model has once they are put upright from it.
    package struct Trial: Sendable, Hashable {
        package var orientation: Orientation
        package var error: Double
    }

    /// In the order of `Orientation.allCases`.
    package var trials: [Trial]
    package var sampleCount: Int
    /// Whether the error is a classifier's cross entropy, not a mean squared error.
    package var isCrossEntropy: Bool

    /// Measures all eight on some of the images, evenly spread.
    ///
    /// - Throws: `AnalysisError` where samples are no square images, or a classifier has no labels.
    package init(_ model: EvaluatedModel, _ set: ImageSet) throws {
        let some = set.spread(Self.sampleLimit)
        sampleCount = some.count
        isCrossEntropy = model.job.objective == .classifier
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

    /// The way that the images lie; the first of equally good ones.
    package var best: Trial {
        trials.min { $0.error < $1.error } ?? Trial(orientation: .upright, error: .nan)
    }

    /// Images put upright that lie in some way.
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

    /// What was found, in a sentence or two.
    package var sentence: String {
        let (error, best) = (isCrossEntropy ? "cross entropy" : "MSE", best)
        let asTheyAre = trials[0].error
        let measured =
            "of the eight ways that they could lie, tried on \(NumberText.grouped(sampleCount)) of "
            + "them, this gives the lowest \(error), \(ErrorText.text(best.error))"
        return best.orientation == .upright
            ? "The images stand upright: \(measured)."
            : "The images lie \(best.orientation.words) and were put upright: \(measured) (as they "
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
            rows: trials.map { [$0.orientation.words, ErrorText.text($0.error)] },
            emphasised: trials.indices.filter { trials[$0] == best })
        return (table, trials.map { [$0.orientation.rawValue, $0.error.description] })
    }
}

extension Orientation {
    /// How images lie, as a sentence has it.
    package var words: String {
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
