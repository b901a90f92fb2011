import Foundation
import Testing
import UserErrors

@testable import ReproducedReports

@Suite("The files of reports")
struct ReportFileTests {
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

    /// Runs a test in a directory of jobs with these files of reports.
    private func with(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let jobs = NSTemporaryDirectory() + "/podium-reports-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: jobs) }
        try FileManager.default.createDirectory(
            atPath: jobs + "/reports", withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: "\(jobs)/reports/\(name)", atomically: false, encoding: .utf8)
        }
        try body(jobs)
    }

    /// The message of the error with which reading a report ends; nil if it is read.
    private static func mistake(_ choice: String, below jobs: String) throws -> String? {
        do {
            _ = try ReproducedReportFile.read(choice, below: jobs)
            return nil
        } catch let error as InputError {
            return error.text
        }
    }

    @Test("that come with the program are read, and name jobs that come with it")
    func shipped() throws {
        let reports = try ReproducedReportFile.read("all", below: Self.jobs)
        #expect(reports.map(\.name) == ["report-1", "report-2"])
        #expect(
            reports.map(\.jobs) == [
                ["learning-rate-grid", "encoding-dimension-grid"],
                [
                    "table-1", "table-2", "table-3", "classifier-unfrozen", "gan", "bayesian",
                    "denoising-salt-and-pepper", "denoising-mixture", "gan-search", "dcgan",
                ],
            ])
        for job in reports.flatMap(\.jobs) {
            #expect(FileManager.default.fileExists(atPath: "\(Self.jobs)/\(job).yaml"), "\(job)")
        }
        #expect(
            try ReproducedReportFile.read("report-1", below: Self.jobs).map(\.name)
                == ["report-1"])
        #expect(
            ReproducedReportFile.choices(below: Self.jobs) == ["report-1", "report-2", "all"])
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
    func mistakes(_ mistake: Mistake) throws {
        #expect(Self.small.contains(mistake.text))
        let text = Self.small.replacing(mistake.text, with: mistake.replacement)
        try with(["small.yaml": text]) { jobs in
            let message = try #require(try Self.mistake("small", below: jobs))
            #expect(message.hasPrefix("\(jobs)/reports/small.yaml:" + mistake.words))
        }
    }

    @Test("are found by their names, which a wrong name lists")
    func names() throws {
        let files = [
            "small.yaml": Self.small, "another.yaml": "title: not looked at",
            "notes.txt": "no report",
        ]
        try with(files) { jobs in
            #expect(try ReproducedReportFile.read("small", below: jobs).map(\.jobs) == [["one"]])
            #expect(
                try Self.mistake("report-3", below: jobs)
                    == "there is no report 'report-3' in \(jobs)/reports; expected another, small "
                    + "or all")
            let all = try Self.mistake("all", below: jobs)
            #expect(all?.hasPrefix("\(jobs)/reports/another.yaml:1: 'name' is missing") == true)
            let nowhere = try Self.mistake("all", below: jobs + "/none")
            #expect(
                nowhere?.hasPrefix("\(jobs)/none/reports: there is no such directory") == true)
        }
    }
}
