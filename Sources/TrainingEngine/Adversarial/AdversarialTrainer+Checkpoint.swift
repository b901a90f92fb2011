extension AdversarialTrainer {
    private static let prefix = "podium."

    private var parts: [(name: String, trainer: Trainer)] {
        [("generator", generator), ("discriminator", discriminator)]
    }

    /// The complete training state for a bitwise identical continuation: both networks, optimizers
    /// and step counts.
    ///
    /// Call it between two batches: it omits generated samples that wait for the generator's step.
    ///
    /// - Parameter metadata: entries of the caller, which `restore` returns.
    package func checkpoint(metadata: [String: String] = [:]) -> TensorFile {
        var file = TensorFile(metadata: metadata)
        for (name, trainer) in parts {
            let own = trainer.checkpoint()
            file.tensors += own.tensors
            for (key, value) in own.metadata {
                file.metadata["\(Self.prefix)\(name).\(key.dropFirst(Self.prefix.count))"] = value
            }
        }
        return file
    }

    /// Restores a checkpoint of the same networks and optimizers.
    ///
    /// Changes nothing if it throws.
    ///
    /// - Returns: the caller's metadata.
    /// - Throws: `EngineError.badCheckpoint`, which names the missing or different item.
    @discardableResult
    package func restore(
        _ file: TensorFile, source: String
    ) throws(EngineError) -> [String: String] {
        let before = generator.checkpoint()
        try generator.restore(own(file, "generator"), source: source)
        do throws(EngineError) {
            try discriminator.restore(own(file, "discriminator"), source: source)
        } catch {
            try generator.restore(before, source: source)
            throw error
        }
        return file.metadata.filter { !$0.key.hasPrefix(Self.prefix) }
    }

    /// The file with one network's metadata, as that network's trainer writes it.
    private func own(_ file: TensorFile, _ name: String) -> TensorFile {
        var own = TensorFile(tensors: file.tensors)
        let prefix = "\(Self.prefix)\(name)."
        for (key, value) in file.metadata where key.hasPrefix(prefix) {
            own.metadata[Self.prefix + key.dropFirst(prefix.count)] = value
        }
        return own
    }
}
