/// A regular expression with one group that finds a metric in a line of output.
///
/// A search takes time in proportion to the line, for every expression. An engine that tries and
/// goes back can take exponential time, and no time limit of a trial ends it.
package struct MetricPattern: Sendable {
    /// Bytes of a line that are searched.
    package static let searchedBytes = 4096

    package let name: String
    private let program: PatternProgram

    /// - Throws: `ReportMistake` if the pattern can't be read or has not exactly one group.
    package init(_ name: String, _ pattern: String) throws(ReportMistake) {
        self.name = name
        var parser = PatternParser(pattern)
        let node = try parser.parse()
        guard parser.groupCount == 1 else {
            throw ReportMistake(
                "'\(pattern)' has \(parser.groupCount) groups; expected one, such as "
                    + "'loss: ([0-9.]+)'")
        }
        program = try PatternProgram(node, parser)
    }

    /// The text of the group in the line's last match, so that the newest value of a line with
    /// several counts; nil if there is no match.
    func found(in line: String) -> Substring? {
        let scalars = Array(line.unicodeScalars)
        var search = PatternSearch(program, in: scalars)
        guard let group = search.lastMatch()?.group else { return nil }
        return Substring(String(String.UnicodeScalarView(scalars[group])))
    }
}
