import Testing

extension PodiumTests {
    /// Workers, machines and trials that can't be executed, with real processes.
    @Suite("What can't be executed", .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct BrokenWorkerTests {
        @Test("A worker that can execute nothing fails no trial beside a sound one")
        func besideSound() async throws {
            let reference = try await Reference.shared.value
            try await Workspace.with { workspace in
                try workspace.write(Reference.job, to: "small.yaml")
                try workspace.write("", to: "file")
                let (coordinator, address) = try await workspace.startCoordinator("small.yaml")
                let broken = try workspace.start(
                    "worker", "--connect", address, "--key", "worker.key", "--slots", "1",
                    "--name", "broken", environment: ["PODIUM_DATA": workspace.path + "/file"])
                try await until("the broken worker has failed twice") {
                    coordinator.errors.contains("broken can't execute trials")
                }
                _ = try workspace.startWorker(address, name: "sound")
                #expect(try await coordinator.exitCode() == 0, "\(coordinator.errors)")
                #expect(try workspace.table(Reference.study) == reference.table)
                broken.signal(15)
                try await broken.exitCode()
            }
        }

        @Test("A trial that is too large for the machine fails alone, and can be retried")
        func tooLarge() async throws {
            let job = """
                study: huge
                objective: classifier
                dataset: mnist
                split: { validation: hold-out, validation_fraction: 0.95, seed: 0 }
                epochs: 1
                sampler: grid
                model: { classifier: [flatten, linear: $units, linear: $units, linear: 10] }
                space: { learning_rate: 0.001, units: [40000, 8, 16] }
                """
            try await Workspace.with { workspace in
                try workspace.write(job, to: "huge.yaml")
                let run = try workspace.start(
                    "run", "huge.yaml", "--slots", "1",
                    prefix: ["bash", "-c", "ulimit -v 6000000; exec \"$0\" \"$@\""])
                #expect(try await run.exitCode() == 0, "\(run.errors)")
                let trials = try await workspace.status("huge").trials
                #expect(trials.map(\.state) == ["failed", "complete", "complete"])
                let reason = trials[0].failure ?? ""
                #expect(reason.contains("killed its worker 3 times"), "\(reason)")
                #expect(reason.contains("GB of memory"), "\(reason)")

                // Once there is a larger machine it can be tried again.
                try await workspace.run("retry", "huge", "17", expecting: 2)
                try await workspace.run("retry", "huge", "1", expecting: 2)
                let retry = try await workspace.run("retry", "huge")
                #expect(retry.errors.contains("huge: 1 trial waits again (0)"), "\(retry.errors)")
                let states = try await workspace.status("huge").trials.map(\.state)
                #expect(states == ["waiting", "complete", "complete"])
                let none = try await workspace.run("retry", "huge")
                #expect(none.errors.contains("no trial has failed"), "\(none.errors)")
            }
        }
    }
}
