import Foundation
import Portable
import StudyModel
import Testing

@testable import Storage

@Suite struct CompactJSONTests {
    @Test("A configuration is plain JSON and comes back to the bit")
    func configuration() throws {
        let configuration = StudyModel.Configuration([
            .init("learning_rate", .float(1)), .init("units", .int(1)),
            .init("name", .text("1.0")), .init("on", .bool(true)), .init("off", .bool(false)),
            .init("tiny", .float(.leastNonzeroMagnitude)),
            .init("huge", .float(-.greatestFiniteMagnitude)),
            .init("zero", .float(-0.0)), .init("least", .int(.min)),
            .init("odd \" \\ \n \u{1} é 🏆", .text("\t\"\\\u{1F}é🏆")), .init("", .text("")),
            .init("nothing", .null), .init("odd", .int((1 << 53) + 1)),
        ])
        let text = try CompactJSON.text(of: configuration)
        #expect(text.hasPrefix(#"{"learning_rate":1.0,"units":1,"name":"1.0","on":true,"#))
        #expect(try CompactJSON.configuration(text) == configuration)
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(parsed?.count == configuration.entries.count)
        #expect(parsed?["odd \" \\ \n \u{1} é 🏆"] as? String == "\t\"\\\u{1F}é🏆")
    }

    @Test("Random floats come back to the bit")
    func floats() throws {
        let generator = SeededGenerator(seed: 1, purpose: .tests)
        for index in 0..<5000 {
            let value = Double(bitPattern: generator.word(index: index))
            let metrics = try CompactJSON.metrics(CompactJSON.text(of: ["m": value]))
            let same = value.isNaN ? metrics["m"]!.isNaN : metrics["m"] == value
            #expect(same, "\(value)")
        }
    }

    @Test("Metrics are written in the order of their names")
    func order() {
        #expect(
            CompactJSON.text(of: ["b": 2, "a": .nan, "c": -.infinity])
                == #"{"a":"nan","b":2.0,"c":"-inf"}"#)
        #expect(CompactJSON.text(of: [:]) == "{}")
    }

    @Test("A parameter that isn't finite is refused by name")
    func notFinite() throws {
        let error = try storeError {
            _ = try CompactJSON.text(of: Configuration([.init("x", .float(.nan))]))
        }
        #expect("\(error)".contains("parameter x is nan"))
    }

    @Test(
        "Damaged text is refused",
        arguments: [
            "", "{", "[]", #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1,}"#, #"{"a":"x}"#,
            #"{"a":"\u00g0"}"#, #"{"a":"\"#, #"{"a":1.2.3}"#, #"{"a":tru}"#, #"{"a":99e}"#,
            #"{"a":99999999999999999999}"#,
        ])
    func damaged(text: String) {
        #expect(throws: CompactJSON.Failure.self) { try CompactJSON.configuration(text) }
    }
}
