import Foundation
import Models
import StudyModel
import TestSupport
import Testing

/// Golden files: exact outputs, recorded anew where PODIUM_RECORD is 1.
enum Golden {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Goldens")

    static func expect(
        _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let url = directory.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1" {
            try Data(text.utf8).write(to: url)
        }
        let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        #expect(text == expected, "Goldens/\(name)", sourceLocation: sourceLocation)
    }
}

/// A study like that of the autoencoder, made up.
enum Fixture {
    static let job = NetworkJob(
        study: "quickstart", objective: .autoencoder, dataset: .mnist, epochs: 5,
        metric: Metric(name: "validation_loss"), trials: 50, top: 5,
        columns: [
            TableColumn(heading: "Enc. Space Dim.", source: .parameter("encoding_dimension")),
            TableColumn(heading: "L2", source: .parameter("l2")),
            TableColumn(heading: "Optimizer", source: .parameter("optimizer")),
            TableColumn(heading: "Epochs", source: .epochs),
            TableColumn(heading: "Learn. Rate", source: .parameter("learning_rate")),
            TableColumn(heading: "Nh_1", source: .parameter("nh_1")),
            TableColumn(heading: "Valid. loss", source: .metric("validation_loss")),
        ], space: SearchSpace([])
    ).job

    static func configuration(_ index: Int) -> Configuration {
        let decays = [0, 5.1e-05, 0.000123456789, 2.5e-06]
        let rates = [0.0009, 0.0012345678, 5e-05, 0.01]
        return Configuration([
            .init("encoding_dimension", .int(2 + index % 8)),
            .init("l2", .float(decays[index % 4])),
            .init("optimizer", .text(index % 3 == 0 ? "RMSprop" : "Adam")),
            .init("learning_rate", .float(rates[index * 7 % 4])),
            .init("nh_1", .int(50 + index * 37 % 100)),
        ])
    }

    /// Thirteen trials: twelve complete, one failed.
    static let trials: [Trial] = (0..<13).map { index in
        if index == 5 {
            return Trial(
                number: 5, configuration: configuration(5), state: .failed,
                failure: "the validation loss is not a number after epoch 2")
        }
        let loss = 0.0182 + Double(index * 5 % 13) * 0.00137
        return Trial(
            number: index, configuration: configuration(index), state: .complete,
            metrics: ["validation_loss": loss, "training_loss": loss * 0.97])
    }

    static func report(_ epoch: Int, _ loss: Double) -> IntermediateResult {
        IntermediateResult(
            epoch: epoch, metrics: ["validation_loss": loss, "training_loss": loss * 0.97])
    }

    static let running: [RunningTrialValues] = [
        (13, 0.62, 3, 0.0231), (14, 0.12, 0, 0), (15, 0.999, 4, 0.0198),
    ]
    typealias RunningTrialValues = (number: Int, fraction: Double, epoch: Int, loss: Double)
}
