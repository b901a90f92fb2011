import Analysis
import Datasets
import Foundation
import Portable
import ProcessControl
import Studies
import UserErrors

/// Predicts the targets of a CSV file's rows, and writes them as a CSV file.
package struct Prediction: Sendable, Hashable {
    /// The file of the rows; nil is standard input.
    package var input: String?
    /// The file to write; nil is standard output.
    package var output: String?
    /// Columns that the output repeats, beside the identifiers of the model's data set.
    package var kept: [String]
    /// The character between the fields of the input; nil to find it in the header.
    package var separator: String?
    /// Nil is one thread per core.
    package var threads: Int?

    package init(
        input: String? = nil, output: String? = nil, kept: [String] = [],
        separator: String? = nil, threads: Int? = nil
    ) {
        self.input = input
        self.output = output
        self.kept = kept
        self.separator = separator
        self.threads = threads
    }

    package func validate() throws(StageMistake) {
        try StageSettings.validate(threads: threads)
        for (index, column) in kept.enumerated() where kept[..<index].contains(column) {
            throw StageMistake("--keep \(column) is given twice; expected each column once")
        }
        if let separator, separator != "tab", separator.utf8.count != 1 || separator == "\"" {
            throw StageMistake(
                "--separator is '\(separator)'; expected one character, such as ';', or tab")
        }
    }

    package func run(on place: ModelPlace, host: any StageHost) throws {
        if let input, let output, Self.areSame(input, output) {
            throw InputError(
                "--output is the file of the rows, \(input), and would replace them; expected "
                    + "another file")
        }
        let predictor = try TablePredictor(
            try place.load(), threads: threads ?? Slots.standard())
        let separator = separator == "tab" ? "\t" : separator
        let reader =
            if let input {
                try CSVReader(path: input, separator: separator)
            } else {
                try CSVReader(
                    descriptor: StandardStream.input, name: "standard input", separator: separator)
            }
        let summary: TablePredictor.Summary
        if let output {
            summary = try predictor.predict(reader, keeping: kept, to: output)
        } else {
            summary = try predictor.predict(reader, keeping: kept, write: host.result)
        }
        if !summary.ignoredNames.isEmpty {
            let names = summary.ignoredNames.prefix(12).joined(separator: ", ")
            host.remark(
                "not used: column\(summary.ignoredNames.count == 1 ? "" : "s") \(names)"
                    + (summary.ignoredNames.count > 12 ? ", …" : ""))
        }
        host.remark(
            "predicted \(summary.rowCount, "row")"
                + (output.map { "; they are in \($0)" } ?? ""))
    }

    /// Whether two paths lead to one file.
    private static func areSame(_ first: String, _ second: String) -> Bool {
        let paths = [first, second].map {
            URL(fileURLWithPath: $0).resolvingSymlinksInPath().standardizedFileURL.path
        }
        return paths[0] == paths[1]
    }
}
