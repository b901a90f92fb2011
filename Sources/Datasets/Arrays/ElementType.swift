/// The element type of an array.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
    case bool
    case uint8, uint16, uint32, uint64
    case int8, int16, int32, int64
    case float16, float32, float64

    /// The length of one element in bytes.
    var byteCount: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .float16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    var isFloat: Bool { self == .float16 || self == .float32 || self == .float64 }
}

/// The bit pattern of an array's element in a file.
protocol ArrayElement: FixedWidthInteger {}

extension UInt8: ArrayElement {}
extension UInt16: ArrayElement {}
extension UInt32: ArrayElement {}
extension UInt64: ArrayElement {}

/// An error in a file's bytes, from a reader that doesn't know the file's name.
struct FormatFailure: Error, Sendable, Hashable {
    var found: String
    var expected: String

    init(_ found: String, expected: String) {
        self.found = found
        self.expected = expected
    }
}

/// Sizes of arrays as text and as numbers.
enum Extents {
    /// The exclusive limit of an array's bytes, above any memory; it prevents overflow of products.
    static let limit = 1 << 40

    /// `28 x 28 x 1`, for messages.
    static func text(_ dimensions: [Int]) -> String {
        dimensions.isEmpty
            ? "a single number" : dimensions.map(String.init).joined(separator: " x ")
    }

    /// The bytes of the elements, or nil if they reach the limit or a dimension is negative.
    ///
    /// The limit also applies to the nonzero dimensions of an empty array, because strides are
    /// products of dimensions.
    static func byteCount(_ dimensions: [Int], of element: ElementType) -> Int? {
        var product = element.byteCount
        for dimension in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: max(dimension, 1))
            guard dimension >= 0, !overflow, next < limit else { return nil }
            product = next
        }
        return dimensions.contains(0) ? 0 : product
    }
}
