import Analysis
import Figures
import Foundation
import Models
import Portable
import Reporting
import StudyModel
import UserErrors

/// The end of a training: its curves, and the model's metrics.
struct TrainingConclusion {
    private let document: ModelDocument
    /// The model's directory.
    private let path: String

    init(_ document: ModelDocument, _ path: String) {
        self.document = document
        self.path = path
    }

    /// Draws the curves, unless they are there, and writes the model's metrics.
    func write(to host: any StageHost) throws {
        let place = path + "/" + ModelFileName.history
        guard let bytes = FileManager.default.contents(atPath: place) else {
            throw InputError("\(place) is gone; train again with --again")
        }
        let history = try TrainingHistory(csv: String(decoding: bytes, as: UTF8.self), path: place)
        // `form` is the version of the findings: findings of an older version are made again.
        var origin = ["history": try InputFile(reading: place).sha256, "form": "2"]
        origin["epoch"] = document.bestEpoch.map { "\($0)" }
        if FindingsFolder.finished(path + "/training", origin: origin) == nil {
            let found = try FindingsFolder.fill(
                path + "/training",
                findings: Findings(step: "train", title: "Final training", origin: origin),
                gnuplot: try host.gnuplot(nil)
            ) { try TrainingFindings(document: document, history: history).add(to: &$0) }
            found.reportGaps(to: host)
        }
        try host.result(text)
    }

    private var text: String {
        let metrics = document.metrics.sorted { $0.key < $1.key }
            .map { "\(document.name(ofMetric: $0.key)) \($0.value)" }
        return "\(path)/\(ModelFileName.weights): "
            + (document.bestEpoch.map { "epoch \($0) of \(document.epochs), " }
                ?? "\(document.epochs, "epoch"), ")
            + metrics.joined(separator: ", ") + "\n"
    }
}
