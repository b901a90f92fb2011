import Reporting

/// A study's complete record as JSON, written trial by trial.
package struct StudyJSON {
    /// The least size of a write, except the last one.
    private static let chunkBytes = 1 << 18

    private let reader: StudyReader
    private let document: StudyDocument
    private let trials: Int

    /// Reads everything except the trials.
    package init(_ reader: StudyReader) throws {
        self.reader = reader
        let standing = try reader.standing()
        trials = standing.trials
        document = standing.document(
            running: try reader.running(all: true), workers: try reader.workers(all: true))
    }

    /// Writes the document.
    ///
    /// - Parameter output: called with the pieces of the text, in order.
    package func write(_ output: (String) throws -> Void) throws {
        let (head, tail) = try document.frame()
        var text = head
        var isFirst = true
        let metric = try reader.job().metric
        try reader.forEachRecord(below: trials) { record in
            if !isFirst { text += ",\n" }
            isFirst = false
            text += "    "
            text += TrialDocument.line(of: record, metric: metric, isLive: document.isLive)
            guard text.utf8.count >= Self.chunkBytes else { return }
            try output(text)
            text = ""
        }
        try output(text + "\n" + tail)
    }
}
