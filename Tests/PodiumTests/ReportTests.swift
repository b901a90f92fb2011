import Foundation
import Studies
import Testing

extension PodiumTests {
    @Suite("A study's report", .serialized)
    struct ReportTests {
        @Test("is one file with every section, of a finished study")
        func finished() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("told", trials: 20), to: "told.yaml")
                try await workspace.run("run", "told.yaml")
                let process = try await workspace.run("report", "told", "--gnuplot", "none")
                #expect(process.output == "results/told/report.html\n")
                let page = try workspace.read("results/told/report.html")
                for heading in [
                    "Summary", "Ranked table", "Best configuration", "Learning curves",
                    "Optimization history", "Parameters", "Parameter importance",
                    "Time and throughput", "Failures and lost attempts",
                    "The job as it was run", "Provenance",
                ] {
                    #expect(page.contains(">\(heading)</h2>"), "\(heading)")
                }
                // The job is in it, the figures are told by their files.
                #expect(page.contains("choices: [red, green, blue]"))
                #expect(page.contains("slices.gnuplot"))
                #expect(workspace.exists("results/told/figures/slices.tsv"))
                #expect(workspace.exists("results/told/figures/importance.gnuplot"))
                #expect(!page.contains("http://") && !page.contains("src=\"http"))

                // The same study gives the same page, but for the date.
                let other = try await workspace.run(
                    "report", "results/told", "--gnuplot", "none", "--output", "other.html")
                #expect(other.output == "other.html\n")
                let again = try workspace.read("other.html")
                #expect(Self.withoutFooter(again) == Self.withoutFooter(page))
            }
        }

        private static func withoutFooter(_ page: String) -> Substring {
            page[..<(page.firstRange(of: "<footer>")?.lowerBound ?? page.endIndex)]
        }

        @Test("of a study that has begun and nobody has worked on says what is missing")
        func begun() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("begun", trials: 20), to: "begun.yaml")
                let (coordinator, _) = try await workspace.startCoordinator("begun.yaml")
                try await workspace.run("report", "begun", "--gnuplot", "none")
                let page = try workspace.read("results/begun/report.html")
                #expect(coordinator.isRunning)
                #expect(page.contains("The study is still running: 0 of 20 trials are done"))
                #expect(page.contains("No trial has a result that can be ranked yet."))
            }
        }

        @Test("is refused with a gnuplot that isn't there, and of a study that isn't there")
        func mistakes() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("told", trials: 2), to: "told.yaml")
                try await workspace.run("run", "told.yaml")
                let program = try await workspace.run(
                    "report", "told", "--gnuplot", "no/such/program", expecting: 2)
                #expect(
                    program.errors.contains("--gnuplot is 'no/such/program', which is no program"))
                let variable = try await workspace.run(
                    "report", "told", expecting: 2,
                    environment: ["PODIUM_GNUPLOT": "no/such/program"])
                #expect(variable.errors.contains("PODIUM_GNUPLOT is 'no/such/program'"))
                let none = try await workspace.run(
                    "report", "told", environment: ["PODIUM_GNUPLOT": "none"])
                #expect(!none.errors.contains("gnuplot"))
                let study = try await workspace.run("report", "untold", expecting: 2)
                #expect(study.errors.contains("there are told"))
            }
        }

        /// A program of a few lines of shell.
        private func program(_ text: String, in workspace: Workspace) throws -> String {
            try workspace.write("#!/bin/sh\n\(text)\n", to: "drawer")
            let path = workspace.path + "/drawer"
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return path
        }

        @Test("is whole where gnuplot fails: each figure is a gap with the reason")
        func gaps() async throws {
            try await Workspace.with { workspace in
                let job = Jobs.null("told", trials: 20) + "\nthen: [report]\n"
                try workspace.write(job, to: "told.yaml")
                let failing = try program("echo 'no <room>' >&2; exit 1", in: workspace)
                let run = try await workspace.run(
                    "run", "told.yaml", environment: ["PODIUM_GNUPLOT": failing])
                #expect(
                    run.errors.contains(
                        "not drawn: figure history: gnuplot can't draw it: no <room>"))
                let page = try workspace.read("results/told/report.html")
                #expect(page.contains("Not drawn: gnuplot can't draw it: no &lt;room&gt;. "))
                #expect(page.contains(">Provenance</h2>"))
            }
        }

        @Test("shows texts as they are, whatever they look like")
        func texts() async throws {
            try await Workspace.with { workspace in
                let choices = ["'relu'", "a\\b", "$x$", "`date`", "{y}", "<b>&lt;", "it's 5 %"]
                let list = choices.map { "\"" + $0.replacing("\\", with: "\\\\") + "\"" }
                    .joined(separator: ", ")
                try workspace.write(
                    """
                    study: quotes
                    objective: "null"
                    sampler: grid
                    space:
                      activation: [\(list)]
                      y: { type: int, low: 1, high: 4 }
                    table:
                      - { heading: "it's `a` {head} $h$", parameter: activation }
                      - { metric: validation_loss }
                    then: [report]
                    """, to: "quotes.yaml")
                let run = try await workspace.run("run", "quotes.yaml")
                #expect(!run.errors.contains("not drawn"))
                let page = try workspace.read("results/quotes/report.html")
                let texts = choices.map {
                    $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                        .replacing(">", with: "&gt;")
                }
                for text in texts { #expect(page.contains(">\(text)</td>"), "\(text)") }
                // In a figure too, where there is gnuplot.
                if page.contains("<svg") {
                    for text in texts { #expect(page.contains(">\(text)</text>"), "\(text)") }
                }
                #expect(page.contains(">it's `a` {head} $h$</th>"))
                let csv = try workspace.table("quotes")
                for text in choices { #expect(csv.contains(",\(text),"), "\(text)") }
            }
        }
    }
}
