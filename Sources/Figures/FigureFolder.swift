import Files
import Foundation
import ProcessControl

/// A folder of figures: for each a table of data, a script and what gnuplot drew from them.
///
/// The files of a figure called `losses` are `losses.tsv`, `losses.gnuplot` and `losses.svg` (and
/// `losses.png`, when asked for). The style of all is in `style.gnuplot`, which is left alone if it
/// is there: someone may have changed it.
package struct FigureFolder: Sendable, Hashable {
    /// The name of the style's file.
    package static var styleFileName: String { StyleScript.fileName }

    package let path: String
    /// Nil leaves charts undrawn; their data and scripts are written all the same.
    package let gnuplot: Gnuplot?

    /// Makes the folder if it isn't there.
    package init(_ path: String, gnuplot: Gnuplot?) throws(FigureError) {
        self.path = path
        self.gnuplot = gnuplot
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FigureError(
                place: path, reason: "the folder can't be made: \(error.localizedDescription)")
        }
        if !FileManager.default.fileExists(atPath: path + "/" + StyleScript.fileName) {
            try write(Array(StyleScript.text.utf8), to: StyleScript.fileName)
        }
    }

    /// Writes a chart's files and, where there is gnuplot, draws it.
    ///
    /// A chart that can't be drawn, or whose files can't be written, says why in its place: it ends
    /// neither a page nor what else is done. Errors: the name alone.
    ///
    /// - Parameter name: letters, digits, hyphens and underscores; the files' names begin with it.
    package func draw(
        _ chart: some Chart, named name: String, preview: Bool = false
    ) throws(FigureError) -> DrawnChart {
        try Self.check(name)
        var drawn = DrawnChart(name: name, alternative: chart.alternative, svg: nil, files: [])
        do throws(FigureError) {
            // What an earlier chart of the name looked like is not what this one does.
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

    /// Has gnuplot write `name.svg` or `name.png`, of which half a file is of no use.
    private func draw(
        _ name: String, with gnuplot: Gnuplot, format: String
    ) throws(FigureError) {
        let ticket = Leftovers.add(path: "\(path)/\(name).\(format)")
        defer { Leftovers.remove(ticket) }
        try gnuplot.draw(name + ".gnuplot", in: path, format: format)
    }

    /// Writes a picture as `name.png`; gives the file's bytes.
    @discardableResult
    package func write(_ picture: Picture, named name: String) throws(FigureError) -> [UInt8] {
        try Self.check(name)
        let bytes = try picture.png()
        try write(bytes, to: name + ".png")
        return bytes
    }

    /// Writes an animation as `name.png`; gives the file's bytes.
    @discardableResult
    package func write(_ animation: AnimatedPNG, named name: String) throws(FigureError) -> [UInt8]
    {
        try Self.check(name)
        let bytes = try animation.png()
        try write(bytes, to: name + ".png")
        return bytes
    }

    /// Names become parts of scripts and of paths.
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

    /// What gnuplot drew; it leaves the end of a CDATA section in a text as it is, which is no XML.
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

/// A chart's files, and what it looks like.
package struct DrawnChart: Sendable, Hashable {
    package var name: String
    /// What is to be seen, for those who can't see it.
    package var alternative: String
    /// The SVG file's text; nil where it was not drawn.
    package var svg: String?
    /// Why it was not drawn; nil where it was, and where there is no gnuplot.
    package var absence: String?
    /// Names of the files in the folder.
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
