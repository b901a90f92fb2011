package import Datasets
package import StudyModel

/// How far reconstructions are from the clean samples: for each sample the mean of the squared
/// differences of its values.
package struct ReconstructionErrors: Sendable, Hashable {
    /// What the model made of a sample, against the clean sample.
    package var outputs: [Double] = []
    /// What the model was given, against the clean sample; 0 where it was given that.
    package var inputs: [Double] = []

    /// The mean squared error over all values of all samples.
    package var mean: Double { Self.mean(outputs) }
    package var inputMean: Double { Self.mean(inputs) }

    /// The mean of each label's samples, and how many they are, by label.
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

    /// The mean of the squared differences of two samples' values.
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
    /// The errors of an autoencoder's reconstructions of samples, disturbed or not.
    package func reconstructionErrors(
        of set: ImageSet, _ disturbance: Disturbance? = nil, seed: UInt64 = 0
    ) throws -> ReconstructionErrors {
        let size = sampleSize
        var errors = ReconstructionErrors()
        errors.outputs.reserveCapacity(set.count)
        errors.inputs.reserveCapacity(set.count)
        try forEachBatch(of: set, disturbance, seed: seed) { _, clean, inputs, outputs in
            for start in stride(from: 0, to: clean.count, by: size) {
                let values = start..<start + size
                errors.outputs.append(
                    ReconstructionErrors.error(outputs[values], clean[values]))
                errors.inputs.append(
                    disturbance == nil
                        ? 0 : ReconstructionErrors.error(inputs[values], clean[values]))
            }
        }
        return errors
    }

    /// What a denoising autoencoder was trained to undo, with the noise that its test loss was
    /// measured on; nil for other models.
    package func ownCorruption(
        in configuration: Configuration
    ) -> (corruption: Corruption, seed: UInt64)? {
        guard job.objective == .denoisingAutoencoder else { return nil }
        return (Corruption(job.corruption, in: configuration), job.seed)
    }
}
