import Portable
import StudyModel

/// JSON objects of scalar values, as stored in the database's columns.
///
/// Takes a tenth of the time of Foundation's coders, which was significant at thousands of trials
/// per second. The order is kept. A float always has a point or an exponent and an int never has
/// one, so both round-trip to the bit. JSON has no syntax for non-finite numbers; in metrics they
/// are strings.
enum CompactJSON {
    /// Why a text can't be read: the expected token and its byte offset.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    // MARK: Writing

    static func text(of configuration: Configuration) throws(StoreError) -> String {
        var writer = Writer()
        for entry in configuration.entries {
            writer.begin(entry.name)
            switch entry.value {
            case .float(let value):
                guard value.isFinite else {
                    throw .invariant("parameter \(entry.name) is \(value), which no space has")
                }
                writer.append(value.description)
            case .int(let value): writer.append(value.description)
            case .text(let value): writer.quote(value)
            case .bool(let value): writer.append(value.description)
            case .null: writer.append("null")
            }
        }
        return writer.finished()
    }

    /// Metrics ordered by name; non-finite values are `"nan"`, `"inf"` and `"-inf"`.
    static func text(of metrics: [String: Double]) -> String {
        var writer = Writer()
        for (name, value) in metrics.sorted(by: { $0.key < $1.key }) {
            writer.begin(name)
            if value.isFinite {
                writer.append(value.description)
            } else {
                writer.quote(value.isNaN ? "nan" : value.description)
            }
        }
        return writer.finished()
    }

    /// Writes bytes, because appending to a string checks its encoding every time.
    private struct Writer {
        private var bytes = [UInt8(ascii: "{")]

        init() { bytes.reserveCapacity(256) }

        mutating func begin(_ name: String) {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            quote(name)
            bytes.append(UInt8(ascii: ":"))
        }

        mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

        mutating func quote(_ text: String) {
            PortableJSON.appendQuoted(text, to: &bytes)
        }

        func finished() -> String {
            String(decoding: bytes + [UInt8(ascii: "}")], as: UTF8.self)
        }
    }

    // MARK: Reading

    static func configuration(_ text: String) throws(Failure) -> Configuration {
        var entries: [Configuration.Entry] = []
        try read(text) { name, value in entries.append(Configuration.Entry(name, value)) }
        return Configuration(entries)
    }

    static func metrics(_ text: String) throws(Failure) -> [String: Double] {
        var metrics: [String: Double] = [:]
        try read(text) { name, value in
            switch value {
            case .text("nan"): metrics[name] = .nan
            case .text("inf"): metrics[name] = .infinity
            case .text("-inf"): metrics[name] = -.infinity
            default: metrics[name] = value.number
            }
        }
        return metrics
    }

    private static func read(
        _ text: String, _ take: (String, ParameterValue) -> Void
    ) throws(Failure) {
        var reader = Reader(bytes: Array(text.utf8))
        try reader.expect("{")
        if reader.next == UInt8(ascii: "}") { return }
        while true {
            let name = try reader.string()
            try reader.expect(":")
            take(name, try reader.value())
            if reader.next != UInt8(ascii: ",") { break }
            try reader.expect(",")
        }
        try reader.expect("}")
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func expect(_ word: StaticString) throws(Failure) {
            let count = word.utf8CodeUnitCount
            guard bytes.count - position >= count,
                (0..<count).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
            else { throw Failure(description: "expected \(word) at byte \(position)") }
            position += count
        }

        mutating func value() throws(Failure) -> ParameterValue {
            switch next {
            case UInt8(ascii: "\""): return .text(try string())
            case UInt8(ascii: "t"):
                try expect("true")
                return .bool(true)
            case UInt8(ascii: "f"):
                try expect("false")
                return .bool(false)
            case UInt8(ascii: "n"):
                try expect("null")
                return .null
            default: return try number()
            }
        }

        mutating func number() throws(Failure) -> ParameterValue {
            let start = position
            var isInt = true
            scan: while let byte = next {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
                case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "+"): isInt = false
                default: break scan
                }
                position += 1
            }
            let word = String(decoding: bytes[start..<position], as: UTF8.self)
            if isInt, let value = Int(word) { return .int(value) }
            if !isInt, let value = Double(word) { return .float(value) }
            throw Failure(description: "expected a value at byte \(start)")
        }

        mutating func string() throws(Failure) -> String {
            try expect("\"")
            let start = position
            while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                position += 1
            }
            var string = String(decoding: bytes[start..<position], as: UTF8.self)
            while next == UInt8(ascii: "\\") {
                position += 1
                string.unicodeScalars.append(try escaped())
                let start = position
                while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                    position += 1
                }
                string += String(decoding: bytes[start..<position], as: UTF8.self)
            }
            try expect("\"")
            return string
        }

        /// Reads the text after a backslash: only the escapes that the writer uses.
        private mutating func escaped() throws(Failure) -> Unicode.Scalar {
            guard let byte = next else { throw Failure(description: "ends in an escape") }
            position += 1
            guard byte == UInt8(ascii: "u") else { return Unicode.Scalar(byte) }
            let digits = String(decoding: bytes.dropFirst(position).prefix(4), as: UTF8.self)
            position += digits.utf8.count
            guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw Failure(description: "expected four digits at byte \(position)") }
            return scalar
        }
    }
}
