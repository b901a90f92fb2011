/// A curve drawn in one line of text.
package enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let ramp: [Character] = [".", ":", "-", "=", "+", "*", "#", "@"]

    /// One character per value, scaled from the lowest to the highest finite value.
    ///
    /// If all are equal, the middle character is used. A value that isn't finite is a cross, so
    /// that divergence is visible. Without `unicode` the characters are ASCII. Beyond `width`,
    /// every n-th value and the last are shown.
    package static func of(
        _ values: [Double], unicode: Bool = true, width: Int = .max
    ) -> String {
        let levels = unicode ? blocks : ramp
        let shown = thinned(values, to: width)
        let finite = shown.filter(\.isFinite)
        let low = finite.min() ?? 0
        let high = finite.max() ?? 0
        return String(
            shown.map { value in
                guard value.isFinite else { return unicode ? "×" : "x" }
                guard high > low else { return levels[3] }
                // Halves, so that the difference of huge numbers stays finite.
                let fraction = (value / 2 - low / 2) / (high / 2 - low / 2)
                // Half of the smallest positive number is 0, so the quotient may be NaN.
                guard fraction.isFinite else { return levels[3] }
                return levels[min(Int(fraction * 8), 7)]
            })
    }

    private static func thinned(_ values: [Double], to width: Int) -> [Double] {
        guard values.count > width, width > 0 else { return width > 0 ? values : [] }
        return (1...width).map { values[$0 * values.count / width - 1] }
    }
}
