import TrainingEngine

/// A safetensors file of pretrained weights, identified by its checksum.
package struct PretrainedFile: Sendable {
    package let sha256: String
    private let file: TensorFile
    private let source: String

    /// - Throws: `EngineError.badCheckpoint` if the bytes are not a complete safetensors file.
    package init(bytes: [UInt8], sha256: String, source: String) throws {
        self.sha256 = sha256
        self.source = source
        file = try TensorFile(decoding: bytes, source: source)
    }

    /// The given parts for which the file has no tensor.
    package func missing(of parts: [String]) -> [String] {
        parts.filter { part in !file.tensors.contains { $0.name.hasPrefix(part + ".") } }
    }

    /// The tensors of some parts, in the file's order.
    func tensors(of parts: [String]) -> [TensorFile.Tensor] {
        file.tensors.filter { tensor in parts.contains { tensor.name.hasPrefix($0 + ".") } }
    }

    /// Loads the weights of the given parts into a trainer; other parts keep their weights.
    ///
    /// - Throws: `EngineError.badCheckpoint` if a tensor is missing, has another shape, or
    ///   has a value that is not finite.
    func load(_ parts: [String], into trainer: Trainer) throws(EngineError) {
        if let reason = trainer.network.complaint(about: file, parts: parts) {
            throw .badCheckpoint(source: source, reason: reason)
        }
        var merged = TensorFile()
        merged.tensors = trainer.checkpoint().tensors.filter { tensor in
            !parts.contains { tensor.name.hasPrefix($0 + ".") }
        }
        merged.tensors += tensors(of: parts)
        try trainer.loadParameters(merged, source: source)
        if let reason = trainer.network.complaint(aboutValuesOf: merged.facts, parts: parts) {
            throw .badCheckpoint(source: source, reason: reason)
        }
    }
}
