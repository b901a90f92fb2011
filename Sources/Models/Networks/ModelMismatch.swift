package import UserErrors

/// The reason why a job's model or training is invalid in a configuration.
package struct ModelMismatch: Error, Sendable, Hashable {
    /// A part of the model; otherwise `training` or `model`.
    package var part: String
    /// The layer's index in the part, counted from 0 as in tensor names.
    package var layer: Int?
    package var reason: String

    package init(part: String, layer: Int? = nil, reason: String) {
        self.part = part
        self.layer = layer
        self.reason = reason
    }
}

extension ModelMismatch: CustomStringConvertible {
    /// `encoder.6: Linear needs a flat input; …`.
    package var description: String {
        part + (layer.map { ".\($0)" } ?? "") + ": " + reason
    }
}

extension ModelMismatch: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
