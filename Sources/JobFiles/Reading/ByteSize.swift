/// Sizes as texts with their unit, in powers of a thousand: `500MB`, `8GB`.
package enum ByteSize {
    private static let units = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]

    /// The number of bytes; nil for another text, and for more than an `Int` is exact for.
    package static func bytes(_ text: String) -> Int? {
        guard let (unit, size) = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
        let digits = text.dropLast(unit.count).filter { $0 != " " }
        let number: Double? =
            switch ScalarValue(plain: String(digits)) {
            case .int(let value): Double(value)
            case .float(let value): value
            default: nil
            }
        guard let number, number > 0, number * size <= 0x1p53 else { return nil }
        return Int(number * size)
    }
}
