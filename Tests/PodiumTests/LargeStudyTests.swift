import Foundation
import Testing

extension PodiumTests {
    @Suite("Large studies", .serialized)
    struct LargeStudyTests {
        private struct DisplayOutcome: Decodable {
            var display: String
            var trials: Int
            var trialsPerSecond: Double
            var firstTenthTrialsPerSecond: Double
            var lastTenthTrialsPerSecond: Double
        }

        @Test(
            "Dispatch is measured through each display, for several sizes in one go",
            arguments: ["file", "pipe", "terminal", "none"])
        func displays(display: String) async throws {
            try await Workspace.with { workspace in
                let bench = try await workspace.run(
                    "bench", "dispatch", "--json", "--trials", "100,400", "--display", display)
                let outcomes = try Workspace.decode([DisplayOutcome].self, bench.output)
                #expect(outcomes.map(\.trials) == [100, 400])
                for outcome in outcomes {
                    #expect(outcome.display == display)
                    #expect(outcome.trialsPerSecond > 0)
                    #expect(outcome.firstTenthTrialsPerSecond > 0)
                    #expect(outcome.lastTenthTrialsPerSecond > 0)
                }
                // The trials were shown on what was measured, not here.
                #expect(!bench.errors.contains("complete"))
                #expect(!bench.errors.contains("\u{1B}"))
            }
        }

        private struct Outcome: Decodable {
            var trials: Int
            var trialsPerSecond: Double
            var coordinatorPeakMegabytes: Double
        }

        @Test("20,000 trials go through real sockets and the real store in less than 300 MB")
        func dispatch() async throws {
            try await Workspace.with { workspace in
                let bench = try await workspace.run(
                    "bench", "dispatch", "--json", "--trials", "20000", "--directory", "bench")
                let outcome = try Workspace.decode(Outcome.self, bench.output)
                #expect(outcome.trials == 20_000)
                #expect(outcome.trialsPerSecond > 0)
                #expect(outcome.coordinatorPeakMegabytes > 1)
                #expect(outcome.coordinatorPeakMegabytes < 300)
                let table = try workspace.read("bench/bench-dispatch/table.csv")
                let trials = table.split(separator: "\n").dropFirst().compactMap {
                    Int($0.split(separator: ",")[1])
                }
                #expect(trials.sorted() == Array(0..<20_000))
            }
        }
    }
}
