extension AdversarialTrainer {
    private static let prefix = "podium."

    private var parts: [(name: String, trainer: Trainer)] {
        [("generator", generator), ("discriminator", discriminator)]
    }

    /// Everything training needs to go on bit for bit: both networks, optimizers and step counts.
    ///
    /// It is to be asked for between two batches: generated samples that still wait for the
    /// generator's step are not in it.
    ///
    /// - Parameter metadata: what the caller wants to find again.
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

    /// Goes on from a checkpoint of the same networks and optimizers.
    ///
    /// Nothing changes when it throws.
    ///
    /// - Returns: the metadata that the caller gave.
    /// - Throws: `EngineError.badCheckpoint`, naming what is missing or different.
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

    /// A file with the metadata of one of the networks, as that network's trainer writes it.
    private func own(_ file: TensorFile, _ name: String) -> TensorFile {
        var own = TensorFile(tensors: file.tensors)
        let prefix = "\(Self.prefix)\(name)."
        for (key, value) in file.metadata where key.hasPrefix(prefix) {
            own.metadata[Self.prefix + key.dropFirst(prefix.count)] = value
        }
        return own
    }
}
