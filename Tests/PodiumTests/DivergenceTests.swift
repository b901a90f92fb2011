import Foundation
import StudyModel
import Testing

extension PodiumTests {
    @Suite("Trials that diverge", .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct DivergenceTests {
        @Test("are failed, shown with their reason, and rank nowhere")
        func diverges() async throws {
            try await Workspace.with { workspace in
                // Of two learning rates one is far beyond what training can bear.
                let job = Jobs.training(
                    "wild", trials: 6, epochs: 1, learningRate: "[0.001, 1.0e30]")
                try workspace.write(job, to: "wild.yaml")
                let run = try await workspace.run("run", "wild.yaml")
                let record = try await workspace.status("wild")
                let failed = record.trials.filter { $0.state == "failed" }
                let complete = record.trials.filter { $0.state == "complete" }
                #expect(!failed.isEmpty && !complete.isEmpty)
                #expect(failed.count + complete.count == 6)
                for trial in failed {
                    #expect(trial.configuration["learning_rate"]?.value.number == 1e30)
                    let reason = try #require(trial.failure)
                    #expect(reason.contains("loss became"))
                    #expect(run.errors.contains("trial \(trial.number) failed"))
                    let story = try await workspace.run("trial", "wild", "\(trial.number)")
                    #expect(story.output.contains(reason))
                }
                #expect(run.errors.contains("\(failed.count) of them failed"))

                // Rows are there for all trials; ranks for those that have a result.
                let ranks = try workspace.table("wild").split(separator: "\n").dropFirst().map {
                    $0.split(separator: ",", omittingEmptySubsequences: false)[0]
                }
                #expect(ranks.compactMap { Int($0) } == Array(1...complete.count))
                let status = try await workspace.run("status", "wild")
                #expect(status.output.contains("failed"))
            }
        }
    }
}
