import Datasets
import Foundation
import Models
import Objectives
import StudyModel
import TestSupport
import TrainingEngine

@testable import Analysis

/// Models that train in no time, on images that are made up.
enum SmallModel {
    static let configuration = Configuration([
        Configuration.Entry("encoding_dimension", .int(3)),
        Configuration.Entry("hidden_units", .int(10)),
        Configuration.Entry("learning_rate", .float(1e-3)),
        Configuration.Entry("l2", .float(0)), Configuration.Entry("optimizer", .text("Adam")),
    ])

    /// Images of 28×28 with a bar whose place and brightness follow from the label and the number.
    static func images(_ count: Int, from first: Int = 0) -> ImageSet {
        var pixels: [UInt8] = []
        var labels: [UInt8] = []
        for number in first..<first + count {
            let label = number % 10
            labels.append(UInt8(label))
            for row in 0..<28 {
                for column in 0..<28 {
                    let isBar = (2 * label + 3..<2 * label + 7).contains(row) && column > label
                    pixels.append(isBar ? UInt8(100 + (number * 37 + column * 5) % 156) : 0)
                }
            }
        }
        return ImageSet(height: 28, width: 28, pixels: pixels, labels: labels)
    }

    static var dataset: ImageDataset {
        ImageDataset(training: images(256), test: images(64, from: 7))
    }

    /// Trains a job's configuration for its epochs, and gives the file of the model.
    static func file(
        _ job: NetworkJob, configuration: Configuration = configuration, pretrained: [UInt8]? = nil
    ) throws -> [UInt8] {
        let observer = Keeper()
        let request = TrialRequest(job: job.job, trial: 0, configuration: configuration)
        let weights = try pretrained.map {
            try PretrainedFile(bytes: $0, sha256: "0", source: "pretrained")
        }
        let objective: any Objective =
            job.objective == .gan
            ? GANObjective(dataset: dataset)
            : NetworkObjective(dataset: dataset, pretrained: weights)
        _ = try objective.run(request, observer: observer)
        let document = ModelDocument(
            podium: "test", job: job, trial: 0, rank: 1, configuration: configuration)
        return try ModelWeights.file(
            of: observer.state, document: document, epoch: job.epochs, pretrained: weights)
    }

    /// A trained model, in a directory of its own that goes with the test.
    static func model(
        _ job: NetworkJob, configuration: Configuration = configuration
    ) throws -> TrainedModel {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "podium-analysis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appending(path: "model.safetensors")
        try Data(file(job, configuration: configuration)).write(to: path)
        return try TrainedModel(path: directory.path)
    }

    static func autoencoder(epochs: Int = 2) -> NetworkJob {
        NetworkJob(
            study: "small", objective: .autoencoder, dataset: .mnist,
            split: Split(validation: .testSet), epochs: epochs, batchSize: 32,
            metric: Metric(name: "validation_loss"), trials: 1, seed: 5, columns: [],
            space: SearchSpace([]))
    }
}

/// Keeps the state after the last epoch.
///
/// `@unchecked Sendable` because the thread that trains is the one that reads it.
private final class Keeper: TrialObserver, @unchecked Sendable {
    var state: [UInt8] = []
    var shouldStop: Bool { false }
    func advanced(samples: Int, fraction: Double) {}
    func record(_ intermediate: IntermediateResult) {}
    func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8]) {
        self.state = state()
    }
}
