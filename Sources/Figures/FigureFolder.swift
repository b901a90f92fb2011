import Files
import Foundation
import ProcessControl

/// A folder of figures: a data table, a gnuplot script and the resulting drawing for each figure.
///
/// The files of `losses` are `losses.tsv`, `losses.gnuplot` and `losses.svg` (and `losses.png` on
/// request). All share `style.gnuplot`, which is never overwritten: a user may have edited it.
package struct FigureFolder: Sendable, Hashable {
    /// The name of the style file.
    package static var styleFileName: String { StyleScript.fileName }

    package let path: String
    /// Gnuplot; if nil, only data and scripts are written.
    package let gnuplot: Gnuplot?

    /// Creates the folder if it doesn't exist.
    package init(_ path: String, gnuplot: Gnuplot?) throws(FigureError) {
        self.path = path
        self.gnuplot = gnuplot
        do {
            try Directory.make(path)
        } catch {
            throw FigureError(place: path, reason: "the folder can't be made: \(error.reason)")
        }
        if !FileManager.default.fileExists(atPath: path + "/" + StyleScript.fileName) {
            try write(Array(StyleScript.text.utf8), to: StyleScript.fileName)
        }
    }

    /// Writes a chart's files and draws the chart if gnuplot is available.
    ///
    /// A failure to draw or to write becomes the chart's `absence`, so the page and other work
    /// continue. The only error thrown is an invalid name.
    ///
    /// - Parameter name: letters, digits, hyphens and underscores; the prefix of the files' names.
    package func draw(
        _ chart: some Chart, named name: String, preview: Bool = false
    ) throws(FigureError) -> DrawnChart {
        try Self.check(name)
        var drawn = DrawnChart(name: name, alternative: chart.alternative, svg: nil, files: [])
        do throws(FigureError) {
            // Remove the drawing of an earlier chart with this name.
            try remove(name + ".svg")
            let drawing = chart.drawing
            let script = drawing.script(name: name, title: chart.title)
            try write(Array(drawing.data.text.utf8), to: name + ".tsv")
            drawn.files.append(name + ".tsv")
            try write(Array(script.utf8), to: name + ".gnuplot")
            drawn.files.append(name + ".gnuplot")
            guard let gnuplot else { return drawn }
            try draw(name, with: gnuplot, format: "svg")
            drawn.svg = try readDrawing(name + ".svg")
            drawn.files.append(name + ".svg")
            if preview {
                try draw(name, with: gnuplot, format: "png")
                drawn.files.append(name + ".png")
            }
        } catch {
            drawn.absence = error.reason
        }
        return drawn
    }

    /// Runs gnuplot to write `name.svg` or `name.png`; an incomplete file is deleted.
    private func draw(
        _ name: String, with gnuplot: Gnuplot, format: String
    ) throws(FigureError) {
        let ticket = Leftovers.add(path: "\(path)/\(name).\(format)")
        defer { Leftovers.remove(ticket) }
        try gnuplot.draw(name + ".gnuplot", in: path, format: format)
    }

    /// Writes a picture as `name.png` and returns the file's bytes.
    @discardableResult
    package func write(_ picture: Picture, named name: String) throws(FigureError) -> [UInt8] {
        try Self.check(name)
        let bytes = try picture.png()
        try write(bytes, to: name + ".png")
        return bytes
    }

    /// Writes an animation as `name.png` and returns the file's bytes.
    @discardableResult
    package func write(_ animation: AnimatedPNG, named name: String) throws(FigureError) -> [UInt8]
    {
        try Self.check(name)
        let bytes = try animation.png()
        try write(bytes, to: name + ".png")
        return bytes
    }

    /// Refuses names that are not safe in scripts and paths.
    private static func check(_ name: String) throws(FigureError) {
        let isPlain = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, name + ".gnuplot" != StyleScript.fileName else {
            throw FigureError(
                place: "a figure called '\(name)'",
                reason: "names are letters, digits, hyphens and underscores, and not 'style'")
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws(FigureError) {
        do { try AtomicFile.write(bytes, to: path + "/" + file) } catch {
            throw FigureError(
                place: path + "/" + file, reason: "\(file) can't be written: \(error.reason)")
        }
    }

    private func remove(_ file: String) throws(FigureError) {
        guard unlink(path + "/" + file) != 0, errno != ENOENT else { return }
        throw FigureError(
            place: path + "/" + file,
            reason: "\(file) can't be replaced: \(String(cString: strerror(errno)))")
    }

    /// Reads gnuplot's drawing; escapes `]]>` in texts, which gnuplot leaves as invalid XML.
    private func readDrawing(_ file: String) throws(FigureError) -> String {
        let text = try read(file)
        guard text.contains("]]>"), !text.contains("<![CDATA[") else { return text }
        let whole = text.replacing("]]>", with: "]]&gt;")
        try write(Array(whole.utf8), to: file)
        return whole
    }

    private func read(_ file: String) throws(FigureError) -> String {
        guard let data = FileManager.default.contents(atPath: path + "/" + file) else {
            throw FigureError(place: path + "/" + file, reason: "gnuplot did not write \(file)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// A chart's files and its drawing.
package struct DrawnChart: Sendable, Hashable {
    package var name: String
    /// The alternative text for readers who can't see the chart.
    package var alternative: String
    /// The SVG file's text; nil if not drawn.
    package var svg: String?
    /// Why the chart was not drawn; nil if it was drawn or gnuplot is missing.
    package var absence: String?
    /// The names of the files in the folder.
    package var files: [String]

    package init(
        name: String, alternative: String, svg: String?, absence: String? = nil, files: [String]
    ) {
        self.name = name
        self.alternative = alternative
        self.svg = svg
        self.absence = absence
        self.files = files
    }
}
