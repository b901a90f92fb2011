import Reporting
import Testing

extension PodiumTests {
    /// Studies that run each configuration with several seeds, with real processes.
    @Suite("A study with several runs per configuration")
    struct RepeatedRunTests {
        private static let program = """
            #!/bin/sh
            # program.sh X SEED FAILING: the loss is X plus a number from 0 to 9.
            [ "$1" = "$3" ] && [ $((PODIUM_TRIAL % 3)) -eq 1 ] && exit 7
            echo "podium: {\\"loss\\": $(($1 * 100 + $2 % 10)), \\"seed\\": $(($2 % 100000))}"
            """

        private static func job(study: String, sampler: String, failing: Int = 0) -> String {
            """
            study: \(study)
            objective: command
            command: [./program.sh, "{x}", "{seed}", "\(failing)"]
            files: [program.sh]
            metrics: [loss, seed]
            sampler: \(sampler)
            trials: 5
            repeats: 3
            seed: 2
            space:
              x: { type: int, low: 1, high: 5 }
            """
        }

        private func write(_ job: String, to workspace: Workspace) throws {
            try workspace.write(job, to: "job.yaml")
            try workspace.write(Self.program, to: "program.sh", mode: 0o755)
        }

        @Test("has the same table of means with one slot and with three")
        func table() async throws {
            try await Workspace.with { workspace in
                let tpe = "{ type: tpe, startup: 2, lag: 2 }"
                try write(Self.job(study: "one", sampler: tpe), to: workspace)
                try await workspace.run("run", "job.yaml", "--slots", "1")
                let table = try workspace.table("one")
                let rows = table.split(separator: "\n").map { $0.split(separator: ",") }
                #expect(
                    rows[0] == [
                        "Rank", "Trial", "x", "loss", "deviation", "runs", "State", "seed",
                        "seed_deviation",
                    ])
                #expect(rows.count == 6)
                #expect(rows.dropFirst().allSatisfy { $0[5] == "3" })
                // Numbers 0, 3, 6, 9 and 12 are the first runs.
                #expect(rows.dropFirst().allSatisfy { (Int($0[1]) ?? 1) % 3 == 0 })
                // Runs differ in their seeds.
                #expect(rows.dropFirst().allSatisfy { (Double($0[8]) ?? 0) > 0 })

                try write(Self.job(study: "three", sampler: tpe), to: workspace)
                try await workspace.run("run", "job.yaml", "--slots", "3")
                #expect(try workspace.table("three") == table)
            }
        }

        @Test("ranks no configuration of which a run failed, until it is run again")
        func failures() async throws {
            try await Workspace.with { workspace in
                try write(Self.job(study: "s", sampler: "random", failing: 4), to: workspace)
                try await workspace.run("run", "job.yaml", "--slots", "2")
                let rows = try workspace.table("s").split(separator: "\n")
                let failed = try #require(rows.first { $0.contains(",failed,") })
                #expect(failed.hasPrefix(","), "it has no rank: \(failed)")
                #expect(failed.contains(",4,"))
                #expect(failed.contains(",2,failed"), "two runs are complete: \(failed)")
            }
        }
    }
}
