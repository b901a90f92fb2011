import Portable

/// The header of an IDX file: element type and dimensions.
///
/// The format: two zero bytes, a byte for the element type (8: unsigned bytes), a byte for the
/// number of dimensions, then each dimension as four big-endian bytes, then the elements,
/// big-endian. Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits",
/// section "File formats".
struct IDXHeader: Sendable, Hashable {
    /// Outermost first.
    var dimensions: [Int]
    var element: ElementType

    /// The length of the header in bytes.
    var byteCount: Int { 4 + 4 * dimensions.count }
    var elementCount: Int { dimensions.reduce(1, *) }

    private static let types: [UInt8: ElementType] = [
        0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
    ]

    /// Whether a file begins with an IDX magic number.
    static func isMagic(_ bytes: some Collection<UInt8>) -> Bool {
        let magic = Array(bytes.prefix(4))
        return magic.count == 4 && magic[0] == 0 && magic[1] == 0 && types[magic[2]] != nil
            && magic[3] > 0
    }

    /// Reads and checks the header of a file; checks that exactly its elements follow.
    init(_ file: UnsafeRawBufferPointer) throws(FormatFailure) {
        guard Self.isMagic(file.prefix(4)), let element = Self.types[file[2]] else {
            throw FormatFailure("another beginning", expected: "an IDX file")
        }
        let rank = Int(file[3])
        let headerBytes = 4 + 4 * rank
        guard file.count >= headerBytes else {
            throw FormatFailure(
                "\(file.count, "byte")", expected: "an IDX header of \(headerBytes) bytes")
        }
        dimensions = (1...rank).map { Int(Self.word($0, of: file)) }
        self.element = element
        guard dimensions.allSatisfy({ $0 > 0 }) else {
            throw FormatFailure(
                "the dimensions \(Extents.text(dimensions))", expected: "dimensions above zero")
        }
        guard let expected = Extents.byteCount(dimensions, of: element) else {
            throw FormatFailure(
                "the dimensions \(Extents.text(dimensions))", expected: "less than 1 TB")
        }
        let found = file.count - headerBytes
        guard found == expected else {
            throw FormatFailure(
                "\(found, "byte") after the header "
                    + "(\(found < expected ? "truncated" : "oversized"))",
                expected: "\(expected), for \(Extents.text(dimensions))")
        }
    }

    /// Reads and checks the header of a known data set's file of bytes in `rank` dimensions.
    init(_ file: UnsafeRawBufferPointer, rank: Int, path: String) throws(DatasetError) {
        let headerBytes = 4 + 4 * rank
        guard file.count >= headerBytes else {
            throw .badFile(
                path: path, found: "\(file.count, "byte")",
                expected: "an IDX header of \(headerBytes) bytes")
        }
        let magic = UInt32(0x0800) | UInt32(rank)
        let found = Self.word(0, of: file)
        guard found == magic else {
            throw .badFile(
                path: path, found: "the magic number \(Self.hexadecimal(found))",
                expected: "\(Self.hexadecimal(magic)) (unsigned bytes in \(rank) "
                    + "dimension\(rank == 1 ? "" : "s"))")
        }
        do { try self.init(file) } catch {
            throw .badFile(path: path, found: error.found, expected: error.expected)
        }
    }

    /// The header's bytes for a new file of unsigned bytes.
    static func bytes(dimensions: [Int]) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 8, UInt8(dimensions.count)]
        for dimension in dimensions {
            for shift in [24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: dimension >> shift))
            }
        }
        return bytes
    }

    private static func word(_ index: Int, of file: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(bigEndian: file.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }

    private static func hexadecimal(_ word: UInt32) -> String {
        let digits = String(word, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
