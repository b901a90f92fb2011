import Reporting
import Studies

/// The text of `podium list`.
enum QueueText {
    /// A line per study, of at most `width` columns; a longer one continues below, indented.
    ///
    /// - Parameter completed: makes the commands in a remark work as printed.
    static func render(
        _ studies: [ListedStudy], width: Int?, completed: (String) -> String
    ) -> String {
        let rows =
            [["study", "state", "priority", "trials", "running", ""]]
            + studies.map { row($0, completed) }
        let widths = rows[0].indices.map { column in
            rows.map { DisplayWidth.of($0[column]) }.max() ?? 0
        }
        let lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                DisplayWidth.padded(cell, to: widths[column], right: (2...4).contains(column))
            }
            return DisplayWidth.printable(cells.joined(separator: "  "))
                .replacing(/[ ]+$/, with: "")
        }
        return lines.flatMap { WrappedText.lines($0, width: width ?? .max, indent: 4) }
            .joined(separator: "\n")
    }

    private static func row(
        _ listed: ListedStudy, _ completed: (String) -> String
    ) -> [String] {
        let entry = listed.entry
        let total = listed.total.map { "/\($0)" } ?? ""
        return [
            entry.study, entry.state.rawValue, "\(entry.share.priority)",
            listed.finished.map { "\($0)\(total)" } ?? "",
            listed.running.map { running in
                "\(running)" + (entry.share.slotLimit.map { " of \($0)" } ?? "")
            } ?? "",
            completed([entry.note, listed.stages?.text].compactMap { $0 }.joined(separator: "; ")),
        ]
    }
}
