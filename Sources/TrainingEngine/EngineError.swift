package import UserErrors

/// What the engine refuses, in words for whoever described the network or named the file.
package enum EngineError: Error, Sendable, Hashable {
    /// The processor lacks what every kernel needs.
    case unsupportedProcessor(String)
    /// A layer does not fit its input, or the network its loss.
    case mismatch(layer: String, reason: String)
    /// A setting is outside its range.
    case invalidSetting(name: String, found: String, expected: String)
    /// A checkpoint file is damaged, foreign or of another network.
    case badCheckpoint(source: String, reason: String)
    /// The file system refused.
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

extension EngineError: UserError {}
