import Datasets
import StudyModel
import TrainingEngine

/// Room for a batch of corrupted samples.
final class CorruptedBatch {
    /// How many validation samples are corrupted at a time.
    static let validationSize = 256

    private let corrupter: Corrupter
    private let size: Int
    private let values: AlignedStorage
    private let scratch: AlignedStorage
    private let places: [Int32]

    init(_ corrupter: Corrupter, sampleSize: Int, capacity: Int) {
        self.corrupter = corrupter
        size = sampleSize
        values = AlignedStorage(floats: capacity * sampleSize)
        scratch = AlignedStorage(floats: sampleSize)
        places = (0..<Int32(capacity)).map { $0 }
    }

    /// Corrupts some samples of a set, as many as there is room for at most, and hands them on.
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
