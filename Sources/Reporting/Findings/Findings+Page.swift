package import Figures
import Foundation
import Portable

extension Findings {
    /// The findings as a section of a page.
    ///
    /// - Parameter directory: the directory with the stage's files.
    package func section(directory: String, heading: String? = nil) -> Page.Section {
        Page.Section(heading ?? title, blocks(directory: directory))
    }

    /// The findings as blocks of a page.
    package func blocks(directory: String) -> [Block] {
        var blocks = paragraphs.map { Block.text($0) }
        // Omit numbers that a table also shows; a table by levels or samples has others.
        let cells = Set(
            tables.filter { $0.columns.first?.isNumeric == false }.flatMap { $0.rows.joined() })
        let cards = numbers.filter { number in !cells.contains { number.isIn($0) } }
        if !cards.isEmpty {
            blocks.append(.highlights(cards.map { Definition($0.label, $0.text) }))
        }
        blocks += tables.map { Block.table($0.pageTable) }
        blocks += figures.map { .figure($0.pageFigure(directory: directory)) }
        return blocks
    }
}

extension Findings.Number {
    /// Whether a table cell shows the number, possibly with different rounding.
    ///
    /// Numbers with few decimals don't count; they may be something else, such as a count.
    fileprivate func isIn(_ cell: String) -> Bool {
        let decimals = cell.split(separator: ".").dropFirst().first?.count ?? 0
        guard decimals >= 3, let other = Double(cell) else { return false }
        let unit = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
        return (value - other).magnitude <= 0.501 * unit
    }
}

extension Findings.Table {
    package var pageTable: PageTable {
        PageTable(
            caption: caption.asSentence,
            columns: columns.map { PageTable.Column($0.heading, isNumeric: $0.isNumeric) },
            texts: rows, emphasised: Set(emphasised))
    }
}

extension Findings.Figure {
    /// The figure with its files' contents; a missing drawing is replaced by a text.
    package func pageFigure(directory: String) -> PageFigure {
        let path = directory + "/" + name
        let inlines: [Inline] = [.text(caption.asSentence)]
        switch kind {
        case .chart: return PageFigure(drawn(path), caption: inlines)
        case .picture:
            guard let bytes = bytes(path + ".png") else { return gap(".png", inlines) }
            return PageFigure(
                .picture(
                    bytes, width: width ?? 0, height: height ?? 0, alternative: alternative),
                caption: inlines)
        case .space:
            guard let bytes = bytes(path + ".json"),
                let points = try? PortableJSON.decode(SpacePoints.self, from: bytes),
                let chart = points.chart
            else { return gap(".json", inlines) }
            return PageFigure(.space(SpaceView(chart, still: drawn(path))), caption: inlines)
        }
    }

    private func gap(_ ending: String, _ caption: [Inline]) -> PageFigure {
        let reason =
            absence ?? "\(name)\(ending) is missing or damaged; run the stage again to make it"
        return PageFigure(.absent(reason: reason, alternative: alternative), caption: caption)
    }

    private func drawn(_ path: String) -> DrawnChart {
        let svg = FileManager.default.contents(atPath: path + ".svg")
        return DrawnChart(
            name: name, alternative: alternative,
            svg: svg.map { String(decoding: $0, as: UTF8.self) }, absence: absence,
            files: [name + ".tsv", name + ".gnuplot"])
    }

    private func bytes(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }
}

extension String {
    /// The text with a full stop, unless it has an end of its own.
    fileprivate var asSentence: String {
        guard let last, !".!?…:".contains(last) else { return self }
        return self + "."
    }
}
