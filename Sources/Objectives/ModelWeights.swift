package import StudyModel
import TrainingEngine

/// What a trained model's file keeps of a checkpoint: parameters and running statistics, without
/// what only more training needs; and what they are.
package enum ModelWeights {
    /// - Parameters:
    ///   - checkpoint: the bytes of a checkpoint.
    ///   - document: the model, which the file describes itself with.
    ///   - epoch: how long it was trained.
    ///   - pretrained: where the parts come from that were not trained and so are in no checkpoint.
    ///   - parts: the parts to be kept, or nil for all.
    /// - Returns: the bytes of a safetensors file.
    package static func file(
        of checkpoint: [UInt8], document: ModelDocument, epoch: Int,
        pretrained: PretrainedFile? = nil, parts: [String]? = nil
    ) throws -> [UInt8] {
        var file = try TensorFile(decoding: checkpoint, source: "the checkpoint")
        file.tensors.removeAll { tensor in
            tensor.name.hasPrefix("optimizer.")
                || parts?.contains { tensor.name.hasPrefix($0 + ".") } == false
        }
        if let pretrained, let loaded = document.job.pretrained {
            let absent = loaded.parts.filter { part in
                !file.tensors.contains { $0.name.hasPrefix(part + ".") }
            }
            file.tensors = pretrained.tensors(of: absent) + file.tensors
        }
        var document = document
        // What changes no number is no part of what the weights are.
        (document.job.stages, document.job.threads) = ([], 1)
        file.metadata = [
            "podium.study": document.job.study, "podium.trial": "\(document.trial)",
            "podium.objective": document.job.objective.rawValue, "podium.epoch": "\(epoch)",
            ModelDocument.metadataKey: String(
                decoding: try PortableJSON.encode(document, isSorted: true), as: UTF8.self),
        ]
        return file.encoded()
    }
}
