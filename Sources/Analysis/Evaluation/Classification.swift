package import Datasets
import StudyModel

/// What a classifier made of samples whose labels are known.
package struct Classification: Sendable, Hashable {
    package let classCount: Int
    package let labels: [Int]
    package let predictions: [Int]
    /// The probability that the model gives its prediction: the softmax of its logits.
    package let confidences: [Double]
    /// The mean of -log of the probability that each sample's label was given.
    package let crossEntropy: Double

    /// - Parameters:
    ///   - logits: `classCount` for each sample.
    ///   - labels: below `classCount`.
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
            // The first of equal logits, as torch.argmax.
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
    /// The share of samples whose prediction is their label.
    package var accuracy: Double { Double(rightCount) / Double(max(count, 1)) }

    /// How many samples of each label (rows) were predicted to be of each class (columns).
    package var confusion: [[Int]] {
        var matrix = [[Int]](
            repeating: [Int](repeating: 0, count: classCount), count: classCount)
        for (label, prediction) in zip(labels, predictions) { matrix[label][prediction] += 1 }
        return matrix
    }

    /// How well one class is told from the others.
    package struct ClassScores: Sendable, Hashable {
        /// Of the samples that were predicted to be of the class, the share that are; 0 of none.
        package var precision: Double
        /// Of the samples of the class, the share that were predicted to be; 0 of none.
        package var recall: Double
        /// How many samples are of the class.
        package var support: Int

        /// The harmonic mean of precision and recall; 0 where both are.
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

    /// The wrong predictions with the highest confidence, the highest first; of equal ones the
    /// lower sample.
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
    /// The mean over all classes, each counting the same.
    package var macro: (precision: Double, recall: Double, f1: Double) {
        let count = Double(Swift.max(self.count, 1))
        return (
            reduce(0) { $0 + $1.precision } / count, reduce(0) { $0 + $1.recall } / count,
            reduce(0) { $0 + $1.f1 } / count
        )
    }
}

extension EvaluatedModel {
    /// What a classifier makes of samples with labels, disturbed or not.
    ///
    /// - Throws: `AnalysisError` where there are no labels, or one that has no output.
    package func classification(
        of set: ImageSet, _ disturbance: Disturbance? = nil, seed: UInt64 = 0
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
        try forEachBatch(of: set, disturbance, seed: seed) { logits += $3 }
        return withExtendedLifetime(set) {
            Classification(
                logits: logits, labels: set.labels.map { Int($0) }, classCount: outputSize)
        }
    }
}
