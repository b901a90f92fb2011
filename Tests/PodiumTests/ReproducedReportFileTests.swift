import Foundation
import Testing

extension PodiumTests {
    /// No report is run here: the command ends when it has read the reports and finds no job files.
    @Suite("The files of reports", .serialized)
    struct ReproducedReportFileTests {
        /// The repository's own job files.
        private static var jobs: String {
            #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/jobs"
        }

        /// A report that uses most keys.
        private static let small = """
            name: small
            title: A small report
            subtitle: For tests
            introduction: [Nothing much.]
            parts:
              - heading: A part
                job: one
                items:
                  - ranking: { caption: The best. }
                  - race:
                      studies:
                        - { name: One, study: one }
                      caption: A race.
                  - findings: { stage: model/training, labels: { losses: "" }, only_labelled: true }
            comparisons:
              - label: The best
                theirs: "0.5"
                source: { rank: { study: one, row: 1 } }
                aim: { at_most: 0.5 }

            """

        /// Runs a test in a workspace with a directory for reports.
        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try FileManager.default.createDirectory(
                    atPath: workspace.path + "/jobs/reports", withIntermediateDirectories: true)
                try await body(workspace)
            }
        }

        @Test("that come with the program are read, and name jobs that come with it")
        func shipped() async throws {
            try await with { workspace in
                for name in ["report-1.yaml", "report-2.yaml"] {
                    try FileManager.default.copyItem(
                        atPath: Self.jobs + "/reports/" + name,
                        toPath: workspace.path + "/jobs/reports/" + name)
                }
                let process = try await workspace.run("reproduce", "all", expecting: 2)
                let jobs = process.errors
                    .matches(of: /jobs\/([\w-]+)\.yaml: there is no such file/).map { String($0.1) }
                #expect(
                    jobs == [
                        "learning-rate-grid", "encoding-dimension-grid", "table-1", "table-2",
                        "table-3", "classifier-unfrozen", "gan", "bayesian",
                        "denoising-salt-and-pepper", "denoising-mixture", "gan-search", "dcgan",
                    ], "\(process.errors)")
                for job in jobs {
                    #expect(
                        FileManager.default.fileExists(atPath: "\(Self.jobs)/\(job).yaml"),
                        "\(job)")
                }
                let one = try await workspace.run("reproduce", "report-1", expecting: 2)
                #expect(one.errors.contains("jobs/learning-rate-grid.yaml: there is no such file"))
                #expect(!one.errors.contains("table-1"), "\(one.errors)")
            }
        }

        struct Mistake: Sendable, CustomTestStringConvertible {
            var text: String
            var replacement: String
            var words: String
            init(_ text: String, _ replacement: String, _ words: String) {
                self.text = text
                self.replacement = replacement
                self.words = words
            }
            var testDescription: String { words }
        }

        @Test(
            "are refused at the line of a mistake",
            arguments: [
                // Unknown keys.
                Mistake("\ntitle:", "\ntitel:", "2: unknown key 'titel'; did you mean 'title'?"),
                Mistake(
                    "subtitle: For tests", "colour: red",
                    "3: unknown key 'colour'; the file has name, title, subtitle, introduction, "
                        + "parts, comparisons"),
                Mistake("row: 1", "row: 1, rows: 2", "18: unknown key 'rows'; did you mean 'row'?"),
                // Missing keys.
                Mistake(
                    "title: A small report\n", "", "1: 'title' is missing; expected a text"),
                Mistake(
                    "  - heading: A part\n    job: one", "  - job: one",
                    "6: 'parts[1].heading' is missing; expected a text"),
                Mistake(
                    ", row: 1", "",
                    "18: 'comparisons[1].source.rank.row' is missing; expected an int from 1"),
                Mistake(
                    "    job: one\n", "",
                    "8: parts[1].items[1] shows a study; expected 'job' in its part"),
                // Wrong types.
                Mistake(
                    "\"0.5\"", "0.5",
                    "17: comparisons[1].theirs is 0.5, a number; expected a text in quotes"),
                Mistake(
                    "[Nothing much.]", "Nothing much.",
                    "4: introduction is 'Nothing much.', a text; expected a list"),
                Mistake(
                    "row: 1", "row: first",
                    "18: comparisons[1].source.rank.row is 'first', a text; expected an int from 1"
                ),
                Mistake(
                    "at_most: 0.5", "at_most: low",
                    "19: comparisons[1].aim.at_most is 'low', a text; expected a number"),
                Mistake(
                    "only_labelled: true", "only_labelled: sure",
                    "14: parts[1].items[3].findings.only_labelled is 'sure', a text; "
                        + "expected true or false"),
                Mistake(
                    "{ caption: The best. }", "[The best.]",
                    "9: parts[1].items[1].ranking is a list; expected a mapping of keys"),
                // Unknown kinds.
                Mistake(
                    "- ranking:", "- chart:",
                    "9: unknown kind 'chart'; expected one of digits, ranking, repetitions, "
                        + "profile, curves, race, findings"),
                Mistake(
                    "- ranking:", "- rankng:", "9: unknown kind 'rankng'; did you mean 'ranking'?"),
                Mistake("{ rank:", "{ best:", "18: unknown kind 'best'; expected one of rank, "),
                Mistake(
                    "at_most:", "atmost:", "19: unknown kind 'atmost'; did you mean 'at_most'?"),
                // Names of other things, and what is no report at all.
                Mistake(
                    "name: small", "name: other",
                    "1: name is 'other', a text; expected small, as the file is named"),
                Mistake(
                    "study: one, row", "study: two, row",
                    "18: comparisons[1].source.rank.study is 'two', a text; "
                        + "expected the job of a part"),
                Mistake(
                    "subtitle:", "title:", "2: 'title' is given twice; expected each key once"),
                Mistake("{ caption: The best. }", "}", "9: not valid YAML: "),
                Mistake(small, "", "1: the file is empty; expected a mapping of keys"),
            ])
        func mistakes(_ mistake: Mistake) async throws {
            try await with { workspace in
                #expect(Self.small.contains(mistake.text))
                try workspace.write(
                    Self.small.replacing(mistake.text, with: mistake.replacement),
                    to: "jobs/reports/small.yaml")
                let process = try await workspace.run("reproduce", "small", expecting: 2)
                #expect(
                    process.errors.contains("jobs/reports/small.yaml:" + mistake.words),
                    "\(process.errors)")
            }
        }

        @Test("are found by their names, which a wrong name lists")
        func names() async throws {
            try await with { workspace in
                try workspace.write(Self.small, to: "jobs/reports/small.yaml")
                try workspace.write("title: not looked at", to: "jobs/reports/another.yaml")
                try workspace.write("no report", to: "jobs/reports/notes.txt")
                let right = try await workspace.run("reproduce", "small", expecting: 2)
                #expect(right.errors.contains("jobs/one.yaml: there is no such file"))
                let wrong = try await workspace.run("reproduce", "report-3", expecting: 2)
                #expect(
                    wrong.errors.contains(
                        "there is no report 'report-3' in jobs/reports; expected another, small "
                            + "or all"), "\(wrong.errors)")
                let all = try await workspace.run("reproduce", "all", expecting: 2)
                #expect(all.errors.contains("jobs/reports/another.yaml:1: 'name' is missing"))
                let nowhere = try await workspace.run(
                    "reproduce", "all", "--jobs", "none", expecting: 2)
                #expect(nowhere.errors.contains("none/reports: there is no such directory"))
            }
        }
    }
}
