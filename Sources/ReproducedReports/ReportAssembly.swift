import Datasets
import Figures
import Files
import Foundation
import Portable
import Reporting
import Stages
import Studies
import StudyModel
import UserErrors

/// Builds a reproduced report's page from the files of its studies and their stages.
struct ReportAssembly {
    private let report: ReproducedReport
    private let results: String
    private let isQuick: Bool
    private let host: any StageHost
    private let directory: String
    private let figures: FigureFolder
    /// The record of each searched study, read once.
    private let records: [String: StudyRecord]

    init(
        _ report: ReproducedReport, results: String, isQuick: Bool, host: any StageHost
    ) throws {
        self.report = report
        self.results = results
        self.isQuick = isQuick
        self.host = host
        directory = results + "/" + report.name
        figures = try FigureFolder(directory + "/figures", gnuplot: try host.gnuplot(nil))
        var records: [String: StudyRecord] = [:]
        for study in report.jobs {
            let directory = StudyDirectory(results: results, study: study)
            guard directory.exists else { continue }
            records[study] = try StudyReader.status(of: directory).record
        }
        self.records = records
    }

    /// Writes report.html, comparison.md and comparison.csv, and returns the page's path.
    func write() throws -> String {
        let table = try comparison()
        try AtomicFile.write(table.markdown, to: directory + "/comparison.md")
        try AtomicFile.write(table.csv(), to: directory + "/comparison.csv")
        var sections = [
            Page.Section(
                "At a glance",
                report.introduction.map { Block.text($0) }
                    + (isQuick ? [.note([.text(Self.quickNote)])] : [])
                    + [.table(table.pageTable)])
        ]
        var shown: Set<Findings.Table> = []
        for part in report.parts { sections.append(try section(part, &shown)) }
        let page = Page(
            title: report.title, subtitle: report.subtitle, sections: sections,
            footer: "Made by podium \(host.version) with podium reproduce \(report.name)"
                + (isQuick ? " --quick." : "."))
        let path = directory + "/report.html"
        try AtomicFile.write(page.html(), to: path)
        return path
    }

    private static let quickNote =
        "A try-out: few trials of one epoch each. The numbers mean nothing beside the report's."

    // MARK: Parts

    /// - Parameter shown: tables already on the page, which are not repeated.
    private func section(
        _ part: ReproducedReport.Part, _ shown: inout Set<Findings.Table>
    ) throws -> Page.Section {
        var blocks = part.paragraphs.map { Block.text($0) }
        if let job = part.job { blocks.append(origin(of: job)) }
        for item in part.items { blocks += try self.blocks(item, part.job ?? "", &shown) }
        return Page.Section(part.heading, blocks)
    }

    /// The source of a part's numbers; a job trained without a search has no search report.
    private func origin(of job: String) -> Block {
        let inlines: [Inline] = ["The job is ", .code("jobs/\(job).yaml")]
        guard FileManager.default.fileExists(atPath: "\(results)/\(job)/report.html") else {
            return .paragraph(inlines + ["."])
        }
        return .paragraph(
            inlines + [
                "; everything about its search is in ",
                .link("its own report", to: "../\(job)/report.html"), ".",
            ])
    }

    private func blocks(
        _ item: ReproducedReport.Item, _ study: String, _ shown: inout Set<Findings.Table>
    ) throws -> [Block] {
        switch item {
        case .digits(let caption): return [try digits(caption)]
        case .ranking(let caption):
            let record = try record(study)
            let table = RankedTable(
                job: record.job, trials: record.job.averaged(record.trials.map(\.trial)),
                top: record.job.top)
            return [.table(table.pageTable(caption: caption))]
        case .curves(let parameter, let label, let caption):
            let chart = StudyCurves(try record(study)).byEpoch(parameter, label: label)
            return [try figure(chart, study + "-by-epoch", caption)]
        case .repetitions(let parameter, let heading, let caption):
            var table = StudyCurves(try record(study)).repetitions(by: parameter, heading: heading)
            table.caption = caption
            return [.table(table)]
        case .profile(let parameter, let label, let caption):
            let chart = StudyCurves(try record(study)).byParameter(parameter, label: label)
            return [try figure(chart, study + "-by-" + parameter.fileName, caption)]
        case .race(let studies, let caption):
            let chart = StudyCurves.bestSoFar(
                try studies.map { ($0.name, try record($0.study)) })
            return [try figure(chart, study + "-best-so-far", caption)]
        case .findings(let step, let labels, let only):
            return try findings(study, step, labels: labels, only: only, &shown)
        }
    }

    private func findings(
        _ study: String, _ step: String, labels: [String: String], only: Bool,
        _ shown: inout Set<Findings.Table>
    ) throws -> [Block] {
        let path = "\(results)/\(study)/\(step)"
        guard var found = FindingsFolder.read(path) else {
            throw InputError(
                "\(path)/\(Findings.fileName) is not there: the stage that makes it has not run; "
                    + "podium reproduce \(report.name) runs it")
        }
        // Tables and figures may share a name; the prefix of the label distinguishes them.
        let forTables = labels.filter { $0.value.hasPrefix("Table") }
        let forFigures = labels.filter { !$0.value.hasPrefix("Table") }
        let unknown =
            forTables.keys.filter { name in !found.tables.contains { $0.name == name } }
            + forFigures.keys.filter { name in !found.figures.contains { $0.name == name } }
        guard unknown.isEmpty else {
            throw InputError("\(path) has no \(unknown.sorted().joined(separator: ", "))")
        }
        if only {
            found.paragraphs = []
            found.numbers = []
            found.figures.removeAll { forFigures[$0.name] == nil }
            found.tables.removeAll { forTables[$0.name] == nil }
        }
        found.tables.removeAll { !shown.insert($0).inserted }
        for (index, figure) in found.figures.enumerated() {
            forFigures[figure.name].map {
                found.figures[index].caption = Self.text(figure.caption, $0)
            }
        }
        for (index, table) in found.tables.enumerated() {
            forTables[table.name].map {
                found.tables[index].caption = Self.text(table.caption, $0)
            }
        }
        return found.blocks(directory: path)
    }

    /// A caption that names the corresponding figure or table of the report.
    private static func text(_ caption: String, _ label: String) -> String {
        label.isEmpty
            ? caption
            : caption + (caption.hasSuffix(".") ? " " : ". ") + "In the report: \(label)."
    }

    private func figure(_ chart: some Chart, _ name: String, _ caption: String) throws -> Block {
        let drawn = try figures.draw(chart, named: name)
        if let absence = drawn.absence { host.remark("not drawn: figure \(name): \(absence)") }
        return .figure(PageFigure(drawn, caption: [.text(caption)]))
    }

    /// The first test samples, unprocessed.
    private func digits(_ caption: String) throws -> Block {
        let set = try host.cache.load(.mnist).test
        let pictures = (0..<60).map { index in
            Picture(width: set.width, height: set.height, bytes: Array(set.sample(index)))
        }
        let picture = try PictureGrid(pictures, columns: 20).picture()
        do {
            try figures.write(picture, named: "digits")
        } catch {
            host.remark("not written: \(error)")
        }
        return .figure(
            try PageFigure(
                picture, alternative: "Sixty handwritten digits, white on black, in three rows.",
                caption: [.text(caption)]))
    }

    private func record(_ study: String) throws -> StudyRecord {
        if let known = records[study] { return known }
        // The error message of `find` lists the existing studies.
        return try StudyReader.status(of: StudyDirectory.find(study, results: results)).record
    }

    // MARK: Comparison

    /// The table of the report's numbers and ours.
    private func comparison() throws -> Findings.Table {
        let rows = try report.comparisons.map { entry in
            let spread = Spread(try values(entry.source))
            return [
                entry.label, entry.theirs, entry.text.text(spread.mean),
                entry.text.text(deviation: spread), entry.text.verdict(spread.mean),
            ]
        }
        return Findings.Table(
            name: "comparison",
            caption: "The report's numbers and those of this run, which are to be as good.",
            columns: [
                .init("Number", isNumeric: false), .init("Report"), .init("Here"),
                .init("Deviation (seeds)"),
                .init("Aim", isNumeric: false),
            ], rows: rows)
    }

    /// Our numbers: one, or one per seed; empty if not measured.
    private func values(_ source: ReproducedReport.Comparison.Source) throws -> [Double] {
        switch source {
        case .rank(let study, let rank):
            let record = try record(study)
            let runs = record.trials.map(\.trial)
            let ranked = Ranking(of: record.job, runs: runs).top(rank)
            guard ranked.count >= rank else { return [] }
            return [ranked[rank - 1].metrics[record.job.metric.name]].compactMap { $0 }
        case .trials(let study, let parameter, let value):
            let record = try record(study)
            return record.trials.map(\.trial).filter {
                $0.configuration[parameter]?.number == value
            }.compactMap { $0.metrics[record.job.metric.name] }
        case .number(let study, let steps, let name):
            return steps.compactMap {
                FindingsFolder.read("\(results)/\(study)/\($0)")?.number(name)
            }
        }
    }
}

extension String {
    fileprivate var fileName: String { split(separator: "_").joined(separator: "-") }
}
