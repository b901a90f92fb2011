package import Analysis
import Foundation
import Models
import UserErrors

/// Where a model is: its directory or file, or the study whose model it is.
package struct ModelPlace: Sendable, Hashable {
    package var model: String
    /// The directory of all studies.
    package var results: String

    package init(_ model: String, results: String) {
        self.model = model
        self.results = results
    }

    /// Reads the model: a file, a directory with one, or a study's `model/`.
    package func load() throws -> TrainedModel { try TrainedModel(path: try path()) }

    /// Reads the model; nil if there is none.
    func existing() throws -> TrainedModel? {
        guard let found else { return nil }
        return try TrainedModel(path: found)
    }

    /// The directories in which the model is looked for.
    private var candidates: [String] {
        let base = model.hasSuffix("/") ? String(model.dropLast()) : model
        return [base, base + "/model", results + "/" + base, results + "/" + base + "/model"]
    }

    /// A directory with a model comes before a file of the same name, unless the name is that of a
    /// weights file.
    private var found: String? {
        let files = FileManager.default
        let file = TrainedModel.isFile(model) ? model : nil
        guard !model.hasSuffix(".safetensors") else { return file }
        return candidates.first {
            files.fileExists(atPath: $0 + "/" + ModelFileName.weights)
        } ?? file
    }

    private func path() throws -> String {
        if model.hasSuffix(".safetensors") { return model }
        if let found { return found }
        throw InputError(
            "there is no model \(model): looked for model.safetensors in "
                + candidates.joined(separator: ", ")
                + "; podium train STUDY makes one")
    }
}
