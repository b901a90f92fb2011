import Datasets
import StudyModel
import TrainingEngine

/// The codes of all samples of a set, computed by a frozen encoder.
///
/// A frozen encoder computes the same code for a sample in every epoch. The head is therefore
/// trained on codes that are computed once. No result changes, because a sample's code does not
/// depend on its batch.
///
/// `@unchecked Sendable` because the floats are written only in `init`.
package final class EncodedSamples: @unchecked Sendable {
    /// The number of floats per code.
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

    /// The codes of the first `count` samples, one after another.
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

/// Everything that the codes depend on.
package struct EncodedSamplesKey: Sendable, Hashable {
    var encoder: Network
    var weights: String
    var dataset: DatasetReference?
    var set: String
}

/// A cache of codes, because the trials of a search share their frozen encoder.
package protocol EncodedSamplesCache: Sendable {
    /// The codes for a key; `make` computes them on a cache miss.
    func samples(
        _ key: EncodedSamplesKey, make: () throws -> EncodedSamples
    ) throws -> EncodedSamples
}

/// Caches nothing: computes the codes each time.
package struct NoEncodedSamplesCache: EncodedSamplesCache {
    package init() {}

    package func samples(
        _ key: EncodedSamplesKey, make: () throws -> EncodedSamples
    ) throws -> EncodedSamples {
        try make()
    }
}
