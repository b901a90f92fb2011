import Portable

/// The header of a .npy file: element type, order and shape.
///
/// The format (NumPy Enhancement Proposal 1 and `numpy.lib.format`): `\x93NUMPY`, two bytes of
/// version, the header's length (2 bytes in version 1, else 4, little-endian), then a Python
/// dictionary with the keys descr, fortran_order and shape, then the elements.
struct NumPyHeader: Sendable, Hashable {
    var element: ElementType
    var isBigEndian: Bool
    var order: StoredArray.Order
    var dimensions: [Int]
    /// The length of the header in bytes.
    var byteCount: Int

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// A limit that no header of a numeric array comes near.
    static let largest = 1 << 16

    /// Reads the header at the beginning of a file.
    init(_ bytes: UnsafeRawBufferPointer) throws(FormatFailure) {
        guard bytes.count >= 12, bytes.prefix(6).elementsEqual(Self.magic) else {
            throw FormatFailure(
                "\(bytes.count, "byte")", expected: "a .npy file, 12 bytes at least")
        }
        guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
            throw FormatFailure(
                "version \(bytes[6]).\(bytes[7]) of the .npy format", expected: "1.0, 2.0 or 3.0")
        }
        let start = bytes[6] == 1 ? 10 : 12
        let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        guard length <= Self.largest, start + length <= bytes.count else {
            throw FormatFailure(
                "a header of \(length) bytes in \(bytes.count) (truncated)",
                expected: "a whole header of at most \(Self.largest) bytes")
        }
        byteCount = start + length
        let text = String(decoding: bytes[start..<byteCount], as: UTF8.self)
        var reader = PythonLiteral(text)
        guard let fields = reader.dictionary(), case .text(let descr)? = fields["descr"],
            case .bool(let isFortran)? = fields["fortran_order"],
            case .tuple(let shape)? = fields["shape"]
        else {
            if text.contains("'descr': [") {
                throw FormatFailure(
                    "a structured array, with fields", expected: "an array of plain numbers")
            }
            throw FormatFailure(
                "the header '\(ForeignText.shown(text, limit: 80))'",
                expected: "a dictionary with descr, fortran_order and shape")
        }
        (element, isBigEndian) = try Self.elementType(descr)
        order = isFortran ? .columnMajor : .rowMajor
        dimensions = shape
        guard shape.count <= 32, Extents.byteCount(shape, of: element) != nil else {
            throw FormatFailure(
                "the shape \(Extents.text(Array(shape.prefix(33))))",
                expected: "less than 1 TB in at most 32 dimensions")
        }
    }

    /// Checks the number of element bytes; `available` includes the header.
    func requireElements(of available: Int) throws(FormatFailure) {
        let expected = Extents.byteCount(dimensions, of: element) ?? 0
        let found = available - byteCount
        guard found == expected else {
            throw FormatFailure(
                "\(found, "byte") of elements (\(found < expected ? "truncated" : "oversized"))",
                expected: "\(expected), for \(Extents.text(dimensions)) \(element.rawValue)")
        }
    }

    /// The type of a NumPy descriptor such as `<f4`.
    private static func elementType(
        _ descr: String
    ) throws(FormatFailure) -> (ElementType, isBigEndian: Bool) {
        let types: [String: ElementType] = [
            "b1": .bool, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "i1": .int8,
            "i2": .int16, "i4": .int32, "i8": .int64, "f2": .float16, "f4": .float32,
            "f8": .float64,
        ]
        if let order = descr.first, "<>|=".contains(order),
            let type = types[String(descr.dropFirst())]
        {
            return (type, order == ">")
        }
        let kinds: [Character: String] = [
            "O": "objects, pickled, which could run any code", "S": "texts", "U": "texts",
            "c": "complex numbers", "V": "raw bytes", "M": "dates", "m": "time spans",
        ]
        let kind = descr.dropFirst().first.flatMap { kinds[$0] }
        throw FormatFailure(
            "elements of type '\(ForeignText.shown(descr, limit: 20))'"
                + (kind.map { " (\($0))" } ?? ""),
            expected: "bool, whole numbers of 8 to 64 bits or floats of 16 to 64; "
                + "convert it with astype before saving")
    }

    /// The header's bytes for a new array: version 1.0, padded to a multiple of 64.
    static func bytes(descr: String, dimensions: [Int]) -> [UInt8] {
        let shape = dimensions.map { "\($0)," }.joined(separator: " ")
        let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(shape)), }"
        let unpadded = 10 + text.utf8.count + 1
        let length = (unpadded + 63) / 64 * 64 - 10
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: length - text.utf8.count - 1)
        return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
            + padding + [UInt8(ascii: "\n")]
    }
}

/// Parses the Python literals of a .npy header.
private struct PythonLiteral {
    enum Value {
        case text(String)
        case bool(Bool)
        case tuple([Int])
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// A dictionary, followed only by white space; nil for anything else.
    mutating func dictionary() -> [String: Value]? {
        guard take("{") else { return nil }
        var fields: [String: Value] = [:]
        while !take("}") {
            guard let key = text(), take(":"), let value = value(), fields[key] == nil else {
                return nil
            }
            fields[key] = value
            guard take(",") || peek == UInt8(ascii: "}") else { return nil }
        }
        return peek == nil ? fields : nil
    }

    private mutating func value() -> Value? {
        if let text = text() { return .text(text) }
        if take("True") { return .bool(true) }
        if take("False") { return .bool(false) }
        guard take("(") else { return nil }
        var items: [Int] = []
        while !take(")") {
            guard let number = number(), items.count < 64 else { return nil }
            items.append(number)
            guard take(",") || peek == UInt8(ascii: ")") else { return nil }
        }
        return .tuple(items)
    }

    private mutating func number() -> Int? {
        guard peek != nil else { return nil }
        let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        position += digits.count
        // Python 2 wrote long integers with an L suffix.
        _ = take("L")
        return number
    }

    private mutating func text() -> String? {
        guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return nil
        }
        guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { return nil }
        defer { position = end + 1 }
        return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    }

    /// The next byte that is not white space.
    private var peek: UInt8? {
        mutating get {
            while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0A {
                position += 1
            }
            return position < bytes.count ? bytes[position] : nil
        }
    }

    private mutating func take(_ word: String) -> Bool {
        guard peek != nil, bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }
}
