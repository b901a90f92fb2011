import Foundation
import Testing

extension PodiumTests {
    /// From a study to a comparison of schedulers on its curves.
    @Suite("Recorded curves")
    struct RecordedCurvesTests {
        private struct Outcome: Decodable {
            struct Table: Decodable {
                var name: String
                var rows: Int
            }

            struct Scheduler: Decodable { var scheduler: String }

            var tables: [Table]
            var schedulers: [Scheduler]
        }

        @Test("a study's curves are a table that schedulers are compared on")
        func comparison() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("recorded", trials: 30), to: "recorded.yaml")
                try await workspace.run("run", "recorded.yaml")
                let written = try await workspace.run("table", "recorded", "--curves", "curves")
                #expect(
                    written.output
                        == "30 curves of 1 epoch: curves/recorded.npz, curves/tables.json\n")
                let bench = try await workspace.run(
                    "bench", "schedulers", "--tables", "curves", "--seeds", "2", "--slots", "1,4",
                    "--json")
                let outcome = try Workspace.decode(Outcome.self, bench.output)
                #expect(outcome.tables.map(\.name) == ["recorded"])
                #expect(outcome.tables.map(\.rows) == [30])
                #expect(outcome.schedulers.map(\.scheduler).prefix(2) == ["none", "asha"])
            }
        }

        @Test("missing tables and options out of range are mistakes")
        func mistakes() async throws {
            try await Workspace.with { workspace in
                let absent = try await workspace.run(
                    "bench", "schedulers", "--tables", "absent", expecting: 2)
                #expect(absent.errors.contains("absent/tables.json: there is no such file"))
                for (option, value) in [
                    ("--seeds", "0"), ("--slots", "0"), ("--stragglers", "2"), ("--failures", "1"),
                ] {
                    let refused = try await workspace.run(
                        "bench", "schedulers", option, value, expecting: 2)
                    #expect(refused.errors.contains(option))
                }
            }
        }
    }
}
