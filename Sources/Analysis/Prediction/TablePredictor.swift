package import Datasets
import Files
import Models
import Portable
import Reporting
import StudyModel
import UserErrors

/// Predicts the targets of a CSV file's rows with a model that was trained on a table.
///
/// Rows are read, predicted and written in batches, so that memory doesn't grow with the file.
package struct TablePredictor {
    private static let batchSize = 4096

    private let table: TableDataset
    private let encoding: TableEncoding
    private let runner: ModelRunner
    private let modelPath: String

    /// - Throws: `AnalysisError` if the model predicts no column of a table.
    package init(_ model: TrainedModel, threads: Int = 1) throws {
        guard let table = model.job.dataset.table, model.job.objective.isSupervised else {
            throw AnalysisError(
                place: model.path,
                found:
                    "a model (\(model.job.objective.rawValue)) that predicts no column of a table",
                expected: "a classifier or a regression whose data set is a table; podium evaluate "
                    + "and podium reconstruct use other models")
        }
        self.table = table
        modelPath = model.path
        encoding = try model.encoding()
        runner = try model.runner(of: model.parts, threads: threads)
    }

    /// The number of rows that were predicted, and the columns of the file that were ignored.
    package struct Summary: Sendable, Hashable {
        package var rowCount: Int
        package var ignoredNames: [String]
    }

    /// Predicts all rows.
    ///
    /// - Parameters:
    ///   - kept: names of columns that the output repeats, beside the data set's identifiers.
    ///   - write: takes the text of a CSV file, piece by piece.
    /// - Throws: `DatasetError` with the line if a row can't be read.
    package func predict(
        _ reader: CSVReader, keeping kept: [String] = [], write: (String) throws -> Void
    ) throws -> Summary {
        var own = table
        own.identifiers += kept.filter { !own.identifiers.contains($0) }
        for name in kept where !reader.header.contains(name) {
            throw AnalysisError(
                place: reader.name, found: "no column '\(name)' to keep",
                expected: "one of " + reader.header.joined(separator: ", "))
        }
        var rows = try TableRowReader(reader, own, targets: .unused)
        let identifiers = rows.identifierNames
        if let name = identifiers.first(where: headings.contains) {
            throw AnalysisError(
                place: reader.name,
                found: "the column '\(name)', which would be in the output twice: the predictions "
                    + "have this name",
                expected: kept.contains(name)
                    ? "--keep with other columns, or another name for the column"
                    : "another name for the column, which is an identifier of the model's data set")
        }
        var text = CSVText()
        text.appendLine((identifiers.isEmpty ? ["row"] : identifiers) + headings)
        var count = 0
        var isAtEnd = false
        while !isAtEnd {
            var (values, unused): ([Double], [Double]) = ([], [])
            var names: [[String]] = []
            while names.count < Self.batchSize {
                guard try rows.read(values: &values, targets: &unused) else {
                    isAtEnd = true
                    break
                }
                count += 1
                names.append(identifiers.isEmpty ? ["\(count)"] : try rows.identifierTexts())
            }
            let place = (file: reader.name, firstRow: count - names.count + 1)
            for (name, fields) in zip(names, try predictions(for: values, at: place)) {
                text.appendLine(name + fields)
            }
            try write(text.text)
            text = CSVText()
        }
        return Summary(
            rowCount: count, ignoredNames: rows.unusedNames.filter { !kept.contains($0) })
    }

    /// Predicts all rows and writes them to a file, which appears when it is complete.
    package func predict(
        _ reader: CSVReader, keeping kept: [String] = [], to path: String
    ) throws -> Summary {
        let file = try PartialFile(for: path)
        let summary = try predict(reader, keeping: kept) { try file.append(Array($0.utf8)) }
        try file.commit()
        return summary
    }

    /// The names of the predicted columns.
    private var headings: [String] {
        table.targets.map { "predicted_\($0)" } + (table.classes ?? []).map { "probability_\($0)" }
    }

    /// The fields of the rows' predictions.
    ///
    /// - Throws: `InputError` for a row whose prediction is not finite.
    private func predictions(
        for values: [Double], at place: (file: String, firstRow: Int)
    ) throws -> [[String]] {
        let (width, inputCount) = (table.columns.count, table.inputCount)
        let count = values.count / width
        let inputs = [Float](unsafeUninitializedCapacity: count * inputCount) { target, filled in
            for row in 0..<count {
                encoding.encode(
                    values[row * width..<(row + 1) * width], table,
                    to: UnsafeMutableBufferPointer(
                        rebasing: target[row * inputCount..<(row + 1) * inputCount]))
            }
            filled = count * inputCount
        }
        let outputs = runner.outputs(of: inputs)
        let outputCount = runner.outputSize
        return try (0..<count).map { row in
            let floats = outputs[row * outputCount..<(row + 1) * outputCount]
            guard floats.allSatisfy(\.isFinite) else {
                throw InputError(
                    "\(place.file), row \(place.firstRow + row): the prediction of the model "
                        + "\(modelPath) is no finite number; expected values nearer to those that "
                        + "it was trained on")
            }
            guard let classes = table.classes else {
                return zip(floats, encoding.targets).map { "\($1.original($0))" }
            }
            let own = floats.map(Double.init)
            // The first of equal logits, as in an evaluation.
            let best = own.indices.max { own[$0] < own[$1] } ?? 0
            let shares = own.map { PortableMath.exp($0 - own[best]) }
            let sum = shares.reduce(0, +)
            return [classes[best]] + shares.map { "\(Float($0 / sum))" }
        }
    }
}
