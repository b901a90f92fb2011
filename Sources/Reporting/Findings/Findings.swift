/// The findings of a stage: numbers, tables and figures, with the texts and files for reports.
///
/// They are stored as `findings.json` in the stage's directory, beside the files that it names.
package struct Findings: Codable, Sendable, Hashable {
    package static let fileName = "findings.json"

    /// A number to look up or to compare with others.
    package struct Number: Codable, Sendable, Hashable {
        /// An identifier, such as `test_mse`.
        package var name: String
        /// A label, such as `MSE on the test set`.
        package var label: String
        package var value: Double
        /// The text to show: rounded, with its unit.
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

        /// The prefix of its files' names: `robustness` for robustness.csv and robustness.md.
        package var name: String
        package var caption: String
        package var columns: [Column]
        package var rows: [[String]]
        /// The indices of highlighted rows.
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
            /// `name.png`, a still picture or an animation.
            case picture
            /// A rotatable 3D scatter chart, with `name.json` beside it.
            case space
        }

        package var name: String
        package var kind: Kind
        package var caption: String
        /// The alternative text for readers who can't see the figure.
        package var alternative: String
        /// The size of a picture in pixels.
        package var width: Int?
        package var height: Int?
        /// Why the chart was not drawn; nil if it was drawn or gnuplot is missing.
        package var absence: String?
    }

    /// The command that made the findings.
    package var step: String
    package var title: String
    /// The arguments and checksums on which the numbers depend, by name.
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
