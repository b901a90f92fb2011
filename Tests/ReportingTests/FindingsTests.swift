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
        #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
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
        #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
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

    @Test("has the same text in Markdown as a ranked table would")
    func markdown() throws {
        #expect(
            Self.table.markdown == """
                | a\\|b\\_c | x |
                | --- | ---: |
                | \\<b\\>\\*d\\*\\</b\\> \\[e\\] \\`f\\`\\\\ | 0.5 |

                """)
    }
}
