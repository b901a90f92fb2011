/// The spread of repetitions of one experiment.
package struct Spread: Sendable, Hashable {
    package let count: Int
    package let mean: Double
    /// The sample's standard deviation (divisor n - 1); 0 for equal values.
    package let deviation: Double
    package let least: Double
    package let greatest: Double

    /// The standard error of the mean; 0 for one value.
    package var standardError: Double { deviation / Double(count).squareRoot() }

    /// - Parameter values: one or more finite values; if empty, all results are NaN.
    package init(_ values: [Double]) {
        count = values.count
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        least = values.min() ?? .nan
        greatest = values.max() ?? .nan
        // The mean of equal values is rounded, and need not be one of them.
        deviation =
            values.count < 2 || least == greatest
            ? 0 : (squares / Double(values.count - 1)).squareRoot()
    }
}
