import TrainingEngine

/// What a trained model's file keeps of a checkpoint: parameters and running statistics, without
/// what only more training needs.
package enum ModelWeights {
    /// - Parameters:
    ///   - checkpoint: the bytes of a checkpoint.
    ///   - metadata: what is to be found in the file beside the tensors.
    /// - Returns: the bytes of a safetensors file.
    package static func file(
        of checkpoint: [UInt8], metadata: [String: String]
    ) throws -> [UInt8] {
        var file = try TensorFile(decoding: checkpoint, source: "the checkpoint")
        file.tensors.removeAll { $0.name.hasPrefix("optimizer.") }
        file.metadata = metadata
        return file.encoded()
    }
}
