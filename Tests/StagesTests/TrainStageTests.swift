import StudyModel
import Testing

@testable import Stages

@Suite("The job of a final training")
struct TrainStageTests {
    private func message(_ objective: ObjectiveSpec) -> String? {
        let job = Job(
            study: "s", objective: objective, metric: Metric(name: "validation_loss"), trials: 1,
            columns: [], space: SearchSpace([]))
        do {
            _ = try TrainStage().finalJob(job)
            return nil
        } catch {
            return error.text
        }
    }

    @Test("An objective that trains no network is told from settings that can't be read")
    func settings() throws {
        let none = try #require(message(ObjectiveSpec(kind: "command", metrics: [])))
        #expect(none.contains("its objective is command, which trains no network"))
        let damaged = try #require(message(ObjectiveSpec(kind: "autoencoder", metrics: [])))
        #expect(damaged.contains("the objective's settings of s can't be read: "))
        #expect(!damaged.contains("no network"))
    }
}
