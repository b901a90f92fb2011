package import UserErrors

/// An error of embeddings, in words for the user who provided the points or the settings.
package enum EmbeddingError: Error, Sendable, Hashable {
    /// The processor lacks instructions of every kernel, or the instruction set of PODIUM_ISA.
    case unsupportedProcessor(String)
    /// Points, labels or lists don't fit each other or the request.
    case mismatch(what: String, found: String, expected: String)
    /// A coordinate is not finite.
    case notFinite(row: Int, column: Int, found: Float)
    /// A setting is out of range.
    case invalidSetting(name: String, found: String, expected: String)
    /// The divergence of an embedding became non-finite.
    case diverged(iteration: Int, learningRate: Double)
    /// The progress callback asked to stop.
    case cancelled(iteration: Int)
}

extension EmbeddingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unsupportedProcessor(let reason): reason
        case .mismatch(let what, let found, let expected):
            "\(what): found \(found); expected \(expected)"
        case .notFinite(let row, let column, let found):
            "row \(row), column \(column) of the points is \(found); only finite numbers can be "
                + "embedded: look at the model that made them"
        case .invalidSetting(let name, let found, let expected):
            "\(name) is \(found); it must be \(expected)"
        case .diverged(let iteration, let learningRate):
            "the embedding diverged at iteration \(iteration) with a learning rate of "
                + "\(learningRate): choose a lower one, or leave it out to have it chosen"
        case .cancelled(let iteration): "the embedding was stopped at iteration \(iteration)"
        }
    }
}

extension EmbeddingError: UserError {
    package var exitStatus: ExitStatus {
        switch self {
        case .mismatch, .notFinite, .invalidSetting: .badInput
        case .unsupportedProcessor, .diverged: .workFailed
        case .cancelled: .interrupted
        }
    }
}
