import Files
import Foundation
import Reporting
import UserErrors

/// Reads the reports that can be reproduced: files in `reports/`, below the directory of the jobs.
///
/// `jobs/reports/report-1.yaml` explains the keys. A file is refused at its first mistake.
package enum ReproducedReportFile {
    /// The word for all reports.
    private static let all = "all"

    private static func directory(below jobs: String) -> String { jobs + "/reports" }

    /// The names of the reports, in order.
    static func names(below jobs: String) throws -> [String] {
        let directory = directory(below: jobs)
        let expected = "expected the files of reports, such as \(directory)/report-1.yaml"
        guard let files = try? Directory.names(in: directory) else {
            throw InputError("\(directory): there is no such directory; \(expected)")
        }
        let names = files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
            .map { String($0.dropLast(".yaml".count)) }
        guard !names.isEmpty else { throw InputError("\(directory) has no report; \(expected)") }
        return names
    }

    /// What the command line may ask for, for the completion of shells.
    package static func choices(below jobs: String) -> [String] {
        ((try? names(below: jobs)) ?? []) + [all]
    }

    /// Reads the report with a name, or all reports in the order of their names.
    ///
    /// - Throws: `InputError` if there is no such report, or with the first mistake of a file.
    static func read(_ choice: String, below jobs: String) throws -> [ReproducedReport] {
        let known = try names(below: jobs)
        let chosen = choice == all ? known : known.filter { $0 == choice }
        let directory = directory(below: jobs)
        guard !chosen.isEmpty else {
            throw InputError(
                "there is no report '\(choice)' in \(directory); expected "
                    + known.joined(separator: ", ") + " or \(all)")
        }
        return try chosen.map { try report($0, path: "\(directory)/\($0).yaml") }
    }

    private static func report(_ name: String, path: String) throws -> ReproducedReport {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw InputError("\(path) can't be read; expected a text file in UTF-8")
        }
        return try ReproducedReport(ReportNode.parse(text, file: path), name: name)
    }
}

extension ReproducedReport {
    /// - Parameter name: the name of the file, which the report must have.
    fileprivate init(_ root: ReportNode, name: String) throws {
        let fields = try root.fields(
            "name", "title", "subtitle", "introduction", "parts", "comparisons")
        let ownName = try fields.required("name", "a text")
        guard try ownName.text() == name else {
            throw ownName.refused(expected: "\(name), as the file is named")
        }
        let parts = try fields.list("parts").map {
            try $0.fields("heading", "text", "job", "items")
        }
        let jobs = try parts.compactMap { try $0["job"]?.text() }
        self.init(
            name: name, title: try fields.text("title"), subtitle: try fields.text("subtitle"),
            introduction: try fields.required("introduction", "a list").texts(),
            parts: try parts.map { try Part($0, jobs: jobs) },
            comparisons: try fields.list("comparisons").map { try Comparison($0, jobs: jobs) })
    }
}

extension ReproducedReport.Part {
    /// - Parameter jobs: the jobs of all parts.
    fileprivate init(_ fields: ReportFields, jobs: [String]) throws {
        let job = try fields["job"]?.text()
        self.init(
            heading: try fields.text("heading"), paragraphs: try fields["text"]?.texts() ?? [],
            job: job,
            items: try fields.list("items").map {
                try ReproducedReport.Item($0, hasJob: job != nil, jobs: jobs)
            })
    }
}

extension ReproducedReport.Item {
    private enum Kind: String, CaseIterable {
        case digits, ranking, repetitions, profile, curves, race, findings
    }

    /// - Parameters:
    ///   - hasJob: whether the item's part has a job.
    ///   - jobs: the jobs of all parts.
    fileprivate init(_ node: ReportNode, hasJob: Bool, jobs: [String]) throws {
        let (kind, value) = try node.choice(of: Kind.self)
        guard kind == .digits || hasJob else {
            throw node.mistake("\(node.path) shows a study; expected 'job' in its part")
        }
        switch kind {
        case .digits:
            self = .digits(caption: try value.fields("caption").text("caption"))
        case .ranking:
            self = .ranking(caption: try value.fields("caption").text("caption"))
        case .repetitions:
            let fields = try value.fields("parameter", "heading", "caption")
            self = .repetitions(
                parameter: try fields.text("parameter"), heading: try fields.text("heading"),
                caption: try fields.text("caption"))
        case .profile:
            let fields = try value.fields("parameter", "label", "caption")
            self = .profile(
                parameter: try fields.text("parameter"), label: try fields.text("label"),
                caption: try fields.text("caption"))
        case .curves:
            let fields = try value.fields("parameter", "label", "caption")
            self = .curves(
                parameter: try fields.text("parameter"), label: try fields.text("label"),
                caption: try fields.text("caption"))
        case .race:
            let fields = try value.fields("studies", "caption")
            let studies = try fields.list("studies").map { node in
                let fields = try node.fields("name", "study")
                return (name: try fields.text("name"), study: try fields.study(among: jobs))
            }
            self = .race(studies, caption: try fields.text("caption"))
        case .findings:
            let fields = try value.fields("stage", "labels", "only_labelled")
            self = .findings(
                try fields.text("stage"), labels: try fields["labels"]?.textsByKey() ?? [:],
                only: try fields["only_labelled"]?.bool() ?? false)
        }
    }
}

extension ReproducedReport.Comparison {
    /// - Parameter jobs: the jobs of all parts.
    fileprivate init(_ node: ReportNode, jobs: [String]) throws {
        let fields = try node.fields("label", "theirs", "source", "aim", "remark")
        self.init(
            label: try fields.text("label"), theirs: try fields.text("theirs"),
            source: try Source(fields.required("source", "a mapping of one key"), jobs: jobs),
            aim: try fields["aim"].map { try Self.aim($0) },
            remark: try fields["remark"]?.text())
    }

    private enum AimKind: String, CaseIterable {
        case atMost = "at_most"
        case above
    }

    private static func aim(_ node: ReportNode) throws -> Aim {
        let (kind, value) = try node.choice(of: AimKind.self)
        switch kind {
        case .atMost: return .atMost(try value.number())
        case .above: return .above(try value.number())
        }
    }
}

extension ReproducedReport.Comparison.Source {
    private enum Kind: String, CaseIterable { case rank, trials, number }

    /// - Parameter jobs: the jobs of all parts.
    fileprivate init(_ node: ReportNode, jobs: [String]) throws {
        let (kind, value) = try node.choice(of: Kind.self)
        switch kind {
        case .rank:
            let fields = try value.fields("study", "row")
            self = .rank(
                study: try fields.study(among: jobs),
                try fields.required("row", "an int from 1").row())
        case .trials:
            let fields = try value.fields("study", "parameter", "value")
            self = .trials(
                study: try fields.study(among: jobs), parameter: try fields.text("parameter"),
                value: try fields.required("value", "a number").number())
        case .number:
            let fields = try value.fields("study", "stages", "name")
            self = .number(
                study: try fields.study(among: jobs),
                steps: try fields.required("stages", "a list").texts(),
                try fields.text("name"))
        }
    }
}
