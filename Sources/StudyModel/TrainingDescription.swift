/// How a job trains its model: loss, optimizer, learning-rate schedule and early stopping.
///
/// Settings have dotted names, such as `schedule.period`, in the order of the job file. The
/// objective determines the settings that are absent.
package struct TrainingDescription: Sendable, Hashable, Codable {
    package var settings: [Setting]

    package init(_ settings: [Setting] = []) { self.settings = settings }

    package subscript(name: String) -> SettingValue? {
        settings.first { $0.name == name }?.value
    }
}

/// A file that trials need and the coordinator serves; its content identifies it, not its path.
package struct InputFile: Sendable, Hashable, Codable {
    /// The path on the coordinator; relative paths start at the job file's directory.
    package var path: String
    /// SHA-256 of its bytes in lower-case hexadecimal.
    package var sha256: String
    package var byteCount: Int

    package init(path: String, sha256: String, byteCount: Int) {
        self.path = path
        self.sha256 = sha256
        self.byteCount = byteCount
    }
}

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
