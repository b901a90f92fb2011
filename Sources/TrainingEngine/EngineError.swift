package import UserErrors

/// An error of the engine, in words for the user who described the network or named the file.
package enum EngineError: Error, Sendable, Hashable {
    /// The processor lacks instructions that every kernel needs.
    case unsupportedProcessor(String)
    /// A layer does not fit its input, or the network its loss.
    case mismatch(layer: String, reason: String)
    /// A setting is out of range.
    case invalidSetting(name: String, found: String, expected: String)
    /// A checkpoint file is damaged, of another program or of another network.
    case badCheckpoint(source: String, reason: String)
    /// A file operation failed.
    case fileFailure(path: String, reason: String)
}

extension EngineError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unsupportedProcessor(let reason): reason
        case .mismatch(let layer, let reason): "layer \(layer): \(reason)"
        case .invalidSetting(let name, let found, let expected):
            "\(name) is \(found); it must be \(expected)"
        case .badCheckpoint(let source, let reason): "\(source): \(reason)"
        case .fileFailure(let path, let reason): "\(path): \(reason)"
        }
    }
}

extension EngineError: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
