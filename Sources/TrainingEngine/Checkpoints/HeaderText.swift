/// The subset of JSON that a safetensors header uses: objects, arrays, strings, whole numbers.
indirect enum HeaderValue: Hashable {
    case text(String)
    case number(Int)
    case list([HeaderValue])
    /// Keys in the order of the file.
    case object([Member])

    struct Member: Hashable {
        var key: String
        var value: HeaderValue
    }

    /// The value of a key of an object.
    subscript(key: String) -> HeaderValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var numbers: [Int]? {
        guard case .list(let values) = self else { return nil }
        let numbers = values.compactMap { value -> Int? in
            guard case .number(let number) = value else { return nil }
            return number
        }
        return numbers.count == values.count ? numbers : nil
    }

    var string: String? {
        guard case .text(let string) = self else { return nil }
        return string
    }
}

/// The reason why a header can't be parsed, and the byte position.
struct HeaderFault: Error {
    var reason: String
    var position: Int
}

/// Parses a header's text.
struct HeaderParser {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    static func parse(_ bytes: ArraySlice<UInt8>) throws(HeaderFault) -> HeaderValue {
        var parser = HeaderParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.endIndex else {
            throw parser.fault("there is text after its end")
        }
        return value
    }

    private func fault(_ reason: String) -> HeaderFault {
        HeaderFault(reason: reason, position: position - bytes.startIndex)
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(HeaderFault) -> HeaderValue {
        guard depth < 8 else { throw fault("values are nested more than 8 deep") }
        if take("{") { return try object(depth: depth) }
        if take("[") { return try list(depth: depth) }
        skipSpace()
        guard let byte = peek else { throw fault("it ends too early") }
        if byte == UInt8(ascii: "\"") { return .text(try text()) }
        return .number(try number())
    }

    private mutating func object(depth: Int) throws(HeaderFault) -> HeaderValue {
        var members: [HeaderValue.Member] = []
        var keys: Set<String> = []
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            let key = try text()
            guard keys.insert(key).inserted else { throw fault("the key \"\(key)\" occurs twice") }
            guard take(":") else { throw fault("expected a colon") }
            members.append(.init(key: key, value: try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw fault("expected a comma or a closing brace") }
        return .object(members)
    }

    private mutating func list(depth: Int) throws(HeaderFault) -> HeaderValue {
        var values: [HeaderValue] = []
        if take("]") { return .list([]) }
        repeat { values.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw fault("expected a comma or a closing bracket") }
        return .list(values)
    }

    private mutating func number() throws(HeaderFault) -> Int {
        var number = 0
        var digits = 0
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflowToo) = tenfold.addingReportingOverflow(Int(byte) - 48)
            guard !overflow, !overflowToo else { throw fault("a number is too large") }
            number = sum
            digits += 1
            position += 1
        }
        guard digits > 0 else { throw fault("expected a value") }
        return number
    }

    private mutating func text() throws(HeaderFault) -> String {
        guard peek == UInt8(ascii: "\"") else { throw fault("expected a quotation mark") }
        position += 1
        var found: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            position += 1
            if byte == UInt8(ascii: "\\") {
                found += try escape()
            } else {
                found.append(byte)
            }
        }
        guard peek != nil else { throw fault("a text has no end") }
        position += 1
        guard let text = String(validating: found, as: UTF8.self) else {
            throw fault("a text is not UTF-8")
        }
        return text
    }

    private mutating func escape() throws(HeaderFault) -> [UInt8] {
        guard let byte = peek else { throw fault("a text has no end") }
        position += 1
        switch Unicode.Scalar(byte) {
        case "\"", "\\", "/": return [byte]
        case "b": return [8]
        case "f": return [12]
        case "n": return [10]
        case "r": return [13]
        case "t": return [9]
        case "u":
            guard position + 4 <= bytes.endIndex,
                let digits = String(validating: bytes[position..<position + 4], as: UTF8.self),
                let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code)
            else { throw fault("a \\u escape is wrong") }
            position += 4
            return Array(String(Character(scalar)).utf8)
        default: throw fault("an escape is unknown")
        }
    }
}
