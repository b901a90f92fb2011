import Figures
import Foundation
import StudyModel
import Testing

@testable import Reporting

@Suite("What a step finds") struct FindingsTests {
    private let path = FileManager.default.temporaryDirectory
        .appending(path: "podium-findings-\(UUID().uuidString)").path

    private static func findings(_ title: String) -> Findings {
        Findings(step: "test", title: title, origin: ["model": title])
    }

    private static let table = Findings.Table(
        name: "numbers", caption: "Numbers",
        columns: [.init("a|b_c", isNumeric: false), .init("x")],
        rows: [["<b>*d*</b> [e] `f`\\", "0.5"]])

    @discardableResult
    private func fill(_ title: String) throws -> Findings {
        try FindingsFolder.fill(path, findings: Self.findings(title), gnuplot: nil) {
            $0.number("n", "N", 1, text: "1")
            try $0.table(Self.table, csv: [["d", "0.123456789"]])
        }
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    private struct Refusal: Error {}

    @Test("is in its directory once the step is done, rounded for readers, whole as CSV")
    func done() throws {
        let found = try fill("one")
        #expect(FindingsFolder.finished(path, origin: ["model": "one"]) == found)
        #expect(FindingsFolder.finished(path, origin: ["model": "two"]) == nil)
        #expect(try text("numbers.csv") == "a|b_c,x\nd,0.123456789\n")
        #expect(!FileManager.default.fileExists(atPath: path + ".podium-partial"))
    }

    @Test("stays as it was where the step is refused, or is killed")
    func refused() throws {
        let found = try fill("one")
        let before = try text("numbers.csv")
        #expect(throws: Refusal.self) {
            try FindingsFolder.fill(path, findings: Self.findings("two"), gnuplot: nil) {
                try $0.table(Self.table)
                throw Refusal()
            }
        }
        #expect(FindingsFolder.read(path) == found)
        #expect(try text("numbers.csv") == before)
        #expect(!FileManager.default.fileExists(atPath: path + ".podium-partial"))
        // A killed step ends anywhere, and the next begins without what it left.
        var killed = try FindingsFolder(path, findings: Self.findings("three"), gnuplot: nil)
        try killed.table(Findings.Table(name: "rest", caption: "", columns: [], rows: []))
        #expect(FindingsFolder.read(path) == found)
        try fill("four")
        #expect(FindingsFolder.read(path)?.title == "four")
        #expect(!FileManager.default.fileExists(atPath: path + "/rest.csv"))
    }

    @Test("is drawn in the style that someone left in its directory")
    func style() throws {
        try fill("one")
        try "# mine\n".write(toFile: path + "/style.gnuplot", atomically: true, encoding: .utf8)
        try fill("two")
        #expect(try text("style.gnuplot") == "# mine\n")
    }

    @Test("refuses to replace a user's files, another stage's findings and what is no directory")
    func foreign() throws {
        func refusal(_ step: String = "test") -> String? {
            let error = #expect(throws: (any Error).self) {
                try FindingsFolder.fill(
                    path, findings: Findings(step: step, title: "t", origin: [:]), gnuplot: nil
                ) { try $0.table(Self.table) }
            }
            return error.map { "\($0)" }
        }
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in ["findings.json", "numbers.csv"] {
            try "precious".write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
            #expect(refusal()?.contains("\(name), which no stage of Podium wrote") == true)
            #expect(try text(name) == "precious")
            try files.removeItem(atPath: path + "/" + name)
        }
        try fill("one")
        #expect(refusal("other")?.contains("has the findings of podium test") == true)
        #expect(FindingsFolder.read(path)?.title == "one")
        // A stage that was killed while its files moved can be repeated.
        try "{}\n".write(toFile: path + "/findings.json", atomically: true, encoding: .utf8)
        try fill("two")
        #expect(FindingsFolder.read(path)?.title == "two")
        try files.removeItem(atPath: path)
        try "a file".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(refusal()?.contains("there is a file of this name") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "a file")
        try files.removeItem(atPath: path)
    }

    @Test("has the same text in Markdown as a ranked table would")
    func markdown() throws {
        #expect(
            Self.table.markdown == """
                | a\\|b\\_c | x |
                | --- | ---: |
                | \\<b\\>\\*d\\*\\</b\\> \\[e\\] \\`f\\`\\\\ | 0.5 |

                """)
    }

    @Test("is shown once: what a table has is no card beside it")
    func cards() {
        var findings = Self.findings("one")
        findings.numbers = [
            .init(name: "a", label: "In the table", value: 0.52341, text: "0.5234"),
            .init(name: "b", label: "Alone", value: 7, text: "7"),
            .init(name: "c", label: "Another", value: 0.52391, text: "0.5239"),
        ]
        findings.tables = [
            Findings.Table(
                name: "t", caption: "", columns: [.init("a", isNumeric: false)],
                rows: [["0.523"], ["7"]]),
            // A table by levels has other numbers, even if one has the same digits.
            Findings.Table(
                name: "u", caption: "", columns: [.init("level"), .init("a")],
                rows: [["0", "0.5239"]]),
        ]
        let html = Page(title: "t", sections: [findings.section(directory: path)]).html()
        #expect(
            html.contains("<dt>Alone</dt>") && html.contains("<dt>Another</dt>")
                && !html.contains("<dt>In the table</dt>"))
    }

    @Test("is text in a terminal, whatever it has in it")
    func terminal() {
        let table = Findings.Table(
            name: "t", caption: "", columns: [.init("a", isNumeric: false)],
            rows: [["\u{1B}[2J\nx"]])
        #expect(table.text == "a\n------\n [2J x\n")
    }
}

@Suite("A number beside one that was published")
struct ComparedNumberTests {
    @Test("has its unit and its decimals")
    func text() {
        func text(_ theirs: String, _ value: Double) -> String {
            ComparedNumber(theirs: theirs, aim: nil).text(value)
        }
        #expect(text("0.0172", 0.016774) == "0.0168")
        #expect(text("94.85 %", 0.95994) == "95.99 %")
        #expect(text("0.016 (printed: 0.16)", 0.01385) == "0.014")
        #expect(text("97.86 % (another network)", 0.9869) == "98.69 %")
        #expect(text("1.20", 1.588) == "1.59" && text("12", 11.5) == "12")
        #expect(text("0.81", .nan) == "–" && text("0.81", -0.004) == "0.00")
        #expect(text("0.81", 1e300) == "1e+300")
    }

    @Test("says whether it is as good, or by how much it isn't")
    func verdict() {
        let loss = ComparedNumber(theirs: "0.0221", aim: .atMost(0.0221))
        #expect(loss.verdict(0.0221) == "reached")
        #expect(loss.verdict(0.02289) == "missed by 3.6 %")
        #expect(loss.verdict(0.022101) == "missed by less than 0.1 %")
        let accuracy = ComparedNumber(theirs: "94.85 %", aim: .above(0.9485))
        #expect(accuracy.verdict(0.96) == "reached")
        #expect(accuracy.verdict(0.9) == "missed by 5.1 %")
        #expect(loss.verdict(.nan) == "not measured")
        #expect(ComparedNumber(theirs: "1", aim: nil, remark: "no aim").verdict(2) == "no aim")
    }
}
