import Foundation
import StudyModel
import Testing

extension PodiumTests {
    @Suite("A study that exists", .serialized)
    struct StudyUseTests {
        private func with(
            trials: Int = 50, _ body: (Workspace) async throws -> Void
        ) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("kept", trials: trials), to: "kept.yaml")
                try await body(workspace)
            }
        }

        @Test("is refused to a second coordinator, which says who has it")
        func secondCoordinator() async throws {
            try await with { workspace in
                let (first, _) = try await workspace.startCoordinator("kept.yaml")
                for command in [["run", "kept.yaml"], ["coordinator", "kept.yaml"]] {
                    let second = try workspace.start(command)
                    #expect(try await second.exitCode() == 1)
                    #expect(
                        second.errors.contains(
                            "the study is in use by process \(first.identifier)"))
                    #expect(second.output.isEmpty)
                }
                #expect(first.isRunning)
            }
        }

        @Test("is shown while it runs and afterwards, in the same way")
        func live() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("kept.yaml")
                var status = try await workspace.status("kept")
                #expect(status.isLive)
                #expect(status.workers == 0)
                #expect(status.trials.allSatisfy { $0.state == "waiting" })
                try await workspace.run("table", "kept")
                let early = try await workspace.run("trial", "kept", "0", expecting: 2)
                #expect(early.errors.contains("kept has no trial 0; it has no trials yet"))

                _ = try workspace.startWorker(address, name: "only")
                #expect(try await coordinator.exitCode() == 0)
                status = try await workspace.status("kept")
                #expect(!status.isLive)
                #expect(status.trials.count == 50)
                #expect(status.attempts.allSatisfy { $0.worker == "only" })
                let printed = try await workspace.run("table", "results/kept")
                #expect(printed.output == coordinator.output)
                let story = try await workspace.run("trial", "kept", "49")
                #expect(story.output.contains("trial 49 of kept: complete"))
                let all = try await workspace.run("status")
                #expect(all.output.contains("50 of 50 trials done"))
            }
        }

        @Test("is shown while it trains, with its running trials")
        func busy() async throws {
            try await with(trials: 6000) { workspace in
                let run = try workspace.start("run", "kept.yaml", "--slots", "1")
                try await until("trials are done") { workspace.rows("kept") > 0 }
                let status = try await workspace.status("kept")
                #expect(status.isLive || !run.isRunning)
                let table = try await workspace.run("table", "kept", "--format", "csv")
                #expect(table.output.split(separator: "\n").count > 1)
                try await workspace.run("trial", "kept", "0")
                #expect(try await run.exitCode() == 0)
            }
        }

        @Test("of another name is asked for in vain, and those that are there are named")
        func unknown() async throws {
            try await with { workspace in
                let nothing = try await workspace.run("table", "kept", expecting: 2)
                #expect(nothing.errors.contains("there are none yet"))
                try await workspace.run("status")
                try await workspace.run("run", "kept.yaml")
                for command in [["table", "kep"], ["status", "kep"], ["trial", "kep", "0"]] {
                    let process = try workspace.start(command)
                    #expect(try await process.exitCode() == 2)
                    #expect(process.errors.contains("kep: no study of that name is in results"))
                    #expect(process.errors.contains("there are kept"))
                    #expect(process.output.isEmpty)
                }
                let beyond = try await workspace.run("trial", "kept", "50", expecting: 2)
                #expect(beyond.errors.contains("kept has no trial 50; its trials are 0 to 49"))
            }
        }

        @Test("takes no other job, and the differences are shown")
        func changedJob() async throws {
            try await with { workspace in
                try await workspace.run("run", "kept.yaml")
                let before = try workspace.table("kept")
                let changed = Jobs.null("kept", trials: 50, seed: 2)
                    .replacing("high: 1000", with: "high: 999")
                try workspace.write(changed, to: "kept.yaml")
                let refused = try await workspace.run("run", "kept.yaml", expecting: 2)
                #expect(refused.errors.contains("seed: 1 is recorded, 2 is asked for"))
                #expect(refused.errors.contains("space.c"))
                #expect(refused.errors.contains("999"))
                #expect(try workspace.table("kept") == before)
            }
        }

        @Test("grows by more trials, whose first ones stay as they are")
        func moreTrials() async throws {
            try await with { workspace in
                try await workspace.run("run", "kept.yaml")
                let small = try await workspace.status("kept")
                try await workspace.run("run", "kept.yaml", "--trials", "80")
                let large = try await workspace.status("kept")
                #expect(large.trials.count == 80)
                #expect(Array(large.trials.prefix(50)) == small.trials)
                #expect(large.trials.prefix(50).allSatisfy { $0.attempts.count == 1 })

                // At one go it would have been the same.
                try await workspace.run(
                    "run", "kept.yaml", "--trials", "80", "--results", "direct")
                #expect(
                    try workspace.read("direct/kept/table.csv") == workspace.table("kept"))

                let fewer = try await workspace.run(
                    "run", "kept.yaml", "--trials", "60", expecting: 2)
                #expect(fewer.errors.contains("trials: 80 is recorded, 60 is asked for"))
            }
        }

        @Test("takes no other number of epochs once a trial has finished, but before that it does")
        func moreEpochs() async throws {
            try await with { workspace in
                let (unused, _) = try await workspace.startCoordinator("kept.yaml")
                unused.signal(SIGINT)
                #expect(try await unused.exitCode() == 130)
                try await workspace.run("run", "kept.yaml", "--epochs", "2", "--study", "kept")
                let refused = try await workspace.run(
                    "run", "kept.yaml", "--epochs", "3", "--study", "kept", expecting: 2)
                #expect(refused.errors.contains("epochs: 2 is recorded, 3 is asked for"))
                #expect(refused.errors.contains("only while no trial has finished"))
            }
        }
    }
}
