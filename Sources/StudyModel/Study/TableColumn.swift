/// A column of the ranked table: its heading and the source of its values.
package struct TableColumn: Sendable, Hashable, Codable {
    package enum Source: Sendable, Hashable, Codable {
        case parameter(String)
        case metric(String)
        case epochs
        case trial
        /// The number of complete runs of the configuration.
        case runs
        /// The standard deviation of a metric among the runs of the configuration.
        case deviation(String)
    }

    package var heading: String
    package var source: Source
    /// Significant digits in text, Markdown and LaTeX; CSV and JSON have all digits.
    package var digits: Int?

    package init(heading: String, source: Source, digits: Int? = nil) {
        self.heading = heading
        self.source = source
        self.digits = digits
    }
}
