import Foundation
import StudyModel
import Testing

extension PodiumTests {
    @Suite(
        "Interruptions", .serialized, .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct InterruptionTests {
        private let study = Reference.study

        private func with(_ body: (Workspace, Reference) async throws -> Void) async throws {
            let reference = try await Reference.shared.value
            try await Workspace.with { workspace in
                try workspace.write(Reference.job, to: "small.yaml")
                try await body(workspace, reference)
            }
        }

        @Test(
            "Ctrl-C on a run hands back a checkpoint, and resuming gives the same bits",
            arguments: [SIGINT, SIGTERM])
        func once(signal: Int32) async throws {
            try await with { workspace, reference in
                let run = try workspace.start("run", "small.yaml", "--slots", "1")
                // The second trial, so that there is something to keep.
                try await until("a trial is done") { workspace.rows(study) > 0 }
                let trial = try await workspace.trialInTraining(study)
                let workers = PodiumProcess.children(of: run.identifier)
                run.signal(signal)
                #expect(try await run.exitCode(within: 30) == 130)
                #expect(run.errors.contains("To resume: "))
                #expect(run.errors.contains("run small.yaml --slots 1"))
                #expect(!workers.contains(where: isAlive))
                #expect(run.output.contains("Rank"))

                let returned = try await workspace.trial(trial, of: study)
                #expect(returned.attempts.last?.outcome == "returned")
                #expect(returned.state == "waiting")
                #expect(workspace.files(in: "results/small/checkpoints").count == 1)

                try await workspace.run("run", "small.yaml", "--slots", "1")
                #expect(try workspace.table(study) == reference.table)
                let resumed = try await workspace.trial(trial, of: study)
                #expect(resumed.intermediateResults == reference.trials[trial].intermediateResults)
                #expect(resumed.attempts.count == 2)
                #expect(workspace.files(in: "results/small/checkpoints").isEmpty)
            }
        }

        @Test("Ctrl-C twice on a run ends it at once, and what was recorded stays")
        func twice() async throws {
            try await with { workspace, _ in
                let run = try workspace.start("run", "small.yaml", "--slots", "1")
                try await until("a trial is done") { workspace.rows(study) > 0 }
                _ = try await workspace.trialInTraining(study)
                let workers = PodiumProcess.children(of: run.identifier)
                run.signal(SIGINT)
                // Two signals of a kind that come together are one to the system.
                try await Task.sleep(for: .milliseconds(20))
                run.signal(SIGTERM)
                #expect(try await run.exitCode(within: 8) == 130)
                try await until("the worker ends", within: 8) { !workers.contains(where: isAlive) }
                // The second signal ends a run that a busy machine holds up, without advice.
                #expect(
                    run.errors.contains("To resume: ")
                        || run.errors.hasSuffix("podium: interrupted\n"))
                let record = try await workspace.status(study)
                #expect(record.trials.contains { $0.state == "complete" })
            }
        }

        @Test(
            "A worker that is interrupted hands back, and another goes on from its checkpoint",
            arguments: [SIGINT, SIGTERM])
        func worker(signal: Int32) async throws {
            try await with { workspace, reference in
                let (coordinator, address) = try await workspace.startCoordinator("small.yaml")
                let leaver = try workspace.startWorker(address, name: "leaver")
                let trial = try await workspace.trialInTraining(study, by: "leaver")
                leaver.signal(signal)
                #expect(try await leaver.exitCode(within: 30) == 130)
                #expect(leaver.errors.contains("handing back 1 trial"))
                #expect(coordinator.isRunning)

                let stayer = try workspace.startWorker(address, name: "stayer")
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await stayer.exitCode() == 0)
                let record = try await workspace.trial(trial, of: study)
                #expect(record.attempts.map(\.outcome) == ["returned", "complete"])
                #expect(record.attempts.map(\.worker) == ["leaver", "stayer"])
                #expect(record.intermediateResults == reference.trials[trial].intermediateResults)
                #expect(try workspace.table(study) == reference.table)
            }
        }

        @Test("A worker that is told twice leaves at once")
        func workerTwice() async throws {
            try await with { workspace, _ in
                let (coordinator, address) = try await workspace.startCoordinator("small.yaml")
                let worker = try workspace.startWorker(address, name: "hasty")
                _ = try await workspace.trialInTraining(study, by: "hasty")
                worker.signal(SIGINT)
                try await Task.sleep(for: .milliseconds(20))
                worker.signal(SIGTERM)
                #expect(try await worker.exitCode(within: 8) == 130)
                #expect(coordinator.isRunning)
            }
        }

        @Test("A worker that nobody answers ends at its timeout, and says why")
        func unansweredWorker() async throws {
            try await with { workspace, _ in
                let (coordinator, address) = try await workspace.startCoordinator("small.yaml")
                try await coordinator.kill9()
                let worker = try workspace.start(
                    "worker", "--connect", address, "--key", "worker.key", "--exit-when-done",
                    "--coordinator-timeout", "2")
                #expect(try await worker.exitCode() == 1)
                #expect(
                    worker.errors.contains(
                        "podium: no coordinator answered at \(address) for 2 s "
                            + "(--coordinator-timeout)\n"))
            }
        }

        @Test("A coordinator that is interrupted ends with 130 while its workers wait for the next")
        func coordinator() async throws {
            try await with { workspace, reference in
                let (first, address) = try await workspace.startCoordinator("small.yaml")
                let worker = try workspace.startWorker(address, name: "patient")
                _ = try await workspace.trialInTraining(study)
                first.signal(SIGINT)
                #expect(try await first.exitCode(within: 30) == 130)
                #expect(first.errors.contains("To resume: "))
                #expect(worker.isRunning)
                let (second, _) = try await workspace.startCoordinator(
                    "small.yaml", listen: address)
                #expect(try await second.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                #expect(try workspace.table(study) == reference.table)
            }
        }
    }
}
