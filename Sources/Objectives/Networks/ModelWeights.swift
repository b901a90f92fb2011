package import Models
import Portable
import TrainingEngine

/// Makes a model file from a checkpoint.
///
/// It keeps parameters and running statistics, omits optimizer state and adds a description.
package enum ModelWeights {
    /// - Parameters:
    ///   - checkpoint: the bytes of a checkpoint.
    ///   - document: the description of the model, stored in the file's metadata.
    ///   - epoch: the number of epochs trained.
    ///   - pretrained: the source of frozen parts, which are in no checkpoint.
    ///   - parts: the parts to keep, or nil for all.
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
        // Stages and threads change no weight, so the file omits them.
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
