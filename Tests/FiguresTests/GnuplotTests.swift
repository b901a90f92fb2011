import Foundation
import Testing

@testable import Figures

@Suite("Figures drawn by gnuplot")
struct GnuplotTests {
    private static let gnuplot = try? Gnuplot.find()

    @Test("every kind of chart is drawn, twice with the same bytes", .enabled(if: gnuplot != nil))
    func all() throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: Self.gnuplot)
            for (name, chart) in Samples().all {
                let drawn = try folder.draw(chart, named: name)
                let svg = try #require(drawn.svg)
                #expect(try folder.draw(chart, named: name).svg == svg, "\(name)")
                let markup = try InlineSVG(svg, name: name)
                    .markup(prefix: "p-", alternative: chart.alternative)
                #expect(WellFormed.fault(in: markup.html) == nil, "\(name)")
                #expect(!markup.html.contains("http"), "\(name)")
                // Figures have their title, and every mark in the house's colours.
                let title = chart.title.replacing("&", with: "&amp;")
                #expect(markup.html.contains(">\(title)</text>"), "\(name)")
                #expect(markup.html.contains("var(--figure-"), "\(name)")
                #expect(
                    FileManager.default.fileExists(atPath: path + "/\(name).svg"), "\(name)")
            }
        }
    }

    @Test("labels appear as they are written", .enabled(if: gnuplot != nil))
    func labels() throws {
        let odd = "l_2^{10} 'a' \"b\" <c> & é 50 % \\n #x @y ~z"
        let chart = BarChart(title: odd, axis: Axis(odd, unit: "µs"), bars: [.init(odd, 1)])
        try withFolder { path in
            let svg = try FigureFolder(path, gnuplot: Self.gnuplot).draw(chart, named: "odd").svg
            let texts = XMLToken.tokens(of: try #require(svg)).compactMap { token in
                if case .text(let text) = token { text } else { nil }
            }
            #expect(texts.filter { $0 == odd }.count == 2)
            #expect(texts.contains(odd + " (µs)"))
        }
    }

    @Test(
        "one line makes a script write PDF, LaTeX or PNG", .enabled(if: gnuplot != nil),
        arguments: [("pdf", "%PDF"), ("latex", "%"), ("png", "\u{89}PNG")])
    func formats(format: String, start: String) throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: Self.gnuplot)
            _ = try folder.draw(Samples().losses, named: "losses")
            try Self.gnuplot?.draw("losses.gnuplot", in: path, format: format)
            let ending = format == "latex" ? "tex" : format
            let file = try Data(contentsOf: URL(filePath: path + "/losses." + ending))
            #expect(file.starts(with: format == "png" ? [0x89, 0x50] : Array(start.utf8)))
            if format == "latex" {
                let text = String(decoding: file, as: UTF8.self)
                #expect(text.contains("training\\_loss") && !text.contains("training_loss"))
            }
        }
    }

    @Test("a style that is there is left as it is")
    func style() throws {
        try withFolder { path in
            _ = try FigureFolder(path, gnuplot: nil)
            let file = URL(filePath: path + "/style.gnuplot")
            try Data("# mine\n".utf8).write(to: file)
            _ = try FigureFolder(path, gnuplot: nil)
            #expect(try Data(contentsOf: file) == Data("# mine\n".utf8))
        }
    }

    @Test("without gnuplot there are data and scripts")
    func absence() throws {
        #expect(try Gnuplot.find(in: ["PATH": "/nowhere:"]) == nil)
        #expect(try Gnuplot.find(in: ["PATH": ""]) == nil)
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: nil)
            let drawn = try folder.draw(Samples().losses, named: "losses", preview: true)
            #expect(drawn.svg == nil)
            #expect(drawn.files == ["losses.tsv", "losses.gnuplot"])
            for file in drawn.files + ["style.gnuplot"] {
                #expect(FileManager.default.fileExists(atPath: path + "/" + file))
            }
        }
    }

    @Test("a gnuplot that is named must be there")
    func wrongName() {
        #expect(
            throws: FigureError(
                place: "PODIUM_GNUPLOT",
                reason: "/nowhere/gnuplot is not a program; name gnuplot's file, or unset the "
                    + "variable")
        ) { try Gnuplot.find(in: ["PODIUM_GNUPLOT": "/nowhere/gnuplot"]) }
    }

    @Test("what gnuplot complains of is said with the script's place")
    func complaint() throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: nil)
            let program = path + "/gnuplot"
            try Data("#!/bin/sh\necho 'line 3: odd' >&2\nexit 1\n".utf8)
                .write(to: URL(filePath: program))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: program)
            let found = try #require(try Gnuplot.find(in: ["PATH": path]))
            #expect(
                throws: FigureError(
                    place: folder.path + "/x.gnuplot",
                    reason: "gnuplot can't draw it: line 3: odd")
            ) { try found.draw("x.gnuplot", in: folder.path, format: "svg") }
        }
    }

    private func program(_ text: String, in path: String) throws -> String {
        let program = path + "/gnuplot"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        return program
    }

    private func absence(_ gnuplot: Gnuplot, in path: String) throws -> String? {
        let drawn = try FigureFolder(path, gnuplot: gnuplot)
            .draw(Samples().losses, named: "losses")
        #expect(drawn.svg == nil)
        #expect(drawn.files == ["losses.tsv", "losses.gnuplot"])
        return drawn.absence
    }

    @Test("a figure that can't be drawn says why, and leaves no older drawing behind")
    func gaps() throws {
        try withFolder { path in
            let failing = Gnuplot(path: try program("echo 'line 3: odd' >&2; exit 1", in: path))
            try Data("old".utf8).write(to: URL(filePath: path + "/losses.svg"))
            #expect(try absence(failing, in: path) == "gnuplot can't draw it: line 3: odd")
            #expect(!FileManager.default.fileExists(atPath: path + "/losses.svg"))
            let silent = Gnuplot(path: try program("exit 3", in: path))
            #expect(
                try absence(silent, in: path) == "gnuplot can't draw it: it ended with status 3")
            let lazy = Gnuplot(path: try program("exit 0", in: path))
            #expect(try absence(lazy, in: path) == "gnuplot did not write losses.svg")
            let killed = Gnuplot(path: try program("kill -9 $$", in: path))
            #expect(
                try absence(killed, in: path) == "gnuplot can't draw it: it ended with status 137")
            let chatty = Gnuplot(
                path: try program("head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1", in: path))
            let text = try #require(try absence(chatty, in: path))
            #expect(text.hasPrefix("gnuplot can't draw it: xxx") && text.count < 2_100)
            #expect(try absence(Gnuplot(path: path + "/none"), in: path) != nil)
        }
    }

    @Test("a gnuplot that never ends is stopped, and asked for no third figure")
    func timeLimit() throws {
        try withFolder { path in
            // What it has started is stopped too: a sleeping child would hold on to the file.
            let program = try program("sleep 1000 & wait", in: path)
            let hung = Gnuplot(path: program, timeLimit: 0)
            for _ in 0..<2 {
                #expect(
                    try absence(hung, in: path)
                        == "gnuplot did not finish within 0 s and was stopped")
            }
            #expect(
                try absence(hung, in: path)
                    == "gnuplot was not run, as it did not finish earlier figures in time")
        }
    }

    @Test("a figure whose files can't be written is a gap as well")
    func unwritable() throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: Self.gnuplot)
            // A directory in the data file's place: nobody can write that file.
            try FileManager.default.createDirectory(
                atPath: path + "/losses.tsv/x", withIntermediateDirectories: true)
            let drawn = try folder.draw(Samples().losses, named: "losses")
            #expect(drawn.svg == nil && drawn.files.isEmpty)
            #expect(drawn.absence?.hasPrefix("losses.tsv can't be written: ") == true)
        }
    }

    @Test(
        "names that would leave the folder are refused",
        arguments: ["", "a/b", "..", "a b", "style"])
    func names(name: String) throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: nil)
            #expect(throws: FigureError.self) {
                try folder.draw(Samples().losses, named: name)
            }
            #expect(throws: FigureError.self) {
                try folder.write(Picture(width: 1, height: 1, colour: .black), named: name)
            }
        }
    }

    @Test("pictures are written under their names")
    func pictures() throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: nil)
            let picture = Samples().picture(3)
            try folder.write(picture, named: "digit")
            let file = try Data(contentsOf: URL(filePath: path + "/digit.png"))
            #expect(try PNGReader.picture(Array(file)) == picture)
        }
    }
}
