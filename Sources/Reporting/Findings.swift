/// What a step after a search found: numbers, tables and figures, in the words and files that
/// reports are made of.
///
/// `findings.json` in a step's directory, beside the files that it names.
package struct Findings: Codable, Sendable, Hashable {
    package static let fileName = "findings.json"

    /// A number that others compare with or look up.
    package struct Number: Codable, Sendable, Hashable {
        /// Such as `test_mse`.
        package var name: String
        /// In words, such as `MSE on the test set`.
        package var label: String
        package var value: Double
        /// As it is shown: rounded, with its unit.
        package var text: String
    }

    package struct Table: Codable, Sendable, Hashable {
        package struct Column: Codable, Sendable, Hashable {
            package var heading: String
            package var isNumeric: Bool

            package init(_ heading: String, isNumeric: Bool = true) {
                self.heading = heading
                self.isNumeric = isNumeric
            }
        }

        /// Begins the names of its files: `robustness` for robustness.csv and robustness.md.
        package var name: String
        package var caption: String
        package var columns: [Column]
        package var rows: [[String]]
        /// Rows that stand out.
        package var emphasised: [Int]

        package init(
            name: String, caption: String, columns: [Column], rows: [[String]],
            emphasised: [Int] = []
        ) {
            precondition(
                rows.allSatisfy { $0.count == columns.count },
                "a row of the table \(name) has not \(columns.count) cells")
            self.name = name
            self.caption = caption
            self.columns = columns
            self.rows = rows
            self.emphasised = emphasised
        }
    }

    package struct Figure: Codable, Sendable, Hashable {
        package enum Kind: String, Codable, Sendable, Hashable {
            /// `name.svg`, drawn by gnuplot from `name.gnuplot` and `name.tsv`.
            case chart
            /// `name.png`, still or moving.
            case picture
            /// A chart of points in space that can be turned, with `name.json` beside it.
            case space
        }

        package var name: String
        package var kind: Kind
        package var caption: String
        /// What is to be seen, for those who can't see it.
        package var alternative: String
        /// Pixels of a picture.
        package var width: Int?
        package var height: Int?
        /// Why it was not drawn; nil where it was, and where there was no gnuplot.
        package var absence: String?
    }

    /// The command that found it.
    package var step: String
    package var title: String
    /// The arguments and checksums that its numbers depend on, by name.
    package var origin: [String: String]
    package var paragraphs: [String] = []
    package var numbers: [Number] = []
    package var tables: [Table] = []
    package var figures: [Figure] = []

    package init(step: String, title: String, origin: [String: String] = [:]) {
        self.step = step
        self.title = title
        self.origin = origin
    }

    package func number(_ name: String) -> Double? { numbers.first { $0.name == name }?.value }
}
