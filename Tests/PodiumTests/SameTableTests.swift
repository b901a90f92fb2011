import Foundation
import StudyModel
import Testing

extension PodiumTests {
    @Suite(
        "The table has the same bytes", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct SameTableTests {
        private let study = Reference.study

        private func with(_ body: (Workspace, Reference) async throws -> Void) async throws {
            let reference = try await Reference.shared.value
            try await Workspace.with { workspace in
                try workspace.write(Reference.job, to: "small.yaml")
                try await body(workspace, reference)
                #expect(try workspace.table(study) == reference.table)
                let record = try await workspace.status(study)
                #expect(record.conflicts == 0)
                #expect(
                    record.trials.map(\.intermediateResults)
                        == reference.trials.map(\.intermediateResults))
            }
        }

        @Test("with two slots in one worker")
        func twoSlots() async throws {
            try await with { workspace, reference in
                try await workspace.run("run", "small.yaml", "--slots", "2")
                #expect(reference.table.split(separator: "\n").count == 4)
            }
        }

        @Test("with two workers of which one is killed in the middle of a trial")
        func killedWorker() async throws {
            try await with { workspace, _ in
                let (coordinator, address) = try await workspace.startCoordinator(
                    "small.yaml", options: ["--lease", "2"])
                let doomed = try workspace.startWorker(address, name: "doomed")
                let survivor = try workspace.startWorker(address, name: "survivor")
                let trial = try await workspace.trialInTraining(study, by: "doomed")
                try await doomed.kill9()
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await survivor.exitCode() == 0)

                let attempts = try await workspace.trial(trial, of: study).attempts
                #expect(attempts[0].worker == "doomed")
                // On a slow machine a checkpoint came first: then the attempt counts as returned.
                #expect(["lost", "returned"].contains(attempts[0].outcome))
                #expect(attempts.last?.worker == "survivor")
                #expect(attempts.last?.outcome == "complete")
            }
        }

        @Test("with a coordinator that is killed and started again while its workers run on")
        func killedCoordinator() async throws {
            try await with { workspace, _ in
                let (first, address) = try await workspace.startCoordinator("small.yaml")
                let workers = try ["one", "two"].map {
                    try workspace.startWorker(address, name: $0)
                }
                // An idle worker could come back when everything is done, and would wait for ever.
                for name in ["one", "two"] {
                    _ = try await workspace.trialInTraining(study, by: name)
                }
                try await first.kill9()
                let (second, _) = try await workspace.startCoordinator(
                    "small.yaml", listen: address)
                #expect(try await second.exitCode() == 0)
                for worker in workers { #expect(try await worker.exitCode() == 0) }

                let record = try await workspace.status(study)
                #expect(record.starts == 2)
                // What was in training when the coordinator died was not trained again.
                #expect(record.trials.allSatisfy { $0.attempts.count == 1 })
            }
        }

        @Test("with a run that is killed and started again, whose worker does not outlive it")
        func killedRun() async throws {
            try await with { workspace, _ in
                let first = try workspace.start("run", "small.yaml", "--slots", "2")
                _ = try await workspace.trialInTraining(study)
                let workers = PodiumProcess.children(of: first.identifier)
                #expect(workers.count == 1)
                try await first.kill9()
                try await until("the worker of the killed run ends") {
                    !workers.contains(where: isAlive)
                }
                try await workspace.run("run", "small.yaml", "--slots", "2")
                let lost = try await workspace.status(study).attempts
                    .filter { ["lost", "returned"].contains($0.outcome) }
                #expect(!lost.isEmpty)
                // Nobody can come back for them: nothing is waited for.
                #expect(!lost.contains { $0.note.contains("no sign of life") })
            }
        }
    }

    @Suite("The table of a study at full speed has the same bytes", .serialized)
    struct SameTableAtSpeedTests {
        private static let trials = 4000
        private let job = Jobs.null("quick", trials: trials)

        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try workspace.write(job, to: "quick.yaml")
                try await workspace.run("run", "quick.yaml", "--slots", "1", "--results", "calm")
                let calm = try workspace.read("calm/quick/table.csv")
                #expect(calm.split(separator: "\n").count == Self.trials + 1)
                try await body(workspace)
                #expect(try workspace.table("quick") == calm)
            }
        }

        @Test("with two workers of which one is killed")
        func killedWorker() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator(
                    "quick.yaml", options: ["--lease", "1"])
                let doomed = try workspace.startWorker(address, name: "doomed", slots: 2)
                _ = try workspace.startWorker(address, name: "survivor", slots: 2)
                try await until("some trials are done") { workspace.rows("quick") > 0 }
                try await doomed.kill9()
                #expect(try await coordinator.exitCode() == 0)
            }
        }

        @Test("with a coordinator that is killed three times")
        func killedCoordinator() async throws {
            try await with { workspace in
                var (coordinator, address) = try await workspace.startCoordinator("quick.yaml")
                let worker = try workspace.startWorker(address, name: "steady", slots: 2)
                for _ in 0..<3 {
                    let before = workspace.rows("quick")
                    try await until("more trials are done") {
                        workspace.rows("quick") > before || !coordinator.isRunning
                    }
                    try await coordinator.kill9()
                    (coordinator, _) = try await workspace.startCoordinator(
                        "quick.yaml", listen: address)
                }
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                #expect(try await workspace.status("quick").starts == 4)
            }
        }
    }
}
