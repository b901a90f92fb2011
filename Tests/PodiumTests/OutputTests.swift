import Foundation
import Testing

extension PodiumTests {
    @Suite("What a user sees", .serialized)
    struct OutputTests {
        private func with(
            trials: Int = 20, _ body: (Workspace) async throws -> Void
        ) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("shown", trials: trials), to: "shown.yaml")
                try await body(workspace)
            }
        }

        @Test("Results go to standard output, progress to standard error, no escapes to a pipe")
        func streams() async throws {
            try await with { workspace in
                let run = try await workspace.run("run", "shown.yaml")
                let lines = run.output.split(separator: "\n")
                #expect(lines.first?.hasPrefix("Rank") == true)
                #expect(lines.count == 2 + 5)
                // One line per trial, however many were recorded at once.
                let done = run.errors.split(separator: "\n").compactMap { line in
                    line.firstMatch(of: /trial \d+ complete.*\((\d+)\/20, best/).map { Int($0.1) }
                }
                #expect(done == Array(1...20))
                #expect(!run.output.contains("complete"))
                #expect(run.errors.contains("20 of 20 trials done"))
                #expect(run.errors.contains("results/shown/table.csv"))
                let again = try await workspace.run("table", "shown")
                #expect(again.output == run.output)
                for text in [run.output, run.errors, again.errors] {
                    #expect(!text.contains("\u{1B}"))
                }
                #expect(again.errors.isEmpty)
            }
        }

        @Test("The table comes as text, Markdown, CSV, JSON and LaTeX")
        func formats() async throws {
            try await with { workspace in
                try await workspace.run("run", "shown.yaml")
                let csv = try await workspace.run("table", "shown", "--format", "csv").output
                #expect(try csv == workspace.table("shown"))
                let records = csv.split(separator: "\n").map {
                    $0.split(separator: ",", omittingEmptySubsequences: false)
                }
                #expect(records.count == 21)
                #expect(records.allSatisfy { $0.count == records[0].count })

                let json = try await workspace.run("table", "shown", "--format", "json").output
                let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8))
                #expect(parsed is [String: Any] || parsed is [Any])

                let markdown = try await workspace.run(
                    "table", "shown", "--format", "markdown", "--top", "3")
                let rows = markdown.output.split(separator: "\n").filter { $0.hasPrefix("|") }
                #expect(rows.count == 2 + 3)
                #expect(rows.allSatisfy { $0.hasSuffix("|") })

                let latex = try await workspace.run(
                    "table", "shown", "--format", "latex", "--top", "3")
                #expect(latex.output.contains("\\begin{tabular}"))
                #expect(latex.output.contains("\\end{tabular}"))
                let lines = latex.output.split(separator: "\n")
                let ends = lines.count { $0.hasSuffix("\\\\") }
                #expect(ends == 1 + 3)

                let all = try await workspace.run("table", "shown", "--top", "all")
                #expect(all.output.split(separator: "\n").count == 2 + 20)
            }
        }

        @Test("Pruned and paused trials follow the complete ones in every table of the best")
        func pruned() async throws {
            for more in ["trials: 9", "budget: { epochs: 20 }"] {
                try await Workspace.with { workspace in
                    let job = Jobs.null("stopped", trials: 9)
                        .replacing("trials: 9", with: more)
                        .replacing("epochs: 1\n", with: "epochs: 9\nscheduler: asha\n")
                    try workspace.write(job, to: "job.yaml")
                    let run = try await workspace.run("run", "job.yaml", "--slots", "1")
                    let table = try await workspace.run("table", "stopped")
                    #expect(run.output.hasSuffix(table.output), "\(table.output)")
                    #expect(table.output.split(separator: "\n").count == 2 + 5)
                    let csv = try await workspace.run(
                        "table", "stopped", "--format", "csv", "--top", "4")
                    let lines = csv.output.split(separator: "\n")
                    let all = try workspace.table("stopped").split(separator: "\n")
                    #expect(lines == Array(all.prefix(5)))
                    #expect(lines.last?.contains("pruned") ?? false || more.hasPrefix("budget"))
                }
            }
        }

        @Test("A pipe that is closed early ends a command quietly")
        func closedPipe() async throws {
            try await with(trials: 3000) { workspace in
                try await workspace.run("run", "shown.yaml")
                let shell = """
                    "$0" table shown --top all | head -1; echo "${PIPESTATUS[0]}"
                    """
                let piped = try await workspace.shell(shell)
                let lines = piped.output.split(separator: "\n")
                #expect(lines.count == 2)
                #expect(lines.first?.hasPrefix("Rank") == true)
                #expect(lines.last == "0")
                #expect(piped.errors == "")
            }
        }

        @Test(
            "In a terminal, a view that keeps to its width is drawn, and the table comes last",
            arguments: [40, 100])
        func terminal(columns: Int) async throws {
            try await with(trials: 4000) { workspace in
                let terminal = try PseudoTerminal(columns: columns, rows: 24)
                let run = try workspace.start(
                    "run", "shown.yaml",
                    environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": ""],
                    terminal: terminal.programSide)
                #expect(try await run.exitCode() == 0)
                try await until("the table is there") {
                    terminal.screenText.contains("trials done")
                }
                let text = terminal.screenText
                #expect(text.contains("\u{1B}[K"))
                // The cursor is hidden while the view is drawn, and shown in the end.
                let hidden = try #require(text.range(of: "\u{1B}[?25l"))
                let shown = try #require(
                    text.range(of: "\u{1B}[?25h", options: .backwards))
                #expect(hidden.lowerBound < shown.lowerBound)

                let view = terminal.visibleLines(of: text[..<shown.lowerBound])
                #expect(view.contains { $0.contains("shown") })
                for line in view { #expect(line.count <= columns, "\(line)") }
                let rest = terminal.visibleLines(of: text[shown.upperBound...])
                #expect(rest.contains { $0.hasPrefix("Rank") })
                for line in rest where line.hasPrefix("Rank") { #expect(line.count <= columns) }
            }
        }
    }
}
