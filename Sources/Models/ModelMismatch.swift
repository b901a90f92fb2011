package import UserErrors

/// Why a job's model or training can't be had in a configuration.
package struct ModelMismatch: Error, Sendable, Hashable {
    /// A part of the model; `training` or `model` where it is none of them.
    package var part: String
    /// The layer's place in the part, counted from 0 as in tensors' names.
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

extension ModelMismatch: UserError {}
