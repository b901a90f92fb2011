import Datasets
import Models
import Portable
package import TrainingEngine

/// A trained classifier without its last linear layer: it computes the features by which generated
/// and real samples are compared.
///
/// It is built from one model file of Podium, whose metadata describes the tensors.
package struct FeatureNetwork: Sendable {
    package let sha256: String
    /// The classifier's layers before its last linear layer.
    let network: Network
    private let file: TensorFile
    private let source: String

    /// - Parameters:
    ///   - bytes: a model's safetensors file.
    ///   - sha256: of the bytes.
    ///   - source: the file's name for error messages.
    /// - Throws: `EngineError.badCheckpoint` if the bytes are not a safetensors file, the metadata
    ///   does not describe the model, or the model is not a classifier with features.
    package init(bytes: [UInt8], sha256: String, source: String) throws(EngineError) {
        self.sha256 = sha256
        self.source = source
        file = try TensorFile(decoding: bytes, source: source)
        network = try Self.network(of: file, source)
        // Detects missing tensors now.
        _ = try Self.trainer(of: network, file, source, threads: 1)
    }

    /// Refuses samples of another shape than the classifier's input.
    package func check(sampleShape: [Int]) throws(EngineError) {
        let shape = Shape(sampleShape: sampleShape)
        guard network.input == shape else {
            throw Self.refusal(
                source,
                "its classifier takes samples of \(network.input); expected one for samples of "
                    + "\(shape), as the job's data set has them")
        }
    }

    /// A new trainer that computes features, owned by the caller.
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
                source,
                "its metadata's \(ModelDocument.metadataKey) can't be read: "
                    + PortableJSON.reason(error))
        }
        guard document.job.objective.predictsClasses else {
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

    /// The network of the layers before the last linear one.
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
        // Checked before memory is allocated, because only the file states the network's size.
        if let complaint = network.complaint(about: file) { throw refusal(source, complaint) }
        if let complaint = network.complaint(aboutValuesOf: file.facts) {
            throw refusal(source, complaint)
        }
        let trainer = try Trainer.forOutputs(of: network, threads: threads)
        try trainer.loadParameters(file, source: source)
        return trainer
    }

    private static func refusal(_ source: String, _ reason: String) -> EngineError {
        .badCheckpoint(source: source, reason: reason)
    }
}
