/// The header of an IDX file: what its bytes are.
///
/// The format: two zero bytes, a byte for the element type (8: unsigned bytes), a byte for the
/// number of dimensions, then each dimension as four bytes, highest first, then the elements.
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section "File
/// formats".
struct IDXHeader: Sendable, Hashable {
    /// Outermost first.
    var dimensions: [Int]

    /// How many bytes stand before the elements.
    var byteCount: Int { 4 + 4 * dimensions.count }
    var elementCount: Int { dimensions.reduce(1, *) }

    /// Reads and checks the header of a file of unsigned bytes with `rank` dimensions, and that
    /// exactly the elements it promises follow.
    init(_ file: UnsafeRawBufferPointer, rank: Int, path: String) throws(DatasetError) {
        func refuse(_ found: String, _ expected: String) -> DatasetError {
            .badFile(path: path, found: found, expected: expected)
        }
        let headerBytes = 4 + 4 * rank
        guard file.count >= headerBytes else {
            throw refuse("\(file.count) bytes", "an IDX header of \(headerBytes) bytes")
        }
        func word(_ index: Int) -> UInt32 {
            UInt32(bigEndian: file.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
        }
        let magic = UInt32(0x0800) | UInt32(rank)
        guard word(0) == magic else {
            throw refuse(
                "the magic number \(Self.hexadecimal(word(0)))",
                "\(Self.hexadecimal(magic)) (unsigned bytes in \(rank) "
                    + "dimension\(rank == 1 ? "" : "s"))")
        }
        dimensions = (1...rank).map { Int(word($0)) }
        guard dimensions.allSatisfy({ $0 > 0 }) else {
            throw refuse("the dimensions \(Self.product(dimensions))", "dimensions above zero")
        }
        var expected = 1
        for dimension in dimensions {
            let (product, overflow) = expected.multipliedReportingOverflow(by: dimension)
            guard !overflow, product < 1 << 40 else {
                throw refuse("the dimensions \(Self.product(dimensions))", "less than 1 TB")
            }
            expected = product
        }
        let found = file.count - headerBytes
        guard found == expected else {
            throw refuse(
                "\(found) bytes after the header (\(found < expected ? "truncated" : "oversized"))",
                "\(expected), for \(Self.product(dimensions))")
        }
    }

    /// The header of a file that is about to be written.
    static func bytes(dimensions: [Int]) -> [UInt8] {
        var bytes: [UInt8] = [0, 0, 8, UInt8(dimensions.count)]
        for dimension in dimensions {
            for shift in [24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: dimension >> shift))
            }
        }
        return bytes
    }

    private static func product(_ dimensions: [Int]) -> String {
        dimensions.map(String.init).joined(separator: " x ")
    }

    private static func hexadecimal(_ word: UInt32) -> String {
        let digits = String(word, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
