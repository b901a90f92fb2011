import Foundation
import Testing

extension PodiumTests {
    /// What other searches would have found, and studies that learn from others.
    @Suite("Recorded studies are used again")
    struct RecordUseTests {
        private struct Outcome: Decodable {
            struct Search: Decodable {
                struct State: Decodable {
                    struct Mean: Decodable { var mean: Double }

                    var count: Int
                    var best: Mean?
                    var epochs: Double
                }

                var sampler: String
                var slots: Int
                var byTrials: [State]
            }

            var source: String
            var configurations: Int
            var isComplete: Bool
            var searches: [Search]
        }

        private func simulate(
            _ arguments: [String], in workspace: Workspace, expecting code: Int32 = 0
        ) async throws -> PodiumProcess {
            let process = try workspace.start(["simulate"] + arguments)
            #expect(try await process.exitCode() == code, "\(arguments): \(process.errors)")
            return process
        }

        @Test("by podium simulate: a study, and the table of its curves")
        func simulated() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("past", trials: 40), to: "past.yaml")
                try await workspace.run("run", "past.yaml")
                let options = ["--sampler", "tpe", "--sampler", "random", "--repeats", "3"]
                let arguments =
                    ["past", "--trials", "20", "--slots", "1,4", "--json"] + options
                let run = try await simulate(arguments, in: workspace)
                let outcome = try Workspace.decode(Outcome.self, run.output)
                #expect(outcome.source == "study past" && outcome.configurations == 40)
                #expect(!outcome.isComplete)
                #expect(outcome.searches.map(\.sampler) == ["tpe", "tpe", "random", "random"])
                #expect(outcome.searches.map(\.slots) == [1, 4, 1, 4])
                for search in outcome.searches {
                    #expect(search.byTrials.map(\.count) == [10, 20])
                    #expect(search.byTrials.map(\.epochs) == [10, 20])
                }
                #expect(
                    outcome.searches[0].byTrials.map(\.best?.mean)
                        == outcome.searches[1].byTrials.map(\.best?.mean))
                let again = try await simulate(arguments, in: workspace)
                #expect(again.output == run.output)
                try await workspace.run("table", "past", "--curves", "curves")
                let text = try await simulate(
                    ["curves/past.npz", "--trials", "10"] + options, in: workspace)
                #expect(text.output.contains("table past: 40 recorded configurations, 1 epoch"))
                #expect(text.output.contains("a drawn configuration has the values of the nearest"))
            }
        }

        @Test("and what can't be simulated is a mistake")
        func mistakes() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("past", trials: 5), to: "past.yaml")
                try await workspace.run("run", "past.yaml")
                for (arguments, message) in [
                    (["absent"], "absent: no study of that name"),
                    (["absent.npz"], "absent.npz: there is no such file"),
                    (["past", "--sampler", "tpee"], "--sampler: sampler is 'tpee'"),
                    (["past", "--scheduler", "asha"], "only final values; use --scheduler none"),
                    (["past", "--sampler", "grid"], "a grid needs finitely many values"),
                    (["past", "--repeats", "0"], "--repeats is 0"),
                    (["past", "--trials", "0"], "--trials is 0"),
                    (["past", "--slots", "0"], "The value '0' is invalid for '--slots"),
                ] {
                    let refused = try await simulate(arguments, in: workspace, expecting: 2)
                    #expect(refused.errors.contains(message), "\(arguments): \(refused.errors)")
                }
            }
        }

        @Test("by warm_start: with the same table after the other study is deleted")
        func warmStart() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("past", trials: 40), to: "past.yaml")
                let job = Jobs.null("new", trials: 30, sampler: "tpe")
                try workspace.write(job + "\nwarm_start: past\n", to: "new.yaml")
                let refused = try await workspace.run("run", "new.yaml", expecting: 2)
                #expect(refused.errors.contains("there is no study in past"))
                try await workspace.run("run", "past.yaml")
                let check = try await workspace.run("check", "new.yaml")
                #expect(check.output.contains("warm start: 40 of 40 trials of past are used"))
                let first = try await workspace.run("run", "new.yaml", "--trials", "12")
                #expect(first.errors.contains("the sampler learns from 40 of 40 trials of past"))
                try await workspace.run("delete", "past", "--yes")
                let resumed = try await workspace.run("check", "new.yaml")
                #expect(resumed.output.contains("warm start: the record of new has the trials"))
                try await workspace.run("check", "new.yaml", "--results", "none", expecting: 2)
                try await workspace.run("run", "new.yaml")
                let parts = try workspace.table("new")
                try await workspace.run("delete", "new", "--yes")
                try await workspace.run("run", "past.yaml")
                try await workspace.run("run", "new.yaml", "--slots", "1")
                #expect(try workspace.table("new") == parts)
                // By its name, the other study is where this one is.
                let elsewhere = ["--results", "elsewhere"]
                for name in ["past.yaml", "new.yaml"] {
                    let run = try workspace.start(["run", name, "--slots", "1"] + elsewhere)
                    #expect(try await run.exitCode() == 0, "\(run.errors)")
                    try await workspace.run("delete", name.replacing(".yaml", with: ""), "--yes")
                }
                #expect(try workspace.read("elsewhere/new/table.csv") == parts)
            }
        }
    }
}
