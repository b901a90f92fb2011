package import StudyModel

/// Pretrained weights, from which training starts instead of random ones.
package struct PretrainedWeights: Sendable, Hashable, Codable {
    /// A safetensors file with tensors for the parts.
    package var file: InputFile
    /// The model's parts to load from it.
    package var parts: [String]
    /// Whether those parts are not trained.
    package var isFrozen: Bool

    package init(file: InputFile, parts: [String], isFrozen: Bool = true) {
        self.file = file
        self.parts = parts
        self.isFrozen = isFrozen
    }
}
