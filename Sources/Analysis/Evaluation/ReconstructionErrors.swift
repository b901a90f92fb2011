package import Datasets
package import Models
package import StudyModel

/// The mean squared error of each sample's reconstruction against the clean sample.
package struct ReconstructionErrors: Sendable, Hashable {
    /// The errors of the model's outputs against the clean samples.
    package var outputs: [Double] = []
    /// The errors of the model's inputs against the clean samples; 0 for clean inputs.
    package var inputs: [Double] = []

    /// The mean squared error over all values of all samples.
    package var mean: Double { Self.mean(outputs) }
    package var inputMean: Double { Self.mean(inputs) }

    /// The mean error and the number of samples of each label.
    package func byLabel(_ set: ImageSet) -> [(label: Int, count: Int, mean: Double)] {
        var sums = [Double](repeating: 0, count: set.classCount)
        var counts = [Int](repeating: 0, count: set.classCount)
        for (label, error) in zip(set.labels, outputs) {
            sums[Int(label)] += error
            counts[Int(label)] += 1
        }
        return withExtendedLifetime(set) {
            sums.indices.filter { counts[$0] > 0 }
                .map { ($0, counts[$0], sums[$0] / Double(counts[$0])) }
        }
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(max(values.count, 1))
    }

    /// The mean squared difference of two samples' values.
    static func error(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Double {
        var sum = 0.0
        for (left, right) in zip(left, right) {
            let difference = Double(left) - Double(right)
            sum += difference * difference
        }
        return sum / Double(max(left.count, 1))
    }
}

extension EvaluatedModel {
    /// The errors of an autoencoder's reconstructions of samples, optionally disturbed.
    package func reconstructionErrors(
        of set: ImageSet, _ perturbation: Perturbation? = nil, seed: UInt64 = 0
    ) throws -> ReconstructionErrors {
        let size = sampleSize
        var errors = ReconstructionErrors()
        errors.outputs.reserveCapacity(set.count)
        errors.inputs.reserveCapacity(set.count)
        try forEachBatch(of: set, perturbation, seed: seed) { _, clean, inputs, outputs in
            for start in stride(from: 0, to: clean.count, by: size) {
                let values = start..<start + size
                errors.outputs.append(
                    ReconstructionErrors.error(outputs[values], clean[values]))
                errors.inputs.append(
                    perturbation == nil
                        ? 0 : ReconstructionErrors.error(inputs[values], clean[values]))
            }
        }
        return errors
    }

    /// The training corruption of a denoising autoencoder, with its test loss's noise seed;
    /// otherwise nil.
    package func ownCorruption(
        in configuration: Configuration
    ) -> (corruption: Corruption, seed: UInt64)? {
        guard job.objective.corruptsSamples else { return nil }
        return (Corruption(job.corruption, in: configuration), job.seed)
    }
}
