import Portable
package import StudyModel

/// Splits the training images of a data set into training and validation samples.
///
/// The images are shuffled by the split's seed. The last `validationFraction` of them, rounded to
/// the nearest integer (halves away from zero), is held out. The result depends only on the count
/// and the split, so all trials of a study, and all studies with the same split, share it.
package struct SampleSplit: Sendable, Hashable {
    /// Indices into the training images.
    package let training: [Int32]
    /// Indices into the training images; empty if the test images are used for validation.
    package let validation: [Int32]

    /// Splits `count` images; with `.testSet` all are training samples in their original order.
    package init(count: Int, split: Split) {
        precondition(
            (0.0...1.0).contains(split.validationFraction),
            "the validation fraction is \(split.validationFraction), expected 0 to 1")
        guard split.validation == .holdOut else {
            training = (0..<Int32(count)).map { $0 }
            validation = []
            return
        }
        let shuffled = SeededGenerator(seed: split.seed, purpose: .dataSplit)
            .permutation(count: count)
        let heldOut = split.heldOut(of: count)
        training = Array(shuffled.dropLast(heldOut))
        validation = Array(shuffled.suffix(heldOut))
    }
}

/// The order of the samples in training.
package enum BatchOrder {
    /// The samples of an epoch (counted from 1), shuffled: a pure function of its arguments.
    ///
    /// Every epoch shuffles the same initial order, so epoch 7 does not need epochs 1 to 6.
    package static func samples(
        _ samples: [Int32], seed: UInt64, trial: Int, epoch: Int
    ) -> [Int32] {
        SeededGenerator(seed: seed, trial: trial, purpose: .batchOrder)
            .permutation(count: samples.count, epoch: epoch)
            .map { samples[Int($0)] }
    }
}
