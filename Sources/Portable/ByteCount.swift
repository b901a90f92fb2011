/// Byte counts as text.
package enum ByteCount {
    /// `850 kB`, `1.2 MB`, `43 GB`: about two digits, in powers of a thousand.
    package static func text(_ bytes: Int) -> String {
        guard bytes >= 1_000 else { return "\(bytes) bytes" }
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(bytes) / 1_000
        var unit = 0
        // 999.5 of a unit are shown as 1 of the next.
        while value >= 999.5, unit + 1 < units.count {
            value /= 1_000
            unit += 1
        }
        let tenths = (value * 10).rounded()
        guard tenths < 100 else { return "\(Int(value.rounded())) \(units[unit])" }
        let whole = Int(tenths) / 10
        let rest = Int(tenths) % 10
        return rest == 0 ? "\(whole) \(units[unit])" : "\(whole).\(rest) \(units[unit])"
    }
}
