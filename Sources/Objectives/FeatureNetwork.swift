import Datasets
import Models
import StudyModel
package import TrainingEngine

/// What a trained classifier makes of samples before its last linear layer: the features by which
/// generated samples are compared with real ones.
///
/// All that it is made of is in the one file: a model as Podium keeps it, whose metadata says what
/// its tensors are.
package struct FeatureNetwork: Sendable {
    package let sha256: String
    /// The classifier up to what its last linear layer takes.
    let network: Network
    private let file: TensorFile
    private let source: String

    /// - Parameters:
    ///   - bytes: a model's safetensors file.
    ///   - sha256: of the bytes.
    ///   - source: the file's name in messages.
    /// - Throws: `EngineError.badCheckpoint` where the bytes are no safetensors file, where nothing
    ///   in it says what it is, or where that is no classifier with features.
    package init(bytes: [UInt8], sha256: String, source: String) throws(EngineError) {
        self.sha256 = sha256
        self.source = source
        file = try TensorFile(decoding: bytes, source: source)
        network = try Self.network(of: file, source)
        // Whatever is missing in the file is to be known now.
        _ = try Self.trainer(of: network, file, source, threads: 1)
    }

    /// Refuses samples that the classifier wasn't made for.
    package func check(sampleShape: [Int]) throws(EngineError) {
        let shape = Shape(sampleShape: sampleShape)
        guard network.input == shape else {
            throw Self.refusal(
                source,
                "its classifier takes samples of \(network.input); expected one for samples of "
                    + "\(shape), as the job's data set has them")
        }
    }

    /// What works out features; the caller's alone.
    func trainer(threads: Int) throws(EngineError) -> Trainer {
        try Self.trainer(of: network, file, source, threads: threads)
    }

    // MARK: What the file has

    private static func network(
        of file: TensorFile, _ source: String
    ) throws(EngineError) -> Network {
        guard let text = file.metadata[ModelDocument.metadataKey] else {
            throw refusal(
                source,
                "its metadata has no \(ModelDocument.metadataKey), which says what its tensors "
                    + "are; expected the model.safetensors of a classifier that 'podium train' "
                    + "wrote")
        }
        let document: ModelDocument
        do {
            document = try PortableJSON.decode(ModelDocument.self, from: Array(text.utf8))
        } catch {
            throw refusal(
                source, "its metadata's \(ModelDocument.metadataKey) can't be read: \(error)")
        }
        guard document.job.objective == .classifier else {
            throw refusal(
                source,
                "it has the model of the objective \(document.job.objective.rawValue); expected a "
                    + "classifier's, whose features distinguish samples")
        }
        do {
            let networks = try JobNetwork.networks(of: document.job, in: document.configuration)
            guard let whole = networks.first?.network else {
                throw refusal(source, "its job has no model")
            }
            return try features(of: whole, source)
        } catch let error as EngineError {
            throw error
        } catch {
            throw refusal(source, "its job's model can't be built: \(error)")
        }
    }

    /// The layers before the last linear one.
    private static func features(
        of classifier: Network, _ source: String
    ) throws(EngineError) -> Network {
        guard let last = classifier.lastLinearLayer, last > 0,
            let network = try? Network(
                input: classifier.input, layers: Array(classifier.layers[..<last])),
            network.parameterCount > 0
        else {
            throw refusal(
                source,
                "its classifier has no layer with weights before a last linear one; expected one "
                    + "that computes features first")
        }
        return network
    }

    private static func trainer(
        of network: Network, _ file: TensorFile, _ source: String, threads: Int
    ) throws(EngineError) -> Trainer {
        // Before memory is taken for a network that only the file says the size of.
        if let complaint = network.complaint(about: file) { throw refusal(source, complaint) }
        let trainer = try Trainer.forOutputs(of: network, threads: threads)
        try trainer.loadParameters(file, source: source)
        return trainer
    }

    private static func refusal(_ source: String, _ reason: String) -> EngineError {
        .badCheckpoint(source: source, reason: reason)
    }
}
