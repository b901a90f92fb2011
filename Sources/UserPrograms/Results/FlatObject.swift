/// A JSON object of numbers, as a program reports results (RFC 8259).
///
/// NaN and infinities are read as Python's `json` writes them (`NaN`, `Infinity`), so that a
/// diverged trial is recognised. Values that are no numbers are kept as their text.
struct FlatObject: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case number(Double)
        /// Anything else, as it was written.
        case other(String)
    }

    private(set) var fields: [(name: String, value: Value)] = []

    static func == (a: FlatObject, b: FlatObject) -> Bool {
        a.fields.count == b.fields.count && zip(a.fields, b.fields).allSatisfy { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) {
        for field in fields { hasher.combine(field.name) }
    }

    subscript(name: String) -> Value? { fields.first { $0.name == name }?.value }

    /// One object and nothing else.
    init(_ bytes: some Collection<UInt8>) throws(ReportMistake) {
        var scanner = JSONScanner(Array(bytes))
        self = try scanner.object()
        try scanner.end()
    }

    /// One object, or a list of objects.
    static func list(_ bytes: [UInt8]) throws(ReportMistake) -> [FlatObject] {
        var scanner = JSONScanner(bytes)
        guard scanner.takes("[") else { return [try FlatObject(bytes)] }
        var objects: [FlatObject] = []
        if !scanner.takes("]") {
            repeat { objects.append(try scanner.object()) } while scanner.takes(",")
            try scanner.expect("]")
        }
        try scanner.end()
        return objects
    }

    fileprivate init() {}

    fileprivate mutating func add(_ name: String, _ value: Value) throws(ReportMistake) {
        guard self[name] == nil else { throw ReportMistake("it has '\(name)' twice") }
        fields.append((name, value))
    }
}

/// Why a report can't be read.
package struct ReportMistake: Error, Sendable, Hashable {
    package var text: String

    init(_ text: String) { self.text = text }
}

/// Reads JSON from bytes.
private struct JSONScanner {
    private static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func object() throws(ReportMistake) -> FlatObject {
        var object = FlatObject()
        try expect("{")
        if takes("}") { return object }
        repeat {
            let name = try string()
            try expect(":")
            try object.add(name, try value())
        } while takes(",")
        try expect("}")
        return object
    }

    mutating func end() throws(ReportMistake) {
        skipSpaces()
        guard place == bytes.count else { throw found("the end") }
    }

    /// Takes a character if it is the next one.
    mutating func takes(_ character: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(ReportMistake) {
        guard takes(character) else { throw found("'\(character)'") }
    }

    private mutating func skipSpaces() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    private func found(_ expected: String) -> ReportMistake {
        guard place < bytes.count else { return ReportMistake("it ends before \(expected)") }
        let rest = String(decoding: bytes[place...].prefix(24), as: UTF8.self)
        return ReportMistake("expected \(expected) at '\(rest)'")
    }

    // MARK: Values

    private mutating func value() throws(ReportMistake) -> FlatObject.Value {
        skipSpaces()
        let start = place
        try skipValue(depth: 0)
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        switch text {
        case "NaN", "nan": return .number(.nan)
        case "Infinity", "inf": return .number(.infinity)
        case "-Infinity", "-inf": return .number(-.infinity)
        default:
            let isNumber = text.utf8.first.map { $0 == 0x2D || (0x30...0x39).contains($0) } == true
            guard isNumber else { return .other(text) }
            // JSON has no other notations, such as hexadecimal numbers.
            let isPlain = text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0)
            }
            guard isPlain, let number = Double(text) else {
                throw ReportMistake("'\(text.prefix(24))' is no number")
            }
            return .number(number)
        }
    }

    /// Skips a value of any kind; a word or a number is not checked.
    private mutating func skipValue(depth: Int) throws(ReportMistake) {
        guard depth < Self.deepest else { throw ReportMistake("it is nested too deeply") }
        skipSpaces()
        guard place < bytes.count else { throw found("a value") }
        switch bytes[place] {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"):
            place += 1
            if takes("}") { return }
            repeat {
                _ = try string()
                try expect(":")
                try skipValue(depth: depth + 1)
            } while takes(",")
            try expect("}")
        case UInt8(ascii: "["):
            place += 1
            if takes("]") { return }
            repeat { try skipValue(depth: depth + 1) } while takes(",")
            try expect("]")
        default:
            let start = place
            while place < bytes.count, Self.isWordByte(bytes[place]) { place += 1 }
            guard place > start else { throw found("a value") }
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
        default: false
        }
    }

    private mutating func string() throws(ReportMistake) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw ReportMistake("a text is not closed")
    }

    private mutating func escape(into text: inout [UInt8]) throws(ReportMistake) {
        guard place < bytes.count else { throw ReportMistake("a text is not closed") }
        let letter = bytes[place]
        place += 1
        switch letter {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "u"):
            text += Array(String(Character(try unicodeScalar())).utf8)
        default: throw ReportMistake("a text has an unknown escape")
        }
    }

    /// `\u00e4`, or a pair of surrogates.
    private mutating func unicodeScalar() throws(ReportMistake) -> Unicode.Scalar {
        let first = try codeUnit()
        guard (0xD800..<0xDC00).contains(first), place + 1 < bytes.count,
            bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        place += 2
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(ReportMistake) -> UInt32 {
        let digits = bytes[place...].prefix(4)
        guard digits.count == 4,
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw ReportMistake("a text has a damaged escape") }
        place += 4
        return number
    }
}
