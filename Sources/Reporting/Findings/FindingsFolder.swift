package import Figures
import Files
import Foundation
import Portable
import ProcessControl

/// The folder in which a stage writes its findings: tables, figures and finally `findings.json`.
///
/// A stage without `findings.json` is not finished. Its files go to a temporary directory beside
/// its own and move there when it finishes. A refused or interrupted stage leaves earlier findings
/// in place.
package struct FindingsFolder {
    /// The directory of the files: a temporary one until the stage finishes, then the stage's own.
    package private(set) var path: String
    package private(set) var findings: Findings
    private static let partialSuffix = PartialFile.suffix
    /// In the record's place while files move: the folder is a stage's, and not finished.
    private static let unfinished = Array("{}\n".utf8)
    private let destination: String
    private let figures: FigureFolder

    /// Creates the temporary directory.
    package init(_ path: String, findings: Findings, gnuplot: Gnuplot?) throws {
        destination = path
        self.path = path + Self.partialSuffix
        self.findings = findings
        let files = FileManager.default
        if files.fileExists(atPath: path) {
            // A file in its place, and what is not a stage's, are refused before the work.
            try Directory.make(path)
            try Self.refuseForeign([Findings.fileName], in: path, of: findings.step)
        }
        // Leftovers of a killed stage.
        try Self.remove(self.path)
        try Directory.make(self.path)
        let style = "/" + FigureFolder.styleFileName
        if files.fileExists(atPath: path + style) {
            try files.copyItem(atPath: path + style, toPath: self.path + style)
        }
        figures = try FigureFolder(self.path, gnuplot: gnuplot)
    }

    /// Runs a stage in a temporary directory; moves its files on success, deletes them on error.
    package static func fill(
        _ path: String, findings: Findings, gnuplot: Gnuplot?,
        _ find: (inout FindingsFolder) throws -> Void
    ) throws -> Findings {
        let ticket = Leftovers.add(path: path + partialSuffix)
        defer { Leftovers.remove(ticket) }
        var folder = try FindingsFolder(path, findings: findings, gnuplot: gnuplot)
        do {
            try find(&folder)
            return try folder.finish()
        } catch {
            try? remove(folder.path)
            throw error
        }
    }

    private static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// The findings of a finished stage; nil if there are none or their origin differs.
    package static func finished(_ path: String, origin: [String: String]) -> Findings? {
        guard let found = read(path), found.origin == origin else { return nil }
        return found
    }

    /// The findings of a finished stage; nil if there are none.
    package static func read(_ path: String) -> Findings? {
        guard let bytes = FileManager.default.contents(atPath: path + "/" + Findings.fileName)
        else { return nil }
        return try? PortableJSON.decode(Findings.self, from: Array(bytes))
    }

    package mutating func paragraph(_ text: String) { findings.paragraphs.append(text) }

    package mutating func number(_ name: String, _ label: String, _ value: Double, text: String) {
        findings.numbers.append(
            Findings.Number(name: name, label: label, value: value, text: text))
    }

    /// Adds a table and writes it as CSV and Markdown.
    ///
    /// - Parameter csv: rows with all digits, if the table's own rows are rounded.
    package mutating func table(_ table: Findings.Table, csv: [[String]]? = nil) throws {
        findings.tables.append(table)
        try file(table, csv: csv)
    }

    /// Writes a table that no page shows, because it is too large for one.
    package func file(_ table: Findings.Table, csv: [[String]]? = nil) throws {
        try AtomicFile.write(table.csv(rows: csv), to: "\(path)/\(table.name).csv")
        try AtomicFile.write(table.markdown, to: "\(path)/\(table.name).md")
    }

    package mutating func chart(
        _ chart: some Chart, named name: String, caption: String
    ) throws {
        let drawn = try figures.draw(chart, named: name)
        add(name, .chart, caption, drawn.alternative, absence: drawn.absence)
    }

    /// Adds a diagram that generates its own SVG.
    package mutating func diagram(
        _ diagram: NetworkDiagram, named name: String, caption: String
    ) throws {
        let drawn = diagram.drawn(named: name)
        try AtomicFile.write(drawn.svg ?? "", to: "\(path)/\(name).svg")
        add(name, .chart, caption, drawn.alternative)
    }

    package mutating func picture(
        _ picture: Picture, named name: String, caption: String, alternative: String
    ) throws {
        let absence = Self.reason { () throws(FigureError) in
            try figures.write(picture, named: name)
        }
        add(
            name, .picture, caption, alternative, (picture.width, picture.height),
            absence: absence)
    }

    package mutating func animation(
        _ animation: AnimatedPNG, named name: String, caption: String, alternative: String
    ) throws {
        let absence = Self.reason { () throws(FigureError) in
            try figures.write(animation, named: name)
        }
        let first = animation.frames[0]
        add(name, .picture, caption, alternative, (first.width, first.height), absence: absence)
    }

    /// Adds a 3D scatter chart: fixed views, and the data to rotate them.
    package mutating func space(
        _ scatter: ScatterChart, named name: String, caption: String
    ) throws {
        let drawn = try figures.draw(scatter, named: name)
        let bytes = try PortableJSON.encode(SpacePoints(scatter))
        try AtomicFile.write(bytes, to: "\(path)/\(name).json")
        add(name, .space, caption, drawn.alternative, absence: drawn.absence)
    }

    /// Moves the findings to the stage's own directory, which finishes the stage.
    package mutating func finish() throws -> Findings {
        let files = FileManager.default
        try Directory.make(destination)
        let record = "\(destination)/\(Findings.fileName)"
        let names = try Directory.names(in: path)
        let style = FigureFolder.styleFileName
        try Self.refuseForeign(
            [Findings.fileName] + names.filter { $0 != style }, in: destination, of: findings.step)
        // From here on, the earlier findings are incomplete.
        try AtomicFile.write(Self.unfinished, to: record)
        for name in names {
            try Self.remove("\(destination)/\(name)")
            try files.moveItem(atPath: "\(path)/\(name)", toPath: "\(destination)/\(name)")
        }
        try Self.remove(path)
        let bytes = try PortableJSON.encode(findings, isRecord: true)
        try AtomicFile.write(bytes + [UInt8(ascii: "\n")], to: record)
        path = destination
        return findings
    }

    /// Refuses to replace files of another stage, and files in a folder that no stage wrote.
    private static func refuseForeign(
        _ names: [String], in path: String, of step: String
    ) throws {
        if let other = read(path) {
            guard other.step != step else { return }
            throw FileFailure(
                path: path, action: "write there",
                reason: "it has the findings of podium \(other.step), which this stage would "
                    + "replace; expected another directory (--output)")
        }
        let files = FileManager.default
        let record = files.contents(atPath: path + "/" + Findings.fileName)
        if record.map({ Array($0) }) == unfinished { return }
        let found = names.filter { files.fileExists(atPath: path + "/" + $0) }
        guard !found.isEmpty else { return }
        throw FileFailure(
            path: path, action: "write there",
            reason: "it has \(found.joined(separator: ", ")), which no stage of Podium wrote and "
                + "this one would replace; expected an empty directory, or one that it makes "
                + "(--output)")
    }

    private mutating func add(
        _ name: String, _ kind: Findings.Figure.Kind, _ caption: String, _ alternative: String,
        _ size: (Int, Int)? = nil, absence: String? = nil
    ) {
        findings.figures.append(
            Findings.Figure(
                name: name, kind: kind, caption: caption, alternative: alternative,
                width: size?.0, height: size?.1, absence: absence))
    }

    /// Why a picture was not written; a failed picture does not fail the stage.
    private static func reason(_ write: () throws(FigureError) -> Void) -> String? {
        do throws(FigureError) {
            try write()
            return nil
        } catch {
            return error.reason
        }
    }
}

/// 3D points as stored for a page, rounded to screen precision.
struct SpacePoints: Codable {
    var title: String
    var axes: [String]
    var points: [[Double]]
    var classes: [Int]
    var classNames: [String]

    init(_ scatter: ScatterChart) {
        title = scatter.title
        axes = scatter.axes.map(\.label)
        points = scatter.points.map { $0.map { ($0 * 1000).rounded() / 1000 } }
        classes = scatter.classes
        classNames = scatter.classNames
    }

    /// The chart; nil if the file was changed and can't be drawn.
    var chart: ScatterChart? {
        guard axes.count == 3, classNames.count <= 256, points.count == classes.count,
            points.allSatisfy({ $0.count == 3 }),
            classes.allSatisfy({ classNames.indices.contains($0) })
        else { return nil }
        return ScatterChart(
            title: title, axes: axes.map { Axis($0) }, points: points, classes: classes,
            classNames: classNames)
    }
}
