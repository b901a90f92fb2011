/// The observed entries of one parameter.
struct ObservedEntries: Sendable {
    /// The trials of the observations, ascending.
    let trials: [Int]
    /// Their entries; NaN without the parameter.
    let entries: [Double]
    /// The indices of those that have it, sorted by place on a numeric axis.
    let order: [Int32]

    static let none = ObservedEntries(trials: [], entries: [], order: [])
}

/// The log masses that the different kernels of a parameter with a finite domain have at entries.
///
/// Candidates often have the same entries.
struct KnownMasses {
    private var masses: [UInt64: [Double]] = [:]

    mutating func masses(at entry: Double, _ compute: () -> [Double]) -> [Double] {
        if let known = masses[entry.bitPattern] { return known }
        let new = compute()
        masses[entry.bitPattern] = new
        return new
    }
}
