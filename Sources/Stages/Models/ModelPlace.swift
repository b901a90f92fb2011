package import Analysis
import Foundation
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

    private func path() throws -> String {
        let files = FileManager.default
        if model.hasSuffix(".safetensors") { return model }
        let base = model.hasSuffix("/") ? String(model.dropLast()) : model
        let candidates = [
            base, base + "/model", results + "/" + base, results + "/" + base + "/model",
        ]
        if let found = candidates.first(where: {
            files.fileExists(atPath: $0 + "/model.safetensors")
        }) {
            return found
        }
        throw InputError(
            "there is no model \(model): looked for model.safetensors in "
                + candidates.joined(separator: ", ")
                + "; podium train STUDY makes one")
    }
}
