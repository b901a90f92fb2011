import Foundation
import Studies
import StudyModel
import Testing

@Suite("What a job file trains without a search")
struct TrainingSubjectTests {
    private func find(_ codeSize: String, rate: String = "0.001") throws -> TrainingSubject {
        let file = NSTemporaryDirectory() + "/podium-subject-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let text = """
            study: one
            dataset: mnist
            objective: autoencoder
            epochs: 1
            trials: 1
            space:
              encoding_dimension: \(codeSize)
              hidden_units: 8
              learning_rate: \(rate)
            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try TrainingSubject.find(file, trial: nil, rank: 1, results: "results") { _ in }
    }

    @Test("Constants are one configuration, whatever the sampler")
    func constants() throws {
        let subject = try find("4")
        #expect(subject.configuration["encoding_dimension"] == .int(4))
        #expect(subject.trial == 0 && subject.rank == nil)
    }

    @Test(
        "More configurations are counted and refused",
        arguments: [
            ("0.001", "has 3 configurations"),
            ("{ type: float, low: 0.1, high: 0.2 }", "infinitely many configurations"),
        ])
    func several(rate: String, count: String) {
        let error = #expect(throws: (any Error).self) { try find("[4, 8, 16]", rate: rate) }
        #expect(error.map { "\($0)" }?.contains(count) == true, "\(error as Any)")
    }
}
