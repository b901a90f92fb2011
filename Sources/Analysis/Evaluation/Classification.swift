package import Datasets
import Models
import Portable

/// A classifier's predictions for samples with known labels.
package struct Classification: Sendable, Hashable {
    package let classCount: Int
    package let labels: [Int]
    package let predictions: [Int]
    /// The predicted class's probability: the softmax of its logit.
    package let confidences: [Double]
    /// The mean over the samples of -log(probability of the true label).
    package let crossEntropy: Double

    /// - Parameters:
    ///   - logits: `classCount` logits per sample.
    ///   - labels: numbers below `classCount`.
    package init(logits: [Float], labels: [Int], classCount: Int) {
        precondition(
            logits.count == labels.count * classCount
                && labels.allSatisfy { (0..<classCount).contains($0) },
            "\(logits.count) logits for \(labels.count) labels of \(classCount) classes")
        var predictions: [Int] = []
        var confidences: [Double] = []
        var total = 0.0
        for (sample, label) in labels.enumerated() {
            let values = logits[sample * classCount..<(sample + 1) * classCount].map(Double.init)
            // The first of equal logits, as in torch.argmax.
            let best = values.indices.max { values[$0] < values[$1] } ?? 0
            let sum = values.reduce(0) { $0 + PortableMath.exp($1 - values[best]) }
            total += PortableMath.log(sum) - (values[label] - values[best])
            predictions.append(best)
            confidences.append(1 / sum)
        }
        self.classCount = classCount
        self.labels = labels
        self.predictions = predictions
        self.confidences = confidences
        crossEntropy = total / Double(max(labels.count, 1))
    }

    package var count: Int { labels.count }
    package var rightCount: Int { zip(labels, predictions).count { $0 == $1 } }
    /// The fraction of samples whose prediction equals their label.
    package var accuracy: Double { Double(rightCount) / Double(max(count, 1)) }

    /// The number of samples per label (rows) and predicted class (columns).
    package var confusion: [[Int]] {
        var matrix = [[Int]](
            repeating: [Int](repeating: 0, count: classCount), count: classCount)
        for (label, prediction) in zip(labels, predictions) { matrix[label][prediction] += 1 }
        return matrix
    }

    /// Precision and recall of one class.
    package struct ClassScores: Sendable, Hashable {
        /// The fraction of predictions of the class that are right; 0 without such predictions.
        package var precision: Double
        /// The fraction of the class's samples that are predicted as it; 0 without such samples.
        package var recall: Double
        /// The number of samples of the class.
        package var support: Int

        /// The harmonic mean of precision and recall; 0 if both are 0.
        package var f1: Double {
            let sum = precision + recall
            return sum > 0 ? 2 * precision * recall / sum : 0
        }
    }

    package var classes: [ClassScores] {
        let matrix = confusion
        return matrix.indices.map { label in
            let right = Double(matrix[label][label])
            let support = matrix[label].reduce(0, +)
            let predicted = matrix.reduce(0) { $0 + $1[label] }
            return ClassScores(
                precision: right / Double(max(predicted, 1)),
                recall: right / Double(max(support, 1)), support: support)
        }
    }

    /// The wrong predictions with the highest confidence, in descending order; ties by sample
    /// number.
    package func worstMistakes(_ limit: Int) -> [Int] {
        Array(
            labels.indices.filter { labels[$0] != predictions[$0] }
                .sorted {
                    confidences[$0] != confidences[$1]
                        ? confidences[$0] > confidences[$1] : $0 < $1
                }.prefix(limit))
    }
}

extension [Classification.ClassScores] {
    /// The unweighted mean over all classes.
    package var macro: (precision: Double, recall: Double, f1: Double) {
        let count = Double(Swift.max(self.count, 1))
        return (
            reduce(0) { $0 + $1.precision } / count, reduce(0) { $0 + $1.recall } / count,
            reduce(0) { $0 + $1.f1 } / count
        )
    }
}

extension EvaluatedModel {
    /// Classifies samples with labels, optionally disturbed.
    ///
    /// - Throws: `AnalysisError` if labels are missing, or the classifier has no output for one.
    package func classification(
        of set: ImageSet, _ perturbation: Perturbation? = nil, seed: UInt64 = 0
    ) throws -> Classification {
        guard set.hasLabels else {
            throw AnalysisError(
                place: "the samples", found: "no labels",
                expected: "labels, to compare a classifier's predictions with: --labels FILE")
        }
        guard set.classCount <= outputSize else {
            throw AnalysisError(
                place: "the labels", found: "a label \(set.classCount - 1)",
                expected: "labels below \(outputSize), the number of the model's classes")
        }
        var logits: [Float] = []
        logits.reserveCapacity(set.count * outputSize)
        try forEachBatch(of: set, perturbation, seed: seed) { logits += $3 }
        return withExtendedLifetime(set) {
            Classification(
                logits: logits, labels: set.labels.map { Int($0) }, classCount: outputSize)
        }
    }
}
