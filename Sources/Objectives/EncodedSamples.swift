import Datasets
import StudyModel
import TrainingEngine

/// The codes that a frozen encoder gives all samples of a set.
///
/// An encoder that stays as it is gives a sample the same code in every epoch, so the head on it
/// can be trained on codes that are worked out once. Nothing changes in any number: a sample's code
/// does not depend on the batch it is in.
///
/// `@unchecked Sendable` because the floats are written in `init` alone.
package final class EncodedSamples: @unchecked Sendable {
    /// Floats in a code.
    package let size: Int
    private let storage: AlignedStorage
    private let count: Int

    /// Encodes all samples of a set.
    init(_ set: ImageSet, encoder: Trainer) {
        size = encoder.network.output.count
        count = set.count
        storage = AlignedStorage(floats: count * size)
        let indices = (0..<Int32(count)).map { $0 }
        indices.withUnsafeBufferPointer { indices in
            encoder.output(
                inputs: set.rows(indices),
                into: UnsafeMutableBufferPointer(start: storage.floats, count: count * size))
        }
    }

    /// The codes of the first samples, one after another.
    func values(_ count: Int) -> [Float] {
        precondition(count <= self.count, "\(count) codes of \(self.count)")
        return Array(UnsafeBufferPointer(start: storage.floats, count: count * size))
    }

    /// The codes of some samples, for the engine.
    func rows(_ indices: UnsafeBufferPointer<Int32>) -> SampleRows {
        SampleRows(
            floats: UnsafeBufferPointer(start: storage.floats, count: count * size),
            indices: indices)
    }
}

/// What codes depend on.
package struct EncodedSamplesKey: Sendable, Hashable {
    var encoder: Network
    var weights: String
    var dataset: DatasetReference?
    var set: String
}

/// Keeps codes for one trial after another: the trials of a search share their frozen encoder.
package protocol EncodedSamplesCache: Sendable {
    /// The codes for a key, made where they aren't there yet.
    func samples(
        _ key: EncodedSamplesKey, make: () throws -> EncodedSamples
    ) throws -> EncodedSamples
}

/// Makes them anew each time.
package struct NoEncodedSamplesCache: EncodedSamplesCache {
    package init() {}

    package func samples(
        _ key: EncodedSamplesKey, make: () throws -> EncodedSamples
    ) throws -> EncodedSamples {
        try make()
    }
}
