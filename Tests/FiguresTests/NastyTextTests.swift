import Foundation
import Testing

@testable import Figures

@Suite("Texts in figures and pages")
struct NastyTextTests {
    private static let gnuplot = try? Gnuplot.find()

    @Test("are strings of gnuplot's that read back as the text in one line")
    func quoting() throws {
        for number in 0..<4_000 {
            let text = NastyTexts.text(number)
            let quoted = ScriptText.quoted(text)
            let read = try #require(Self.read(quoted), "\(quoted)")
            #expect(Array(read.unicodeScalars) == Array(ScriptText.line(text).unicodeScalars))
            // Gnuplot looks for these before it knows where strings are.
            let hasTraps = quoted.dropFirst().dropLast().contains { "'\"`{}@$#".contains($0) }
            #expect(!hasTraps, "\(quoted)")
        }
    }

    @Test("have no control characters in scripts and data files")
    func controls() {
        for number in 0..<1_000 {
            let line = ScriptText.line(NastyTexts.text(number))
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        #expect(ScriptText.line("a\r\nb\tc\u{1B}d\u{0}") == "a b c\u{FFFD}d\u{FFFD}")
    }

    @Test("that are long keep their beginning and their end")
    func shortening() {
        #expect(ScriptText.shortened("abcdefgh", to: 8) == "abcdefgh")
        #expect(ScriptText.shortened("abcdefghi", to: 8) == "abc…fghi")
        #expect(ScriptText.shortened("模型模型模型", to: 6) == "模…型")
        for text in NastyTexts.long {
            #expect(ScriptText.width(ScriptText.shortened(text, to: 48)) <= 48)
        }
    }

    @Test("are in the SVG as they are written", .enabled(if: gnuplot != nil))
    func drawn() throws {
        // Spaces at the ends of a label are not seen; a text in one line has no others.
        let texts = (0..<NastyTexts.pieceCount + 80).map { NastyTexts.text($0) }
            .filter { !$0.isEmpty }
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: Self.gnuplot)
            for start in stride(from: 0, to: texts.count, by: 20) {
                let some = Array(texts[start..<min(start + 20, texts.count)])
                let chart = BarChart(
                    title: some[0], axis: Axis(some[1], unit: some[2]),
                    bars: some.map { .init($0, 1) }, isSorted: false)
                let drawn = try folder.draw(chart, named: "bars")
                #expect(drawn.absence == nil)
                let shown = Self.texts(in: drawn.svg ?? "")
                for text in some { #expect(shown.contains(Self.seen(text)), "\(text)") }
                let curves = CurveChart(
                    title: "t", x: Axis("x", scale: .categories(some)), y: Axis(some[3]),
                    curves: some.prefix(6).map { .init($0, byEpoch: [2, 1]) },
                    references: [.init(some[4], at: 1.5)])
                let legend = try folder.draw(curves, named: "curves")
                #expect(legend.absence == nil)
                let entries = Self.texts(in: legend.svg ?? "")
                for text in some { #expect(entries.contains(Self.seen(text)), "\(text)") }
            }
        }
    }

    @Test("leave an SVG file that is XML", .enabled(if: gnuplot != nil))
    func xml() throws {
        try withFolder { path in
            let chart = BarChart(
                title: "a]]>b", axis: Axis("]]>"), bars: [.init("]]>]]>", 1), .init("x", 2)])
            let drawn = try FigureFolder(path, gnuplot: Self.gnuplot).draw(chart, named: "bars")
            let file = try String(contentsOfFile: path + "/bars.svg", encoding: .utf8)
            #expect(file == drawn.svg && !file.contains("]]>"))
            #expect(Self.texts(in: file).isSuperset(of: ["a]]>b", "]]>", "]]>]]>"]))
        }
    }

    @Test("that are very long leave room for every kind of chart", .enabled(if: gnuplot != nil))
    func long() throws {
        try withFolder { path in
            let folder = try FigureFolder(path, gnuplot: Self.gnuplot)
            for text in NastyTexts.long {
                let names = [text, text + "2"]
                let axis = Axis(text, scale: .categories(names))
                let charts: [any Chart] = [
                    BarChart(title: text, axis: Axis(text), bars: names.map { .init($0, 1) }),
                    ParallelChart(
                        title: text, axes: [axis, axis, Axis(text)],
                        lines: [[0, 1, 3], [1, 0, 2]], ranks: [1, 2]),
                    SliceChart(
                        title: text, metric: Axis(text), slices: [.init(axis, values: [0, 1])],
                        results: [1, 2]),
                    TimelineChart(
                        title: text, rowNames: names, kinds: names,
                        spans: [.init(row: 0, start: 0, end: 1, kind: 0)]),
                    MatrixChart(
                        title: text, rowLabel: text, columnLabel: text, rowNames: names,
                        columnNames: names, values: [[1, 2], [3, 4]]),
                ]
                for (index, chart) in charts.enumerated() {
                    let drawn = try folder.draw(chart, named: "chart-\(index)")
                    #expect(drawn.absence == nil, "\(index): \(text.prefix(20))")
                }
            }
        }
    }

    @Test("are the text nodes and attributes of a page")
    func html() {
        for number in 0..<1_000 {
            let text = NastyTexts.text(number)
            let html = Markup(text).html
            #expect(Self.unescaped(html) == Self.page(text), "\(html)")
            let hasMarkup = html.contains { "<>\"".contains($0) }
            #expect(!hasMarkup, "\(html)")
        }
    }

    // MARK: Readers

    /// The text of a string in a script, by gnuplot's rules; nil for what is none.
    private static func read(_ quoted: String) -> String? {
        guard let quote = quoted.first, quoted.count > 1, quoted.last == quote else { return nil }
        let inside = Array(quoted.unicodeScalars.dropFirst().dropLast())
        guard quote == "\"" else {
            return quote == "'" && !inside.contains("'")
                ? String(String.UnicodeScalarView(inside)) : nil
        }
        var out = String.UnicodeScalarView()
        var index = 0
        while index < inside.count {
            if inside[index] == "\\" {
                guard index + 3 < inside.count else { return nil }
                let digits = String(String.UnicodeScalarView(inside[index + 1...index + 3]))
                guard let code = UInt32(digits, radix: 8), let scalar = Unicode.Scalar(code)
                else { return nil }
                out.append(scalar)
                index += 4
            } else {
                out.append(inside[index])
                index += 1
            }
        }
        return String(out)
    }

    /// What a reader of a figure sees: the text in one line, without spaces at its ends.
    private static func seen(_ text: String) -> String {
        trimmed(ScriptText.line(text))
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func texts(in svg: String) -> Set<String> {
        Set(
            XMLToken.tokens(of: svg).compactMap { token in
                if case .text(let text) = token { trimmed(text) } else { nil }
            })
    }

    private static func page(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isKept = scalar == "\n" || scalar == "\t"
                    return scalar.properties.generalCategory == .control && !isKept
                        ? "\u{FFFD}" : scalar
                }))
    }

    private static func unescaped(_ html: String) -> String {
        html.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
    }
}
