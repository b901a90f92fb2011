package import StudyModel

/// How the training images of a data set are parted in training and validation samples.
///
/// The images are shuffled by the split's seed and the last `validationFraction` of them, rounded
/// to the nearest whole number (halves away from zero), is held out. The split depends on the count
/// and the split alone, so all trials of a study, and all studies with the same split, share it.
package struct SampleSplit: Sendable, Hashable {
    /// Indices into the training images.
    package let training: [Int32]
    /// Indices into the training images; empty where the test images are validated on.
    package let validation: [Int32]

    /// Parts `count` images; with `.testSet` all of them train, in their own order.
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

/// The order that samples are trained in.
package enum BatchOrder {
    /// The samples of an epoch (counted from 1), shuffled: a pure function of its arguments.
    ///
    /// Every epoch shuffles the same starting order, so epoch 7 can be had without epochs 1 to 6.
    package static func samples(
        _ samples: [Int32], seed: UInt64, trial: Int, epoch: Int
    ) -> [Int32] {
        SeededGenerator(seed: seed, trial: trial, purpose: .batchOrder)
            .permutation(count: samples.count, epoch: epoch)
            .map { samples[Int($0)] }
    }
}
