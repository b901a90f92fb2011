import Portable

/// The metrics that a training measured per epoch: `history.csv`.
package struct TrainingHistory: Sendable, Hashable {
    package let epochs: [Int]
    /// The values of each metric, one per epoch; NaN if not measured.
    package let metrics: [String: [Double]]

    package init(epochs: [Int], metrics: [String: [Double]]) {
        self.epochs = epochs
        self.metrics = metrics
    }

    /// Parses the file's text: a header line, then one line per epoch.
    ///
    /// - Throws: `AnalysisError` at an invalid line.
    package init(csv: String, path: String) throws(AnalysisError) {
        let lines = csv.split(separator: "\n")
        let names = (lines.first ?? "").split(separator: ",").map(String.init)
        guard names.first == "epoch" else {
            throw AnalysisError(
                place: path, found: "a first line '\(lines.first ?? "")'",
                expected: "epoch and the names of metrics")
        }
        var epochs: [Int] = []
        var columns = Array(repeating: [Double](), count: names.count - 1)
        for (number, line) in lines.enumerated().dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == names.count, let epoch = Int(cells[0]) else {
                throw AnalysisError(
                    place: "\(path):\(number + 1)", found: "'\(line)'",
                    expected: "an epoch and \(names.count - 1, "number")")
            }
            epochs.append(epoch)
            for (column, cell) in cells.dropFirst().enumerated() {
                columns[column].append(Double(cell) ?? .nan)
            }
        }
        self.epochs = epochs
        metrics = Dictionary(uniqueKeysWithValues: zip(names.dropFirst(), columns))
    }
}
