import Foundation
import Testing

extension PodiumTests {
    @Suite("A space with conditions, constraints and first trials", .serialized)
    struct SpaceRuleTests {
        private static func job(_ sampler: String, trials: Int = 48, _ more: String = "") -> String
        {
            """
            study: rules
            objective: "null"
            sampler: \(sampler)
            trials: \(trials)
            seed: 5
            \(more)
            space:
              optimizer: [Adam, SGD]
              momentum: { type: float, low: 0, high: 0.9, step: 0.1, when: { optimizer: SGD } }
              rate: { type: float, low: 1.0e-4, high: 1, distribution: log }
              layers: { type: int, low: 1, high: 3 }
              units_1: { type: int, low: 1, high: 64 }
              units_2: { type: int, low: 1, high: 64, when: { layers: [2, 3] } }
            constraints:
              - "units_1 >= units_2"
              - "not (optimizer == 'SGD' and momentum > 0.7)"
            initial:
              - { optimizer: SGD, momentum: 0.3, rate: 0.01, layers: 1, units_1: 9 }
              - { layers: 2, units_2: 40 }
            """
        }

        private static func table(_ job: String, slots: Int) async throws -> String {
            try await Workspace.with { workspace in
                try workspace.write(job, to: "rules.yaml")
                try await workspace.run("run", "rules.yaml", "--slots", "\(slots)")
                #expect(try await workspace.status("rules").conflicts == 0)
                return try workspace.table("rules")
            }
        }

        @Test(
            "has the same table with one slot and with eight",
            arguments: ["random", "qmc", "{ type: tpe, startup: 8, lag: 4 }"])
        func sameTable(sampler: String) async throws {
            let one = try await Self.table(Self.job(sampler), slots: 1)
            let rows = one.split(separator: "\n")
            #expect(rows.count == 49)
            // An inactive parameter is an empty cell.
            #expect(rows.contains { $0.contains("Adam,,") })
            #expect(rows.contains { $0.contains(",0,SGD,0.3,0.01,1,9,,") })
            #expect(try await Self.table(Self.job(sampler), slots: 8) == one)
        }

        @Test(
            "has the same table with a scheduler too",
            arguments: [
                "asha, reduction: 3", "median, startup: 5", "pbt, interval: 3",
            ])
        func schedulers(scheduler: String) async throws {
            let lines = "epochs: 9\nscheduler: { type: \(scheduler) }"
            let trials = scheduler.hasPrefix("pbt") ? 10 : 27
            let job = Self.job("random", trials: trials, lines)
            let one = try await Self.table(job, slots: 1)
            #expect(one.split(separator: "\n").count > trials)
            #expect(one.contains(",0,SGD,0.3,0.01,1,9,,"))
            #expect(try await Self.table(job, slots: 8) == one)
        }

        @Test(
            "ends when all configurations were tried, if none may repeat",
            arguments: ["none", "asha, cohort: 3", "pbt, interval: 3, quantile: 0.25"])
        func never(scheduler: String) async throws {
            try await Workspace.with { workspace in
                let job = """
                    study: small
                    objective: "null"
                    trials: 100
                    repeats: never
                    space:
                      a: [1, 2, 3]
                      b: { type: categorical, choices: [null, 0.5], when: { a: [1, 2] } }
                    """
                let lines = "epochs: 9\nscheduler: { type: \(scheduler) }\nspace:"
                try workspace.write(
                    scheduler == "none" ? job : job.replacing("space:", with: lines),
                    to: "small.yaml")
                try await workspace.run("run", "small.yaml", "--slots", "3")
                let table = try workspace.table("small")
                #expect(table.split(separator: "\n").count == 6 || scheduler.hasPrefix("pbt"))
                #expect(table.contains(",1,null,") && table.contains(",1,0.5,"))
                // The scheduler has decided about every trial.
                #expect(!table.contains("paused"))
                let status = try await workspace.run("status", "small")
                #expect(status.output.contains("the space has only 5 configurations"))
                // Nothing is left for a further start.
                try await workspace.run("run", "small.yaml")
                #expect(try workspace.table("small") == table)
            }
        }
    }
}
