/// How many digits tell numbers apart that stand in one column.
package enum SignificantDigits {
    /// Values whose range is a smaller part of their size get more digits.
    private static let leastSpread = 1e-3
    /// The part of their size that the range of such values would be if the digits that are common
    /// to all were left out.
    private static let shownSpread = 1e-2
    /// More digits than a double has say nothing.
    private static let most = 15

    /// The usual number of digits, or more if the values' range is small for their size: 1000000.01
    /// and 1000000.34, not 1.000e+06 twice.
    package static func distinguishing(_ values: [Double], usual: Int) -> Int {
        guard let least = values.min(), let most = values.max(), least < most else { return usual }
        let size = max(least.magnitude, most.magnitude)
        var (digits, spread) = (usual, most - least)
        guard spread < leastSpread * size else { return digits }
        while digits < Self.most, spread < shownSpread * size {
            spread *= 10
            digits += 1
        }
        return digits
    }
}
