/// Formats durations and dates, which are passed in; no function reads a clock.
package enum TimeText {
    /// A duration in at most two units: `12 ms`, `0.4 s`, `43 s`, `1 m 12 s`, `2 h 05 m`,
    /// `3 d 04 h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "?" }
        if seconds < 0.0005 { return "0 s" }
        if seconds < 0.0995 { return "\(Int((seconds * 1_000).rounded())) ms" }
        if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60) m \(twoDigits(whole % 60)) s" }
        if whole < 86_400 { return "\(whole / 3_600) h \(twoDigits(whole % 3_600 / 60)) m" }
        return "\(whole / 86_400) d \(twoDigits(whole % 86_400 / 3_600)) h"
    }

    /// Seconds since 1970 as a date and time: `2026-11-21 18:20:43 UTC`.
    ///
    /// Source of the calendar: Hinnant, "chrono-compatible low-level date algorithms",
    /// `civil_from_days`.
    package static func date(_ secondsSince1970: Double) -> String {
        guard secondsSince1970.isFinite, secondsSince1970.magnitude < 1e11 else { return "?" }
        let total = Int(secondsSince1970.rounded(.down))
        let days = total >= 0 ? total / 86_400 : (total - 86_399) / 86_400
        let second = total - days * 86_400
        // Eras of 400 years, which begin on March 1 so that leap days come last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(civilYear)-\(twoDigits(civilMonth))-\(twoDigits(dayOfMonth)) "
            + "\(twoDigits(second / 3_600)):\(twoDigits(second / 60 % 60)):"
            + "\(twoDigits(second % 60)) UTC"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
