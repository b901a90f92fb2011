package import Datasets
import Foundation
package import Models
import Portable
import StudyModel
import TrainingEngine

/// Runs a whole model, from samples to reconstructions or logits, on clean or disturbed samples.
///
/// Sums are in double precision and in sample order, so that results don't depend on the number of
/// threads.
package final class EvaluatedModel {
    /// The number of samples disturbed and run together, which take a few megabytes.
    private static let batchSize = 512

    package let job: NetworkJob
    package let sampleShape: [Int]
    private let model: TrainedModel
    private let runner: ModelRunner
    /// Whether outputs are logits of values in 0...1, which a sigmoid converts.
    private let givesLogits: Bool

    package init(_ model: TrainedModel, threads: Int = 1) throws {
        self.model = model
        job = model.job
        sampleShape = model.sampleShape
        runner = try model.runner(of: model.parts, threads: threads)
        let plan = try TrainingPlan(
            job: model.job, configuration: model.document.configuration, stepsPerEpoch: 1)
        givesLogits = plan.loss == .binaryCrossEntropyWithLogits
    }

    /// The statistics with which a table is encoded.
    func encoding() throws(AnalysisError) -> TableEncoding { try model.encoding() }

    package var sampleSize: Int { sampleShape.reduce(1, *) }
    /// The number of values per output: those of a sample, or the number of classes.
    package var outputSize: Int { runner.outputSize }

    /// Runs the model on all samples in batches.
    ///
    /// - Parameter body: receives the number of the first sample, and for the whole batch the clean
    ///   values, the model's inputs and its outputs.
    func forEachBatch(
        of set: ImageSet, _ perturbation: Perturbation? = nil, seed: UInt64 = 0,
        _ body: (_ first: Int, _ clean: [Float], _ inputs: [Float], _ outputs: [Float]) -> Void
    ) throws {
        let disturber = try perturbation.map {
            try Disturber($0, seed: seed, sampleShape: sampleShape)
        }
        for first in stride(from: 0, to: set.count, by: Self.batchSize) {
            let samples = first..<min(first + Self.batchSize, set.count)
            run(set, Array(samples), disturber) { body(first, $0, $1, $2) }
        }
    }

    /// Some samples with their disturbed inputs and the model's outputs.
    package func examples(
        of set: ImageSet, _ samples: [Int], _ perturbation: Perturbation? = nil, seed: UInt64 = 0
    ) throws -> [Example] {
        let disturber = try perturbation.map {
            try Disturber($0, seed: seed, sampleShape: sampleShape)
        }
        var examples: [Example] = []
        let (size, outputSize) = (sampleSize, outputSize)
        run(set, samples, disturber) { clean, inputs, outputs in
            examples = samples.indices.map { place in
                let values = place * size..<(place + 1) * size
                return Example(
                    sample: samples[place], label: set.hasLabels ? set.labels[samples[place]] : nil,
                    clean: Array(clean[values]), input: Array(inputs[values]),
                    output: Array(outputs[place * outputSize..<(place + 1) * outputSize]))
            }
        }
        return examples
    }

    /// A sample: its clean values, the model's input and its output.
    package struct Example: Sendable, Hashable {
        package var sample: Int
        package var label: UInt8?
        package var clean: [Float]
        package var input: [Float]
        package var output: [Float]
    }

    private func run(
        _ set: ImageSet, _ samples: [Int], _ disturber: Disturber?,
        _ body: (_ clean: [Float], _ inputs: [Float], _ outputs: [Float]) -> Void
    ) {
        let size = sampleSize
        precondition(set.sampleSize == size, "samples of \(set.sampleShape) for \(sampleShape)")
        let clean = set.values(of: samples)
        var inputs = clean
        if let disturber {
            inputs.withUnsafeMutableBufferPointer { values in
                for (place, sample) in samples.enumerated() {
                    disturber.disturb(
                        UnsafeMutableBufferPointer(
                            rebasing: values[place * size..<(place + 1) * size]),
                        sample: sample)
                }
            }
        }
        var outputs = runner.outputs(of: inputs)
        if givesLogits { for place in outputs.indices { outputs[place].becomeProbability() } }
        body(clean, inputs, outputs)
    }
}

extension Float {
    fileprivate mutating func becomeProbability() {
        self = Float(1 / (1 + PortableMath.exp(-Double(self))))
    }
}

extension ImageSet {
    /// The concatenated values of some samples, as the engine reads them: bytes scaled to 0...1.
    func values(of samples: [Int]) -> [Float] {
        let size = sampleSize
        let values = [Float](unsafeUninitializedCapacity: samples.count * size) { target, count in
            for (place, sample) in samples.enumerated() {
                let start = place * size
                switch element {
                case .bytes:
                    for (offset, byte) in self.sample(sample).enumerated() {
                        target[start + offset] = Float(byte) / 255
                    }
                case .floats:
                    for offset in 0..<size {
                        target[start + offset] = floats[sample * size + offset]
                    }
                }
            }
            count = samples.count * size
        }
        return withExtendedLifetime(self) { values }
    }

    /// A subset of the samples, with their labels or targets if they have any.
    package func picked(_ samples: [Int]) -> ImageSet {
        ImageSet(
            sampleShape: sampleShape, floats: values(of: samples),
            labels: hasLabels ? samples.map { labels[$0] } : [],
            targets: samples.flatMap { sample in
                targets[sample * targetCount..<(sample + 1) * targetCount]
            }, targetCount: targetCount)
    }

    /// At most `limit` samples, evenly spread over all.
    package func spread(_ limit: Int) -> ImageSet {
        count <= limit ? self : picked((0..<limit).map { $0 * count / limit })
    }
}
