import Datasets
import Files
import Foundation
package import Models
import Portable
import StudyModel
package import TrainingEngine
import UserErrors

/// A model as stored by `podium train`: its weights, and their description in the same file.
package struct TrainedModel: Sendable {
    /// The path of the weights file.
    package let path: String
    package let document: ModelDocument
    package let weights: TensorFile
    /// The SHA-256 of the file, in hexadecimal.
    package let sha256: String

    /// Reads a model.
    ///
    /// - Parameter path: a file, or a directory with a `model.safetensors`.
    /// - Throws: `AnalysisError` if there is none, `InputError` if the file is no weights file or
    ///   doesn't describe its model.
    package init(path: String) throws {
        let isNamed = path.hasSuffix(".safetensors") || Self.isFile(path)
        let file = isNamed ? path : path + "/" + ModelFileName.weights
        // Opening a pipe would wait for a writer.
        guard FileKind(of: file) == .regular, let data = FileManager.default.contents(atPath: file)
        else {
            throw AnalysisError(
                place: path, found: Self.absence(of: file, named: path),
                expected: "a model that podium train has made: its directory or .safetensors file")
        }
        try self.init(bytes: Array(data), path: file)
    }

    /// Whether there is a file, and no directory, of this name.
    package static func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory.boolValue
    }

    /// Why a model's file can't be read.
    private static func absence(of file: String, named path: String) -> String {
        let subject = file == path ? "it" : file
        return switch FileKind(of: file) {
        case nil: "no \(file)"
        case .directory: "\(subject) is a directory"
        case .regular: "\(subject) may not be read: check its permissions"
        case .pipe, .socket, .device: "\(subject) is a pipe, a socket or a device"
        }
    }

    /// Reads a model from a file's bytes.
    package init(bytes: [UInt8], path: String) throws {
        self.path = path
        do {
            weights = try TensorFile(decoding: bytes, source: path)
        } catch {
            // The engine's own files are damaged by faults; this one was named by the user.
            throw InputError("\(error)")
        }
        sha256 = InputFile(path: path, bytes: bytes).sha256
        guard let text = weights.metadata[ModelDocument.metadataKey] else {
            throw AnalysisError(
                place: path, found: "weights without a description of their model",
                expected: "a file that podium train has written")
        }
        do {
            document = try PortableJSON.decode(ModelDocument.self, from: Array(text.utf8))
        } catch {
            throw AnalysisError(
                place: path,
                found: "a description that can't be read (\(PortableJSON.reason(error)))",
                expected: "one that this version of podium knows")
        }
    }

    package var job: NetworkJob { document.job }

    /// The directory of the weights file.
    package var directory: String {
        let parent = (path as NSString).deletingLastPathComponent
        return parent.isEmpty ? "." : parent
    }

    /// A sample's shape: channels, height and width; or only its length.
    package var sampleShape: [Int] { job.dataset.sampleShape }

    /// The model's parts, in the order in which data pass through them.
    package var parts: [String] { job.partsInUse }

    /// The same model at another time of its training, from another file.
    package func sibling(_ name: String) throws -> TrainedModel {
        try TrainedModel(path: directory + "/" + name)
    }

    /// Some parts of the model, connected in series and ready to run.
    ///
    /// - Parameter parts: `["encoder"]`, `["encoder", "decoder"]`, `["generator"]`, …
    /// - Throws: `AnalysisError` if the model has no such part.
    package func runner(of parts: [String], threads: Int = 1) throws -> ModelRunner {
        for part in parts where !self.parts.contains(part) {
            throw AnalysisError(
                place: path, found: "a model of \(self.parts.joined(separator: " and "))",
                expected: "one with the part \(part)")
        }
        guard let first = parts.first else {
            preconditionFailure("\(path): a runner of no parts")
        }
        let network = try job.network(
            of: parts, input: try input(of: first), in: document.configuration)
        // Check before allocating memory for a network whose size only the file states.
        if let complaint = network.complaint(about: weights) {
            throw InputError("\(path): \(complaint)")
        }
        let trainer = try Trainer.forOutputs(of: network, threads: threads)
        try trainer.loadParameters(weights, source: path)
        return ModelRunner(trainer)
    }

    /// The input shape of a part.
    private func input(of part: String) throws -> Shape {
        guard part != parts.first, !job.objective.isAdversarial else {
            guard job.objective.isAdversarial, part == "generator" else {
                return Shape(sampleShape: sampleShape)
            }
            let plan = try TrainingPlan(
                job: job, part: part, configuration: document.configuration, stepsPerEpoch: 1)
            return .vector(plan.latentDimension)
        }
        let before = Array(parts.prefix { $0 != part })
        return try job.network(
            of: before, input: try input(of: before[0]), in: document.configuration
        ).output
    }
}
