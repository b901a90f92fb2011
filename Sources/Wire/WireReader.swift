package import StudyModel

/// Parses the output of `WireWriter`, checking every length against the remaining bytes.
package struct WireReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    package var remaining: Int { bytes.endIndex - position }

    /// Checks that the message has no bytes left.
    package func finish() throws(WireError) {
        guard remaining == 0 else { throw .malformed("\(remaining) bytes too many") }
    }

    private mutating func take(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
        guard count <= remaining else {
            throw .malformed("\(count) bytes expected, \(remaining) left")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    package mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(WireError) -> Number {
        let slice = try take(MemoryLayout<Number>.size)
        return slice.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
    }

    /// The next byte, which is not taken.
    func peek() throws(WireError) -> UInt8 {
        guard remaining > 0 else { throw .malformed("1 byte expected, 0 left") }
        return bytes[position]
    }

    package mutating func int() throws(WireError) -> Int { Int(try number(Int64.self)) }
    package mutating func double() throws(WireError) -> Double {
        Double(bitPattern: try number(UInt64.self))
    }

    package mutating func bool() throws(WireError) -> Bool {
        switch try number(UInt8.self) {
        case 0: return false
        case 1: return true
        case let other: throw .malformed("a truth value of \(other)")
        }
    }

    package mutating func text() throws(WireError) -> String {
        let slice = try take(Int(try number(UInt32.self)))
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw .malformed("a text that is not UTF-8")
        }
        return text
    }

    package mutating func data() throws(WireError) -> [UInt8] {
        Array(try take(Int(try number(UInt32.self))))
    }

    package mutating func list<Element>(
        _ each: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = Int(try number(UInt32.self))
        // Every element takes at least one byte, so a larger length is invalid.
        guard count <= remaining else {
            throw .malformed("a list of \(count) elements in \(remaining) bytes")
        }
        var elements: [Element] = []
        // The sender's count is not trusted for more than this allocation.
        elements.reserveCapacity(min(count, 4096))
        for _ in 0..<count { elements.append(try each(&self)) }
        return elements
    }

    /// A list whose element count is subtracted from a shared limit.
    package mutating func list<Element>(
        atMost left: inout Int, _ each: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        var ahead = self
        let count = Int(try ahead.number(UInt32.self))
        guard count <= left else {
            throw .malformed("a list of \(count) elements, where at most \(left) are expected")
        }
        left -= count
        return try list(each)
    }

    package mutating func value() throws(WireError) -> ParameterValue {
        switch try number(UInt8.self) {
        case 0: return .float(try double())
        case 1: return .int(try int())
        case 2: return .text(try text())
        case 3: return .bool(try bool())
        case 4: return .null
        case let kind: throw .malformed("a parameter value of kind \(kind)")
        }
    }

    package mutating func configuration() throws(WireError) -> Configuration {
        Configuration(
            try list { (reader: inout WireReader) throws(WireError) in
                Configuration.Entry(try reader.text(), try reader.value())
            })
    }

    package mutating func attempt() throws(WireError) -> AttemptID {
        AttemptID(
            study: try text(), trial: try int(), number: try int(), incarnation: try int(),
            jobFingerprint: try number())
    }

    package mutating func metrics() throws(WireError) -> [String: Double] {
        let pairs = try list { (reader: inout WireReader) throws(WireError) in
            (try reader.text(), try reader.double())
        }
        return Dictionary(pairs) { $1 }
    }

    package mutating func intermediateResult() throws(WireError) -> IntermediateResult {
        IntermediateResult(epoch: try int(), metrics: try metrics())
    }

    package mutating func outcome() throws(WireError) -> TrialOutcome {
        switch try number(UInt8.self) {
        case 0: return .complete(metrics: try metrics())
        case 1: return .failed(reason: try text())
        case let kind: throw .malformed("an outcome of kind \(kind)")
        }
    }
}
