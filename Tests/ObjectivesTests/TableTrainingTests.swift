import Datasets
import Foundation
import Models
import Portable
import StudyModel
import TestSupport
import Testing
import TrainingEngine

@testable import Objectives

/// Networks on tables against scikit-learn's; Scripts/goldens_tables.py made the numbers.
@Suite("Networks on tables")
struct TableTrainingTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let units = 12

    /// An example table whose rows with a number that is a multiple of 5 are for validation.
    private struct Example {
        let reference: DatasetReference
        let samples: ImageDataset
        let kind: NetworkKind

        init(_ kind: NetworkKind) throws {
            self.kind = kind
            let isRegression = kind == .regression
            let name = isRegression ? "diabetes" : "wine"
            let text = try String(
                contentsOf: root.appending(path: "jobs/examples/data/\(name).csv"),
                encoding: .utf8)
            let lines = text.split(separator: "\n").map(String.init)
            func file(_ isHeld: Bool) throws -> InputFile {
                let rows = lines.dropFirst().enumerated().filter {
                    ($0.offset % 5 == 0) == isHeld
                }
                let path = FileManager.default.temporaryDirectory
                    .appending(path: "podium-table-\(UUID().uuidString).csv").path
                try ([lines[0]] + rows.map(\.element)).joined(separator: "\n")
                    .write(toFile: path, atomically: true, encoding: .utf8)
                return try InputFile(reading: path)
            }
            let target = isRegression ? "progression" : "cultivar"
            let names = lines[0].split(separator: ",").map(String.init)
            let table = TableDataset(
                training: try file(false), test: try file(true),
                columns: names.filter { $0 != target }.map { TableDataset.Column($0) },
                targets: [target],
                classes: isRegression ? nil : ["class_0", "class_1", "class_2"])
            reference = .table(table)
            samples = try ImageDataset(table, split: Split(validation: .testSet)) { $0.path }
            for input in table.files {
                try FileManager.default.removeItem(atPath: input.path)
            }
        }

        func job(epochs: Int, batch: Int, weights: ClassWeights? = nil) -> NetworkJob {
            let part = kind == .regression ? "regressor" : "classifier"
            func linear(_ units: Int) -> LayerDescription {
                LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
            }
            let outputs = reference.table?.outputCount ?? 0
            var job = NetworkJob(
                study: "table", objective: kind, dataset: reference,
                model: ModelDescription([
                    .init(part, [linear(units), LayerDescription(.tanh), linear(outputs)])
                ]),
                pretrained: PretrainedWeights(
                    file: InputFile(path: "w", sha256: "00", byteCount: 1), parts: [part],
                    isFrozen: false),
                split: Split(validation: .testSet), epochs: epochs, batchSize: batch,
                metric: Metric(name: "validation_loss"), trials: 1, seed: 3, columns: [],
                space: SearchSpace([]))
            job.classWeights = weights
            return job
        }

        /// The weights from which scikit-learn's networks started.
        func weights(run: Int) throws -> PretrainedFile {
            let job = job(epochs: 1, batch: 1)
            let network = try JobNetwork.networks(of: job, in: Configuration([]))[0].network
            let trainer = try Trainer(
                network: network, target: .images,
                optimizer: OptimizerSettings(.adam, learningRate: 1))
            var file = trainer.checkpoint()
            for index in file.tensors.indices {
                let tensor = file.tensors[index]
                let layer = tensor.name.contains(".0.") ? 1 : 2
                for place in tensor.values.indices {
                    let angle = 1.7 * Double(place) + Double(layer + run)
                    file.tensors[index].values[place] =
                        tensor.name.hasSuffix("weight") ? Float(0.3 * sin(angle)) : 0
                }
            }
            return try PretrainedFile(bytes: file.encoded(), sha256: "00", source: "weights")
        }

        func train(
            _ job: NetworkJob, rate: Double, run: Int = 0, trial: Int = 0
        ) throws -> [IntermediateResult] {
            let objective = NetworkObjective(dataset: samples, pretrained: try weights(run: run))
            let end = try objective.run(
                TrialRequest(
                    job: job, trial: trial,
                    configuration: Configuration([.init("learning_rate", .float(rate))])),
                observer: RecordingObserver())
            guard case .finished(.complete, let results) = end else {
                Issue.record("not complete: \(end)")
                return []
            }
            return results
        }
    }

    /// The rows of numbers below a name in a golden file.
    private static func golden(_ file: String, _ name: String) throws -> [[Double]] {
        let text = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Goldens/\(file).txt"), encoding: .utf8)
        var rows: [[Double]] = []
        var isWanted = false
        for line in text.split(separator: "\n") {
            if line.first?.isLetter == true {
                isWanted = line == name
            } else if isWanted {
                rows.append(line.split(separator: " ").compactMap { Double($0) })
            }
        }
        return rows
    }

    @Test(
        "From the same weights, losses and metrics are those of scikit-learn",
        arguments: ["regression", "classifier", "balanced"], 0..<3)
    func perceptrons(name: String, run: Int) throws {
        let kind: NetworkKind = name == "regression" ? .regression : .classifier
        let example = try Example(kind)
        let job = example.job(
            epochs: 60, batch: 10_000, weights: name == "balanced" ? .balanced : nil)
        let results = try example.train(job, rate: 0.01, run: run)
        let wanted = try Self.golden("perceptrons", "\(name) \(run)")
        #expect(results.count == 60 && wanted.count == 4)
        let metrics =
            kind == .regression
            ? ["validation_loss", "validation_mae", "validation_r2"]
            : ["validation_loss", "validation_accuracy"]
        for (epoch, numbers) in zip([1, 5, 20, 60], wanted) {
            for (metric, number) in zip(metrics, numbers) {
                let found = try #require(results[epoch - 1].metrics[metric])
                #expect(
                    abs(found - number) < 2e-4 * max(1, abs(number)) && abs(found - number) < 0.02,
                    "\(metric) in epoch \(epoch): \(found), \(number)")
            }
        }
    }

    @Test(
        "In other orders of the rows, losses agree on average",
        arguments: [NetworkKind.regression, .classifier])
    func orders(kind: NetworkKind) throws {
        let example = try Example(kind)
        let job = example.job(epochs: 30, batch: 32)
        let wanted = try Self.golden("orders", kind.rawValue).map { $0[0] }
        let found = try (0..<wanted.count).map { trial in
            let results = try example.train(job, rate: 0.003, trial: trial)
            return try #require(results.last?.metrics["validation_loss"])
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        func variance(_ values: [Double]) -> Double {
            mean(values.map { ($0 - mean(values)) * ($0 - mean(values)) })
        }
        let error =
            ((variance(found) + variance(wanted)) / Double(wanted.count - 1)).squareRoot()
        #expect(wanted.count == 10)
        #expect(
            abs(mean(found) - mean(wanted)) < 3 * error,
            "\(mean(found)), \(mean(wanted)) ± \(error)")
    }

    @Test("A weight of 2 is the loss and the gradient of a sample that is there twice")
    func weights() throws {
        let network = try Network(
            input: .vector(4),
            layers: NamedLayer.sequence("classifier", [.linear(5), .tanh, .linear(3)]))
        let generator = SeededGenerator(seed: 1, purpose: .tests)
        let inputs = (0..<40).map { Float(generator.normal(index: $0)) }
        let labels = (0..<10).map { UInt8($0 % 3) }
        let twice = (0..<10).flatMap { (sample: Int) -> [Int32] in
            Array(repeating: Int32(sample), count: labels[sample] == 1 ? 2 : 1)
        }
        func train(_ weights: [Float], _ indices: [Int32]) throws -> [Float] {
            let trainer = try Trainer(
                network: network, loss: .crossEntropy(),
                optimizer: OptimizerSettings(.sgd, learningRate: 0.5), classWeights: weights)
            trainer.initialise { generator.normal(step: $0 + 5, index: $1) / 2 }
            let (before, after) = inputs.withUnsafeBufferPointer { inputs in
                labels.withUnsafeBytes { labels in
                    indices.withUnsafeBufferPointer { indices in
                        let rows = SampleRows(floats: inputs, indices: indices)
                        let targets = SampleRows(bytes: labels, indices: indices)
                        let mean = trainer.evaluate(inputs: rows, targets: targets)
                        return (mean, trainer.step(inputs: rows, targets: targets))
                    }
                }
            }
            let parameters = trainer.checkpoint().tensors.flatMap(\.values)
            return [Float(before), Float(after)] + parameters
        }
        let weighted = try train([1, 2, 1], (0..<10).map { $0 })
        let doubled = try train([], twice)
        for (one, other) in zip(weighted, doubled) { #expect(abs(one - other) < 1e-5) }
        #expect(try weighted != train([1, 1, 1], (0..<10).map { $0 }))
        #expect(throws: EngineError.self) { try train([1, 2], [0]) }
        #expect(throws: EngineError.self) { try train([1, 0, 2], [0]) }
    }

    @Test("Targets are in original units in the metrics, and each of several has its own")
    func metrics() {
        let errors = RegressionErrors(
            predictions: [0, 1, 1, 1, 2, 1], truths: [0, 0, 1, 1, 2, 2],
            scales: [.init(mean: 5, deviation: 10), .init(mean: 0, deviation: 2)])
        #expect(errors.targets[0] == .init(mae: 0, rmse: 0, r2: 1))
        #expect(abs(errors.targets[1].mae - 4.0 / 3) < 1e-12)
        #expect(abs(errors.targets[1].r2 - 0) < 1e-12)
        let metrics = errors.metrics(names: ["a", "b"])
        #expect(metrics["validation_r2"] == 0.5 && metrics["validation_r2_a"] == 1)
        #expect(metrics.count == 9)
        let constant = RegressionErrors(
            predictions: [1, 2], truths: [1, 1], scales: [.init(mean: 0, deviation: 1)])
        #expect(constant.targets[0].r2 == 0)
    }
}
