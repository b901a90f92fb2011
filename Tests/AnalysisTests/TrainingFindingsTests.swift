import Foundation
import Models
import Reporting
import StudyModel
import Testing

@testable import Analysis

@Suite("The findings of a final training")
struct TrainingFindingsTests {
    private func figures(_ metrics: [String: [Double]]) throws -> [String] {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "podium-training-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        var folder = try FindingsFolder(
            directory.path, findings: Findings(step: "train", title: "t"), gnuplot: nil)
        var document = ModelDocument(
            podium: "test", job: SmallModel.autoencoder(epochs: 3), trial: 0, rank: 1,
            configuration: SmallModel.configuration)
        document.metrics = metrics.compactMapValues(\.last)
        try TrainingFindings(
            document: document, history: TrainingHistory(epochs: [1, 2, 3], metrics: metrics)
        ).add(to: &folder)
        let found = try folder.finish()
        #expect(found.numbers.count == metrics.count)
        return found.figures.map(\.name).filter { !$0.contains("network") }
    }

    @Test("draw what changes from epoch to epoch, and nothing else")
    func constant() throws {
        let losses = ["validation_loss": [3.0, 2, 1], "train_loss": [3.0, 2, 2]]
        let more = ["parameters": [1_234.0, 1_234, 1_234], "accuracy": [0.5, .nan, 0.6]]
        let all = losses.merging(more) { $1 }
        #expect(try figures(all).sorted() == ["accuracy", "losses"])
        #expect(try figures(["validation_loss": [1, 1, 1], "other": [.nan, .nan, .nan]]) == [])
    }
}
