/// Rounding to numbers that are short in decimals.
package enum NumberRounding {
    /// A number rounded away from the middle of a range, to a thousandth of the range's width or
    /// finer.
    ///
    /// - Parameters:
    ///   - rule: down for the range's lower end, up for its upper end.
    ///   - width: of the range; above 0.
    package static func outward(
        _ number: Double, _ rule: FloatingPointRoundingRule, of width: Double
    ) -> Double {
        var scale = 1.0
        // Powers of ten up to 22 are exact.
        while scale < 1e22, scale * width < 1000 { scale *= 10 }
        let scaled = number * scale
        guard scaled.magnitude < 0x1p53 else { return number }
        // A number that is short already isn't moved by the error of the product.
        let nearest = scaled.rounded()
        let tolerance = 1e-9 * max(1, scaled.magnitude)
        if (scaled - nearest).magnitude <= tolerance { return nearest / scale }
        return scaled.rounded(rule) / scale
    }
}
