import Foundation
import Portable
import StudyModel
import Testing

@testable import Figures
@testable import Reporting

@Suite("Texts in tables of every format")
struct NastyTextTests {
    private static let pieces = [
        "'", "\"", "\"\"", "\\", "\\|", "`", "``", "$", "$x$", "{", "}", "@", "@x", "_", "__", "^",
        "&",
        "&lt;", "&#124;", "%", "#", "~", "~~s~~", "<", ">", "<b>", "<!--", "|", "||", "--", "---",
        "...",
        ",", ",,", ";", ":", ":tada:", "!", "[", "]", "[a](b)", "![", "*", "**", "=", "==", "(",
        ")", " ",
        "  ", "\t", "\n", "\r\n", "\r", "\u{0}", "\u{1B}[2J", "\u{7F}", "\u{2028}", "é", "e\u{301}",
        "|\u{301}", "&\u{301}", "模型", "👩‍🔬", "\u{202E}", "a", "relu", "0", "1e-3",
        "https://x.y/?a=b&c",
    ]

    /// The first texts are a piece each, the others a few.
    private static func text(_ number: Int) -> String {
        if number < pieces.count { return "p" + pieces[number] + "q" }
        let generator = SeededGenerator(seed: 2, trial: number, purpose: .tests)
        let count = 1 + generator.uniform(below: 6, index: 0)
        return (1...count).map {
            pieces[generator.uniform(below: pieces.count, step: 1, index: $0)]
        }.joined()
    }

    private static let texts = (0..<600).map(text)

    /// A table with a nasty heading and a nasty text in each row.
    private static func table(_ texts: [String], headings: [String]) -> RankedTable {
        let job = Job(
            study: "s", objective: .null, metric: Metric(name: "loss"), trials: texts.count,
            columns: headings.map { TableColumn(heading: $0, source: .parameter("x")) },
            space: SearchSpace([]))
        let trials = texts.enumerated().map { index, text in
            Trial(
                number: index, configuration: Configuration([.init("x", .text(text))]),
                state: .complete, metrics: ["loss": Double(index)])
        }
        return RankedTable(job: job, trials: trials)
    }

    /// Without the control characters, as in one line.
    private static func line(_ text: String) -> String { DisplayWidth.printable(text) }

    private static func same(_ one: String, _ other: String) -> Bool {
        Array(one.unicodeScalars) == Array(other.unicodeScalars)
    }

    @Test("A cell of Markdown is read as the text by CommonMark's rules")
    func markdown() throws {
        for text in Self.texts {
            let cell = MarkdownText.cell(text)
            let read = try #require(MarkdownReader.text(of: cell), "\(cell)")
            #expect(Self.same(read, Self.line(text)), "\(cell)")
        }
        #expect(
            MarkdownText.cell("5.1e-05, Enc. Space Dim. (a/b) 50 %")
                == "5.1e-05, Enc. Space Dim. (a/b) 50 %")
    }

    @Test("A row of Markdown has as many cells as there are headings")
    func markdownRows() {
        let table = Self.table(Self.texts, headings: ["a|b", "c\\"])
        for row in table.render(.markdown).split(separator: "\n") {
            #expect(MarkdownReader.cells(of: String(row)) == 4, "\(row)")
        }
        let found = Findings.Table(
            name: "t", caption: "", columns: [.init("a|b", isNumeric: false)],
            rows: Self.texts.map { [$0] })
        for row in found.markdown.split(separator: "\n") {
            #expect(MarkdownReader.cells(of: String(row)) == 1, "\(row)")
        }
    }

    @Test("LaTeX sets a text as it is: nothing is a command, and nothing is joined")
    func latex() throws {
        for text in Self.texts {
            let tex = LaTeXText.escaped(text)
            let read = try #require(LaTeXReader.text(of: tex), "\(tex)")
            #expect(Self.same(read, Self.line(text)), "\(tex)")
        }
    }

    @Test("CSV reads back as the very text")
    func csv() throws {
        let rows = CSVReader.rows(of: Self.table(Self.texts, headings: ["x, \"y\""]).render(.csv))
        #expect(rows[0][2] == "x, \"y\"")
        try #require(rows.count == Self.texts.count + 1)
        for (text, row) in zip(Self.texts, rows.dropFirst()) {
            #expect(row.count == rows[0].count)
            #expect(Self.same(row[2], text))
        }
    }

    @Test("JSON reads back as the very text, and keys that collide lose no column")
    func json() throws {
        let headings = ["a", "a", "a (2)", "a (2)", "Rank", "b\"\\\n"]
        let json = Self.table(Self.texts, headings: headings).render(.json)
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        try #require(rows.count == Self.texts.count)
        for (text, row) in zip(Self.texts, rows) {
            for key in ["a", "a (3)", "a (2)", "a (2) (2)", "Rank (2)", "b\"\\\n"] {
                let value = try #require(row[key] as? String, "\(key)")
                #expect(Self.same(value, text))
            }
        }
    }

    @Test("Names that collide are told apart, whatever they look like")
    func distinct() {
        let names = ["a", "a (2)", "a", "a", "a (2) (2)", "a (2)", "a (3)", "", ""]
        let keys = JSONText.distinct(names)
        #expect(Set(keys).count == names.count)
        // A name that is there once keeps its own.
        #expect(keys[1] == "a (2)" && keys[4] == "a (2) (2)" && keys[6] == "a (3)")
        for seed in 0..<200 {
            let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
            let some = (0..<12).map {
                let base = ["a", "b", "a (2)", "b (2) (2)"]
                return base[generator.uniform(below: 4, index: $0)]
            }
            #expect(Set(JSONText.distinct(some)).count == 12)
        }
    }
}

/// What CommonMark makes of a line of text that has no markup.
private enum MarkdownReader {
    /// The text; nil where anything is left that could be markup.
    static func text(of cell: String) -> String? {
        let scalars = Array(cell.unicodeScalars)
        var out = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "\\" {
                guard index + 1 < scalars.count, isPunctuation(scalars[index + 1]) else {
                    return nil
                }
                out.append(scalars[index + 1])
                index += 2
            } else if scalars.dropFirst(index).starts(with: "&#32;".unicodeScalars) {
                out.append(" ")
                index += 5
            } else {
                let following = index + 1 < scalars.count ? scalars[index + 1] : "\u{0}"
                let isDouble = "-.'\" ".unicodeScalars.contains(scalar) && following == scalar
                let isName =
                    "&:".unicodeScalars.contains(scalar)
                    && (following.isASCII && Character(following).isLetter || following == "#")
                if isDouble || isName || "`*_<>[]|~$".unicodeScalars.contains(scalar) {
                    return nil
                }
                out.append(scalar)
                index += 1
            }
        }
        // Spaces at the ends are stripped.
        if scalars.first == " " || scalars.last == " " { return nil }
        return String(out)
    }

    /// How many cells GitHub's tables see: an escaped bar ends none.
    static func cells(of row: String) -> Int {
        var bars = 0
        var isEscaped = false
        for scalar in row.unicodeScalars {
            if scalar == "|", !isEscaped { bars += 1 }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return bars - 1
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (33...47 ~= scalar.value || 58...64 ~= scalar.value
                || 91...96 ~= scalar.value || 123...126 ~= scalar.value)
    }
}

/// What LaTeX sets, in as much of its language as tables use.
private enum LaTeXReader {
    private static let commands: [(String, String)] = [
        ("\\textasciitilde{}", "~"), ("\\textasciicircum{}", "^"), ("\\textbackslash{}", "\\"),
        ("\\textless{}", "<"), ("\\textgreater{}", ">"), ("\\textbar{}", "|"),
        ("\\textquotesingle{}", "'"), ("\\textasciigrave{}", "`"), ("{\\ttfamily\\char34}", "\""),
        ("\\&", "&"), ("\\%", "%"), ("\\$", "$"), ("\\#", "#"), ("\\_", "_"), ("\\{", "{"),
        ("\\}", "}"), ("\\ ", " "), ("{}", ""), ("{[}", "["), ("{]}", "]"),
    ]

    static func text(of tex: String) -> String? {
        var rest = tex.unicodeScalars[...]
        var out = String.UnicodeScalarView()
        while let scalar = rest.first {
            if let (command, meaning) = commands.first(where: {
                rest.starts(with: $0.0.unicodeScalars)
            }) {
                rest = rest.dropFirst(command.unicodeScalars.count)
                out.append(contentsOf: meaning.unicodeScalars)
                continue
            }
            let next = rest.dropFirst().first
            let isJoined = "-, ".unicodeScalars.contains(scalar) && next == scalar
            if isJoined || "\\{}$&#^_~%'`\"<>|[]".unicodeScalars.contains(scalar) { return nil }
            out.append(scalar)
            rest = rest.dropFirst()
        }
        return String(out)
    }
}

/// RFC 4180.
enum CSVReader {
    static func rows(of text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    field.append(scalar)
                } else if scalars.first == "\"" {
                    field.append(scalar)
                    scalars.removeFirst()
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "," || scalar == "\n" {
                row.append(String(field))
                field = String.UnicodeScalarView()
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            } else {
                field.append(scalar)
            }
        }
        return rows
    }
}
