import Foundation
import Testing

extension PodiumTests {
    @Suite("A study with a scheduler has the same table and states")
    struct SchedulerTableTests {
        /// A scheduler, and the trials and epochs of a study on which it stops some trials.
        struct Case: Sendable, CustomTestStringConvertible {
            var scheduler: String
            var trials: Int
            /// More lines of the job.
            var more = ""
            var testDescription: String { scheduler + (more.isEmpty ? "" : ", \(more)") }
        }

        private static let cases = [
            Case(scheduler: "asha", trials: 4500),
            Case(scheduler: "{ type: hyperband, reduction: 3 }", trials: 3000),
            Case(scheduler: "{ type: median, every: 4, startup: 6 }", trials: 1200),
            Case(scheduler: "{ type: pbt, interval: 3 }", trials: 60),
            Case(
                scheduler: "asha", trials: 200,
                more: "sampler: { type: tpe, startup: 20, lag: 9 }"),
            Case(scheduler: "asha", trials: 4500, more: "budget: { epochs: 12000 }"),
        ]

        /// What is to be the same: the table, and what each trial came to.
        private struct Ends: Equatable {
            var table: String
            var trials: [String]

            init(_ workspace: Workspace, _ study: String) async throws {
                table = try workspace.table(study)
                let status = try await workspace.status(study)
                trials = status.trials.map { trial in
                    // A dictionary has no order.
                    let results = trial.intermediateResults.map { result in
                        "\(result.epoch) \(result.metrics.sorted { $0.key < $1.key })"
                    }
                    return "\(trial.number) \(trial.state) \(trial.pruning ?? "") "
                        + "\(trial.parent ?? -1) \(results)"
                }
                #expect(status.conflicts == 0)
            }
        }

        private func ends(
            _ job: String, _ body: (Workspace) async throws -> Void
        ) async throws -> Ends {
            try await Workspace.with { workspace in
                try workspace.write(job, to: "job.yaml")
                try await body(workspace)
                return try await Ends(workspace, "stopped")
            }
        }

        private static func job(_ item: Case) -> String {
            Jobs.null("stopped", trials: item.trials)
                .replacing(item.more.hasPrefix("sampler") ? "sampler: random\n" : "", with: "")
                .replacing(
                    "epochs: 1\n",
                    with: "epochs: 27\nscheduler: \(item.scheduler)\n\(item.more)\n")
        }

        @Test("with one slot, two and eight", arguments: cases)
        func slots(item: Case) async throws {
            let job = Self.job(item)
            let one = try await ends(job) { try await $0.run("run", "job.yaml", "--slots", "1") }
            #expect(one.table.contains("pruned") && one.table.contains("complete"))
            for slots in ["2", "8"] {
                let other = try await ends(job) {
                    try await $0.run("run", "job.yaml", "--slots", slots)
                }
                #expect(other == one, "\(slots) slots")
            }
        }

        @Test("with a worker and a coordinator that are killed", arguments: cases)
        func killed(item: Case) async throws {
            let job = Self.job(item)
            let calm = try await ends(job) { try await $0.run("run", "job.yaml", "--slots", "1") }
            let broken = try await ends(job) { workspace in
                var (coordinator, address) = try await workspace.startCoordinator(
                    "job.yaml", options: ["--lease", "1"])
                let doomed = try workspace.startWorker(address, name: "doomed", slots: 2)
                _ = try workspace.startWorker(address, name: "survivor", slots: 2)
                try await until("some trials are done") {
                    workspace.rows("stopped") > 0 || !coordinator.isRunning
                }
                try await doomed.kill9()
                try await coordinator.kill9()
                (coordinator, _) = try await workspace.startCoordinator(
                    "job.yaml", listen: address, options: ["--lease", "1"])
                #expect(try await coordinator.exitCode() == 0)
            }
            #expect(broken == calm)
        }

        @Test("when its budget grows, and when it was as large from the start")
        func grownBudget() async throws {
            func job(_ epochs: Int) -> String {
                Self.job(
                    Case(scheduler: "asha", trials: 5000, more: "budget: { epochs: \(epochs) }"))
            }
            let straight = try await ends(job(2000)) { try await $0.run("run", "job.yaml") }
            let grown = try await ends(job(1000)) { workspace in
                try await workspace.run("run", "job.yaml")
                #expect(try await workspace.status("stopped").activity == .done)
                try workspace.write(job(2000), to: "job.yaml")
                try await workspace.run("run", "job.yaml", "--slots", "1")
            }
            #expect(grown == straight)
            #expect(straight.table.contains("paused"))
        }

        @Test(
            "when training resumes from checkpoints, on other workers, and when those are lost",
            .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"),
            arguments: [
                Case(scheduler: "{ type: asha, cohort: 4, reduction: 2 }", trials: 4),
                Case(
                    scheduler: "{ type: pbt, interval: 2, quantile: 0.5, explore: learning_rate }",
                    trials: 3),
            ])
        func training(item: Case) async throws {
            let job = Jobs.training("stopped", trials: item.trials, epochs: 4)
                .replacing(
                    "sampler: random\n", with: "sampler: random\nscheduler: \(item.scheduler)\n")
            let calm = try await ends(job) { try await $0.run("run", "job.yaml", "--slots", "1") }
            let broken = try await ends(job) { workspace in
                let (coordinator, address) = try await workspace.startCoordinator(
                    "job.yaml", options: ["--lease", "2"])
                let doomed = try workspace.startWorker(address, name: "doomed")
                let survivor = try workspace.startWorker(address, name: "survivor")
                let directory = "results/stopped/checkpoints"
                try await until("a checkpoint is there") {
                    !workspace.files(in: directory).isEmpty || !coordinator.isRunning
                }
                for file in workspace.files(in: directory) {
                    try? FileManager.default.removeItem(
                        atPath: workspace.path + "/\(directory)/\(file)")
                }
                try await doomed.kill9()
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await survivor.exitCode() == 0)
                #expect(workspace.files(in: directory).isEmpty, "none is kept at the end")
            }
            #expect(broken == calm)
        }

        @Test(
            "and the best trial of a population can be repeated, bit for bit",
            .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
        func replay() async throws {
            let scheduler =
                "{ type: pbt, interval: 2, quantile: 0.5, explore: [learning_rate, l2] }"
            let job = Jobs.training("stopped", trials: 2, epochs: 6)
                .replacing(
                    "sampler: random\n", with: "sampler: random\nscheduler: \(scheduler)\n")
            try await Workspace.with { workspace in
                try workspace.write(job, to: "job.yaml")
                try await workspace.run("run", "job.yaml", "--slots", "2")
                let population = try await workspace.status("stopped")
                // One of the two complete trials branched off.
                let first = try #require(population.best)
                let rank = population.trials[first].parent == nil ? "2" : "1"
                let best = try await workspace.run("best", "stopped", "--rank", rank, "--job")
                try workspace.write(best.output, to: "replay.yaml")
                let check = try await workspace.run("check", "replay.yaml")
                #expect(check.output.contains("The schedule scheduler decides after epoch"))
                try await workspace.run("run", "replay.yaml", "--slots", "1")
                let name = try #require(
                    best.output.firstMatch(of: /study: (stopped-trial-([0-9]+))/))
                var line = [try #require(Int(name.output.2))]
                while let parent = population.trials[line[0]].parent {
                    line.insert(parent, at: 0)
                }
                let replay = try await workspace.status(String(name.output.1))
                #expect(replay.trials.count == line.count && line.count > 1)
                #expect(replay.trials.last?.state == "complete")
                var epochs: [Int] = []
                for (trial, number) in zip(replay.trials, line) {
                    let results = trial.intermediateResults
                    let recorded = population.trials[number].intermediateResults
                    #expect(results == Array(recorded.prefix(results.count)))
                    epochs += results.map(\.epoch)
                }
                #expect(epochs == Array(1...6))
                let again = try await workspace.run(
                    "best", String(name.output.1), "--job")
                func space(_ text: String) -> Substring? {
                    text.firstRange(of: "\nscheduler:").map { text[$0.upperBound...] }
                }
                #expect(space(again.output) == space(best.output))
            }
        }
    }
}
