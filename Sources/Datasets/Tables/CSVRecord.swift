import StudyModel

/// The fields of one record of a CSV file, without quotes and without the spaces around unquoted
/// fields.
package struct CSVRecord {
    /// The bytes of all fields, one after another.
    private var bytes: [UInt8] = []
    /// The end of each field in `bytes`.
    private var ends: [Int] = []
    /// Where each field begins in the file: its line and its column, in bytes, from 1.
    private var places: [(line: Int, column: Int)] = []
    private var hasQuotes = false

    package init() {}

    package var count: Int { ends.count }
    /// The line on which the record begins.
    package var line: Int { places.first?.line ?? 0 }
    /// A line without any text; two quotes are an empty text.
    var isBlank: Bool { count == 1 && bytes.isEmpty && !hasQuotes }
    /// The number of bytes of the field that is being read.
    var fieldByteCount: Int { bytes.count - (ends.last ?? 0) }
    /// Where the field that is being read begins.
    var fieldPlace: (line: Int, column: Int) { places.last ?? (0, 0) }

    func place(_ field: Int) -> (line: Int, column: Int) { places[field] }

    private func range(_ field: Int) -> Range<Int> {
        (field > 0 ? ends[field - 1] : 0)..<ends[field]
    }

    /// A field's text; nil if it isn't UTF-8.
    package func text(_ field: Int) -> String? {
        String(validating: bytes[range(field)], as: UTF8.self)
    }

    /// Whether all fields are numbers.
    var isOfNumbers: Bool { (0..<count).allSatisfy { number($0) != nil } }

    /// A field's number, written in decimal; nil if it is none.
    package func number(_ field: Int) -> Double? {
        let own = bytes[range(field)]
        guard let first = own.first, own.count <= 400 else { return nil }
        let isNumeric = own.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isNumeric, first != UInt8(ascii: "e"), first != UInt8(ascii: "E"),
            let number = Double(String(decoding: own, as: UTF8.self)),
            number.magnitude <= TableNumber.largest
        else { return nil }
        // A negative zero would be another input than zero.
        return number == 0 ? 0 : number
    }

    // MARK: Reading

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        hasQuotes = false
    }

    mutating func beginField(line: Int, column: Int) { places.append((line, column)) }
    mutating func noteQuotes() { hasQuotes = true }
    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func endField(trimming: Bool) {
        if trimming {
            let start = ends.last ?? 0
            while bytes.count > start, let last = bytes.last, last == 0x20 || last == 0x09 {
                bytes.removeLast()
            }
        }
        ends.append(bytes.count)
    }
}
