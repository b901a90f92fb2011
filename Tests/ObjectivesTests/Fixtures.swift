import Datasets
import Models
import StudyModel
import Synchronization
import TestSupport

@testable import Objectives

/// A small data set of blobs, in memory.
enum Fixtures {
    static func images(count: Int, shift: Int = 0) -> ImageSet {
        var pixels: [UInt8] = []
        for sample in 0..<count {
            for row in 0..<28 {
                for column in 0..<28 {
                    let y = row - 8 - (sample + shift) % 11
                    let x = column - 9 - (sample * 3 + shift) % 9
                    pixels.append(UInt8(max(0, 255 - (y * y + x * x) * (2 + sample % 4))))
                }
            }
        }
        return ImageSet(
            height: 28, width: 28, pixels: pixels, labels: (0..<count).map { UInt8($0 % 10) })
    }

    static let dataset = ImageDataset(
        training: images(count: 150), test: images(count: 40, shift: 5))

    static func job(
        objective: NetworkKind = .autoencoder, epochs: Int = 3, batchSize: Int = 40,
        validation: Split.Validation = .holdOut
    ) -> NetworkJob {
        NetworkJob(
            study: "test", objective: objective, dataset: .mnist,
            split: Split(validationFraction: 0.2, seed: 4, validation: validation),
            epochs: epochs, batchSize: batchSize, metric: Metric(name: "validation_loss"),
            trials: 1, seed: 7, columns: [], space: SearchSpace([]))
    }

    static func configuration(_ changes: [String: ParameterValue?] = [:]) -> Configuration {
        let entries: [Configuration.Entry] = [
            .init("encoding_dimension", .int(3)), .init("l2", .float(1e-5)),
            .init("optimizer", .text("Adam")), .init("learning_rate", .float(2e-3)),
            .init("hidden_units", .int(21)),
        ]
        var changed = entries.compactMap { entry -> Configuration.Entry? in
            guard let change = changes[entry.name] else { return entry }
            return change.map { .init(entry.name, $0) }
        }
        for (name, value) in changes where !entries.contains(where: { $0.name == name }) {
            if let value { changed.append(.init(name, value)) }
        }
        return Configuration(changed)
    }
}

/// Records what a trial reports and asks it to stop after a number of training steps.
final class RecordingObserver: TrialObserver {
    private struct State {
        var stepsLeft: Int
        var intermediateResults: [IntermediateResult] = []
        var samples = 0
        var fractions: [Double] = []
    }

    private let state: Mutex<State>

    init(stopAfter steps: Int = .max) { state = Mutex(State(stepsLeft: steps)) }

    var shouldStop: Bool { state.withLock { $0.stepsLeft <= 0 } }
    var intermediateResults: [IntermediateResult] { state.withLock { $0.intermediateResults } }
    var samples: Int { state.withLock { $0.samples } }
    var fractions: [Double] { state.withLock { $0.fractions } }

    func advanced(samples: Int, fraction: Double) {
        state.withLock {
            $0.stepsLeft -= 1
            $0.samples += samples
            $0.fractions.append(fraction)
        }
    }

    func record(_ intermediate: IntermediateResult) {
        state.withLock { $0.intermediateResults.append(intermediate) }
    }
}

extension TrialRequest {
    init(
        job: NetworkJob, trial: Int, configuration: Configuration, checkpoint: [UInt8]? = nil
    ) {
        self.init(
            job: job.job, trial: trial, configuration: configuration, checkpoint: checkpoint)
    }
}
