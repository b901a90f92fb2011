import Foundation
import Testing

extension PodiumTests {
    /// Studies that earlier versions made: version 1 of the store, jobs in their first form.
    @Suite("A study of an earlier version", .serialized)
    struct EarlierVersionTests {
        private static let goldens = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens")

        private func copy(_ name: String, to study: String, in workspace: Workspace) throws {
            let directory = "\(workspace.path)/results/\(study)"
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: Self.goldens.appending(path: name).path,
                toPath: directory + "/study.sqlite")
        }

        @Test("resumes, grows, and ends with the table of a new one")
        func resumes() async throws {
            let job = """
                study: earlier
                purpose: A study that an earlier version began.
                objective: "null"
                sampler: { type: tpe, startup: 4, lag: 3 }
                trials: 30
                seed: 11
                space:
                  x: { type: float, low: 0, high: 1 }
                  n: { type: int, low: 1, high: 40 }
                  c: [a, b, c]
                """
            try await Workspace.with { workspace in
                try workspace.write(job, to: "earlier.yaml")
                try copy("earlier-schema-1.sqlite", to: "earlier", in: workspace)
                // Reading changes nothing.
                let status = try await workspace.run("status", "earlier")
                #expect(status.output.contains("12 of 12 trials done"))
                let run = try await workspace.run("run", "earlier.yaml")
                #expect(run.errors.contains("30 of 30 trials done"))
                let grown = try workspace.table("earlier")
                try await workspace.run("delete", "earlier", "--yes")
                try await workspace.run("run", "earlier.yaml")
                #expect(try workspace.table("earlier") == grown)
            }
        }

        @Test("of networks is read, with the losses that this version's results have")
        func networks() async throws {
            let committed = Self.goldens.deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "results/table-1/table.csv")
            func rows(_ csv: String) -> [Int: String] {
                let rows = csv.split(separator: "\n").dropFirst().map {
                    $0.split(separator: ",", omittingEmptySubsequences: false)
                }
                // Columns 1 to 8 are the trial, its parameters and its loss.
                return Dictionary(
                    rows.compactMap { row in
                        Int(row[1]).map { ($0, row[1...8].joined(separator: ",")) }
                    }
                ) { first, _ in first }
            }
            try await Workspace.with { workspace in
                try copy("table-1-schema-1.sqlite", to: "table-1", in: workspace)
                let csv = try await workspace.run("table", "table-1", "--format", "csv").output
                let found = rows(csv).filter { !$0.value.hasSuffix(",") }
                let expected = rows(try String(contentsOf: committed, encoding: .utf8))
                #expect(found.count == 14)
                for (trial, row) in found { #expect(expected[trial] == row) }
                let status = try await workspace.run("status", "table-1")
                #expect(status.output.contains("14 of 50 trials done"))
            }
        }
    }
}
