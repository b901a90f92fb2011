package import Figures
import Foundation
import StudyModel

extension Findings {
    /// What was found, as a part of a page.
    ///
    /// - Parameter directory: where the step's files are.
    package func section(directory: String, heading: String? = nil) throws -> Page.Section {
        Page.Section(heading ?? title, try blocks(directory: directory))
    }

    /// What was found, as pieces of a page.
    package func blocks(directory: String) throws -> [Block] {
        var blocks = paragraphs.map { Block.text($0) }
        if !numbers.isEmpty {
            blocks.append(.highlights(numbers.map { Definition($0.label, $0.text) }))
        }
        blocks += tables.map { Block.table($0.pageTable) }
        blocks += try figures.map { .figure(try $0.pageFigure(directory: directory)) }
        return blocks
    }
}

extension Findings.Table {
    package var pageTable: PageTable {
        PageTable(
            caption: caption,
            columns: columns.map { PageTable.Column($0.heading, isNumeric: $0.isNumeric) },
            texts: rows, emphasised: Set(emphasised))
    }
}

extension Findings.Figure {
    /// The figure with its files' contents.
    ///
    /// - Throws: where a picture, or the points of a space, are gone. A chart that isn't drawn is
    ///   shown in words.
    package func pageFigure(directory: String) throws -> PageFigure {
        let path = directory + "/" + name
        let words: [Inline] = [.text(caption)]
        switch kind {
        case .chart: return PageFigure(drawn(path), caption: words)
        case .picture:
            return PageFigure(
                .picture(
                    try bytes(path + ".png"), width: width ?? 0, height: height ?? 0,
                    alternative: alternative),
                caption: words)
        case .space:
            let points = try PortableJSON.decode(SpacePoints.self, from: bytes(path + ".json"))
            return PageFigure(
                .space(SpaceView(points.chart, still: drawn(path))), caption: words)
        }
    }

    private func drawn(_ path: String) -> DrawnChart {
        let svg = FileManager.default.contents(atPath: path + ".svg")
        return DrawnChart(
            name: name, alternative: alternative,
            svg: svg.map { String(decoding: $0, as: UTF8.self) },
            files: [name + ".tsv", name + ".gnuplot"])
    }

    private func bytes(_ path: String) throws(ReportingError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ReportingError(
                path: path, action: "read it", reason: "it is gone; run the step again")
        }
        return Array(data)
    }
}
