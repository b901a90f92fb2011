import Datasets
import StudyModel
import TrainingEngine

/// A buffer for a batch of corrupted samples.
final class CorruptedBatch {
    /// The batch size for validation samples.
    static let validationSize = 256

    private let corrupter: CorruptionProcess
    private let size: Int
    private let values: AlignedStorage
    private let scratch: AlignedStorage
    private let places: [Int32]

    init(_ corrupter: CorruptionProcess, sampleSize: Int, capacity: Int) {
        self.corrupter = corrupter
        size = sampleSize
        values = AlignedStorage(floats: capacity * sampleSize)
        scratch = AlignedStorage(floats: sampleSize)
        places = (0..<Int32(capacity)).map { $0 }
    }

    /// Corrupts samples of a set, at most `capacity`, and calls `body` with them.
    func withRows<Result>(
        _ samples: UnsafeBufferPointer<Int32>, of set: ImageSet, epoch: Int,
        _ body: (SampleRows) -> Result
    ) -> Result {
        precondition(
            samples.count <= places.count, "\(samples.count) samples, room for \(places.count)")
        let words = UnsafeMutableBufferPointer(start: scratch.floats, count: scratch.count)
        for (place, sample) in samples.enumerated() {
            let row = UnsafeMutableBufferPointer(
                start: values.floats + place * size, count: size)
            set.copy(Int(sample), to: row)
            corrupter.corrupt(row, sample: Int(sample), epoch: epoch, scratch: words)
        }
        return places.withUnsafeBufferPointer { places in
            body(
                SampleRows(
                    floats: UnsafeBufferPointer(
                        start: values.floats, count: samples.count * size),
                    indices: UnsafeBufferPointer(rebasing: places[..<samples.count])))
        }
    }
}
