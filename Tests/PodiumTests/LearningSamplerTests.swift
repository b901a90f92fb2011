import Foundation
import Testing

extension PodiumTests {
    @Suite("A search that learns from its trials", .serialized)
    struct LearningSamplerTests {
        private static let samplers = [
            "{ type: tpe, startup: 8, lag: 4 }", "{ type: cma-es, population: 4 }",
            "{ type: nsga2, population: 4 }", "{ type: nsga2, population: 4 }\n" + objectives,
            "{ type: tpe, startup: 8, lag: 4 }\n" + objectives,
            "{ type: gp, startup: 8, lag: 4 }",
        ]
        private static let objectives =
            "objectives: [{ metric: validation_loss }, { metric: cost }]"

        private func table(
            _ sampler: String, _ body: (Workspace) async throws -> Void
        ) async throws -> String {
            try await Workspace.with { workspace in
                let job = Jobs.null("learnt", trials: 60, sampler: sampler)
                try workspace.write(job, to: "learnt.yaml")
                try await body(workspace)
                #expect(try await workspace.status("learnt").conflicts == 0)
                return try workspace.table("learnt")
            }
        }

        @Test(
            "has the same table with one slot, with eight, and with two workers",
            arguments: samplers)
        func sameTable(sampler: String) async throws {
            let one = try await table(sampler) {
                try await $0.run("run", "learnt.yaml", "--slots", "1")
            }
            #expect(one.split(separator: "\n").count == 61)
            let eight = try await table(sampler) { workspace in
                let run = try await workspace.run("run", "learnt.yaml", "--slots", "8")
                #expect(run.errors.contains("lag lets 4 trials run at a time"))
            }
            #expect(eight == one)
            let two = try await table(sampler) { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("learnt.yaml")
                // Nothing is handed out before both workers are there.
                try await workspace.run("pause", "learnt")
                let workers = try ["one", "two"].map {
                    try workspace.startWorker(address, name: $0)
                }
                try await until("both workers have joined") {
                    ["one", "two"].allSatisfy { coordinator.errors.contains("\($0) joined") }
                }
                try await workspace.run("resume", "learnt")
                #expect(try await coordinator.exitCode() == 0)
                for worker in workers { #expect(try await worker.exitCode() == 0) }
            }
            #expect(two == one)
        }

        @Test(
            "goes on where it was, with more trials, as if it had been asked for them at first",
            arguments: samplers)
        func resumed(sampler: String) async throws {
            let whole = try await table(sampler) { try await $0.run("run", "learnt.yaml") }
            let parts = try await table(sampler) { workspace in
                for trials in ["5", "23", "60"] {
                    try await workspace.run("run", "learnt.yaml", "--trials", trials)
                }
            }
            #expect(parts == whole)
        }
    }
}
