/// Comma-separated values with quoting as in RFC 4180 and LF line ends.
///
/// It collects bytes, because appending to a string takes several times as long, which is
/// noticeable in tables of 100,000 rows.
package struct CSVText {
    private var bytes: [UInt8] = []
    private var isAtStart = true

    package init() {}

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ field: String) {
        startField()
        let needsQuotes = field.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
        }
        guard needsQuotes else { return bytes.append(contentsOf: field.utf8) }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A number, which needs no quotes.
    mutating func append(_ number: Int) {
        startField()
        bytes.append(contentsOf: number.description.utf8)
    }

    /// The shortest text that parses back to the number.
    mutating func append(_ number: Double) {
        startField()
        bytes.append(contentsOf: number.description.utf8)
    }

    mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        isAtStart = true
    }

    package mutating func appendLine(_ fields: some Sequence<String>) {
        for field in fields { append(field) }
        endLine()
    }

    mutating func append(_ cell: RankedTable.Cell) {
        switch cell {
        case .empty, .inactive: startField()
        case .null: append("null")
        case .int(let value): append(value)
        case .float(let value, _, _): append(value)
        case .text(let value):
            append(value)
            // Unlike a missing value, which is an empty field.
            if value.isEmpty { bytes.append(contentsOf: "\"\"".utf8) }
        case .bool(let value): append(value.description)
        }
    }

    private mutating func startField() {
        if !isAtStart { bytes.append(UInt8(ascii: ",")) }
        isAtStart = false
    }
}
