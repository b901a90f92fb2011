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

        @Test("takes no commands while `podium run` searches it, which they say")
        func searchedAlone() async throws {
            try await Workspace.with { workspace in
                try workspace.write(
                    """
                    study: slow
                    objective: command
                    command: sleep 600
                    metrics: [validation_loss]
                    space: { x: { type: float, low: 0, high: 1 } }
                    trials: 2

                    """, to: "slow.yaml")
                let run = try workspace.start("run", "slow.yaml")
                try await until("a trial runs") {
                    guard workspace.exists("results/slow/study.sqlite") else { return false }
                    return try await !workspace.status("slow").running.isEmpty
                }
                let pause = try await workspace.run("pause", "slow", expecting: 1)
                #expect(
                    pause.errors.contains("`podium run` searches slow and takes no commands"),
                    "\(pause.errors)")
                run.signal(SIGINT)
                #expect(try await run.exitCode() == 130)
                let later = try await workspace.run("pause", "slow", expecting: 1)
                #expect(!later.errors.contains("searches slow"))
            }
        }

        @Test("is interrupted, not running, once its coordinator was killed")
        func killed() async throws {
            try await with(trials: 100_000) { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("kept.yaml")
                let worker = try workspace.startWorker(address, name: "only")
                try await until("trials run") {
                    let listed = try await workspace.run("status", "kept")
                    return [" complete, ", " running, ", "\nworkers\n  only  on "]
                        .allSatisfy(listed.output.contains)
                }
                try await coordinator.kill9()
                try await worker.kill9()
                // What the coordinator announced is still there, and is not believed.
                #expect(workspace.exists("results/kept/live.json"))
                let status = try await workspace.status("kept")
                #expect(!status.isLive && status.activity == .interrupted)
                #expect(status.running.isEmpty && status.connected.isEmpty)
                #expect(status.counts["running"] == nil)
                #expect(status.counts["interrupted"] ?? 0 > 0)
                #expect(status.counts.values.reduce(0, +) == status.trials.count)
                #expect(!status.attempts.contains { $0.outcome == "running" })
                let shown = try await workspace.run("status", "kept")
                #expect(shown.output.contains(", interrupted\n"))
                #expect(!shown.output.contains("running"))
            }
        }

        @Test("that is damaged hides no other, and is named")
        func damaged() async throws {
            try await with { workspace in
                try await workspace.run("run", "kept.yaml")
                for name in ["bad", "worse"] {
                    try FileManager.default.copyItem(
                        atPath: workspace.path + "/results/kept",
                        toPath: workspace.path + "/results/\(name)")
                }
                try workspace.write("not a database", to: "results/bad/study.sqlite")
                try workspace.write("", to: "results/worse/study.sqlite")
                let all = try await workspace.run("status", expecting: 1)
                #expect(all.output.contains("kept: 50 of 50 trials done"))
                for name in ["bad", "worse"] {
                    #expect(all.output.contains("\(name): can't be read"))
                    #expect(all.errors.contains("results/\(name)/study.sqlite: damaged"))
                }
                let json = try await workspace.run("status", "--json", expecting: 1)
                let studies = try #require(
                    try JSONSerialization.jsonObject(with: Data(json.output.utf8))
                        as? [[String: Any]])
                #expect(studies.map { $0["study"] as? String } == ["bad", "kept", "worse"])
                #expect(studies.map { $0["error"] != nil } == [true, false, true])
                #expect((studies[1]["trials"] as? [Any])?.count == 50)
                try await workspace.run("table", "kept")
                try await workspace.run("table", "bad", expecting: 1)
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
