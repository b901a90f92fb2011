import Testing

@testable import UserPrograms

@Suite("The output of a program")
struct OutputTests {
    private func lines(_ parts: [String]) -> [String] {
        var lines = OutputLines()
        var found: [String] = []
        for part in parts {
            lines.take(Array(part.utf8)) { found.append(String(decoding: $0, as: UTF8.self)) }
        }
        lines.finish { found.append(String(decoding: $0, as: UTF8.self)) }
        return found
    }

    @Test("is divided into lines, wherever its pieces end")
    func pieces() {
        let text = "one\n\ntwo\r\n50%\r\r100%\rthree"
        let whole = ["one", "", "two", "", "50%", "100%", "three"]
        #expect(lines([text]) == whole)
        #expect(lines(text.map { String($0) }) == whole)
        #expect(lines([]) == [])
    }

    @Test("A line without an end is divided, so that the memory is bounded")
    func long() {
        let piece = String(repeating: "x", count: 100_000)
        let found = lines([piece, piece])
        #expect(found.joined() == piece + piece)
        #expect(found.allSatisfy { $0.utf8.count <= OutputLines.largest })
    }

    @Test("A log keeps the beginning and the end, and tells what it left out")
    func log() {
        var log = ProgramLog()
        log.remark("runs a")
        for number in 0..<100_000 { log.add(Array("line \(number)".utf8)) }
        let text = log.text
        #expect(text.hasPrefix("podium> runs a\nline 0\nline 1\n"))
        #expect(text.hasSuffix("\nline 99998\nline 99999\n"))
        let lines = text.split(separator: "\n")
        let left = lines.filter { $0.hasSuffix("bytes of output are left out here") }
        #expect(left.count == 1)
        // What is left out and what is there are the whole.
        let kept = lines.filter { $0.hasPrefix("line ") }.reduce(0) { $0 + $1.utf8.count + 1 }
        let whole = (0..<100_000).reduce(0) { $0 + "line \($1)\n".utf8.count }
        #expect(left.first?.contains(" \(whole - kept) bytes") == true)
        #expect(text.utf8.count < ProgramLog.headBytes + ProgramLog.tailBytes + 100)
        #expect(log.ending() == "line 99997 | line 99998 | line 99999")
    }

    @Test("A short log is kept as it is")
    func shortLog() {
        var log = ProgramLog()
        #expect(log.isEmpty && log.text == "" && log.ending() == "")
        log.add(Array("a".utf8))
        log.add([])
        #expect(log.text == "a\n\n" && log.ending() == "a")
    }
}

@Suite("A report of a program")
struct FlatObjectTests {
    private func fields(_ text: String) throws -> [String] {
        try FlatObject(Array(text.utf8)).fields.map { "\($0.name)=\($0.value)" }
    }

    @Test("is a JSON object of numbers")
    func numbers() throws {
        #expect(
            try fields(#" {"epoch": 3, "loss":-1.5e-3,"a" : 12345678901234567890 } "#) == [
                "epoch=number(3.0)", "loss=number(-0.0015)", "a=number(1.2345678901234567e+19)",
            ])
        #expect(try fields("{}") == [])
        #expect(try fields(#"{"\u00e4\n\ud83d\ude00\"": 0}"#) == ["ä\n😀\"=number(0.0)"])
    }

    @Test("has NaN and infinities as Python writes them")
    func notFinite() throws {
        #expect(
            try fields(#"{"a": NaN, "b": Infinity, "c": -Infinity}"#)
                == ["a=number(nan)", "b=number(inf)", "c=number(-inf)"])
    }

    @Test("may have values of other kinds, which are no numbers")
    func others() throws {
        let text = #"{"a": "1", "b": true, "c": null, "d": [1, {"e": []}], "f": {"g": "}"}}"#
        let found = try FlatObject(Array(text.utf8))
        #expect(found["b"] == .other("true") && found["d"] == .other(#"[1, {"e": []}]"#))
        #expect(found["a"] == .other(#""1""#) && found["f"] == .other(#"{"g": "}"}"#))
    }

    @Test(
        "Anything else is a mistake",
        arguments: [
            "", "{", "}", "[1]", "3", "{'a': 1}", #"{"a" 1}"#, #"{"a": 1,}"#, #"{"a": 1} x"#,
            #"{"a": }"#, #"{"a": 0x10}"#, #"{"a": 1.2.3}"#, #"{"a": 1, "a": 2}"#, #"{"a: 1}"#,
            #"{"a": "\x"}"#, #"{"\u12": 1}"#,
            #"{"a": "# + String(repeating: "[", count: 100_000),
        ])
    func mistakes(text: String) {
        #expect(throws: ReportMistake.self) { try FlatObject(Array(text.utf8)) }
    }

    @Test("A results file has one object or a list of them")
    func lists() throws {
        func count(_ text: String) throws -> Int { try FlatObject.list(Array(text.utf8)).count }
        #expect(try count(#"{"a": 1}"#) == 1)
        #expect(try count(#" [{"a": 1}, {"b": 2}] "#) == 2 && count("[]") == 0)
        #expect(throws: ReportMistake.self) { try count("[{}") }
        #expect(throws: ReportMistake.self) { try count("[{}] 1") }
    }
}
