import Portable
import UserErrors

/// Output of `podium data show` for a file of arrays.
package struct FileDescription {
    private let file: ArrayFile
    private let variables: [ArrayVariable]

    /// - Throws: `InputError` for a variable that the file doesn't have, `DatasetError` for a file
    ///   that is not one of arrays.
    package init(_ path: String, variable: String?) throws {
        file = try ArrayFile(path: path)
        variables = file.variables.filter { variable == nil || $0.name == variable }
        guard !variables.isEmpty else {
            throw InputError(
                "\(path): there is no variable \(variable ?? ""); there are "
                    + file.variables.map(\.text).joined(separator: ", "))
        }
    }

    /// - Parameter columns: the width of the pictures of images; nil shows none.
    package func text(columns: Int?) throws -> String {
        var lines = ["\(file.path): \(file.format.rawValue)"]
        for variable in variables {
            lines.append(variable.text)
            guard variable.element != nil else { continue }
            let summary = try file.summary(of: variable)
            lines += describe(summary).map { "    " + $0 }
            if let columns {
                lines += try file.pictures(of: variable, columns: columns)
            }
        }
        return lines.joined(separator: "\n")
    }

    private func describe(_ summary: ArraySummary) -> [String] {
        var lines: [String] = []
        if summary.lowest <= summary.highest {
            lines.append("values \(summary.lowest.shortText) to \(summary.highest.shortText)")
        }
        if summary.unusableCount > 0 {
            lines.append("\(summary.unusableCount, "value") infinite or not a number")
        }
        let labels = summary.labelCounts
        if !labels.isEmpty, labels.count <= 64 {
            lines.append(
                "as labels "
                    + labels.map { "\($0.label): \($0.count)" }.joined(separator: ", "))
        }
        return lines
    }
}
