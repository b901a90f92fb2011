/// A regular expression with one group that finds a metric in a line of output.
///
/// `Regex` values are not shared between threads, so each run compiles its own.
package struct MetricPattern {
    /// Bytes of a line that are searched: a search takes time in proportion to them.
    package static let searchedBytes = 4096

    package let name: String
    private let regex: Regex<AnyRegexOutput>

    /// - Throws: `ReportMistake` if the pattern does not compile or has not exactly one group.
    package init(_ name: String, _ pattern: String) throws(ReportMistake) {
        self.name = name
        do {
            regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
        } catch {
            throw ReportMistake("'\(pattern)' is no regular expression: \(error)")
        }
        // The output of a match that always succeeds counts the groups.
        let groups = (try? Regex("(?:\(pattern))|").firstMatch(in: ""))?.output.count ?? 2
        guard groups == 2 else {
            throw ReportMistake(
                "'\(pattern)' has \(groups - 1) groups; expected one, such as 'loss: ([0-9.]+)'")
        }
    }

    /// The text of the group in the line's last match, so that the newest value of a line with
    /// several counts; nil if there is no match.
    func found(in line: String) -> Substring? {
        line.matches(of: regex).last?.output[1].substring
    }
}
