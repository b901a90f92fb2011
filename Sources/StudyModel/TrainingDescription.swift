/// How a job trains its model: loss, optimizer, learning-rate schedule and what ends it early.
///
/// Settings have dotted names, such as `schedule.period`, in the order of the job file. What is
/// not set follows the objective.
package struct TrainingDescription: Sendable, Hashable, Codable {
    package var settings: [Setting]

    package init(_ settings: [Setting] = []) { self.settings = settings }

    package subscript(name: String) -> SettingValue? {
        settings.first { $0.name == name }?.value
    }
}

/// A file that trials need and the coordinator serves: known by what is in it, not by its path.
package struct InputFile: Sendable, Hashable, Codable {
    /// Where the coordinator has it; relative paths begin at the job file's directory.
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

/// Weights that training begins with instead of random ones.
package struct PretrainedWeights: Sendable, Hashable, Codable {
    /// A safetensors file that has tensors for the parts.
    package var file: InputFile
    /// The model's parts that are taken from it.
    package var parts: [String]
    /// Whether those parts stay as they are.
    package var isFrozen: Bool

    package init(file: InputFile, parts: [String], isFrozen: Bool = true) {
        self.file = file
        self.parts = parts
        self.isFrozen = isFrozen
    }
}
