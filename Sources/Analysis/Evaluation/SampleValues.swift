package import Datasets
import Portable
package import StudyModel

/// Checks that a file's samples have values in the range that a model expects.
package enum SampleValues {
    /// Refuses values that are probably not scaled: numbers from 0 to 255, or bytes of only 0 and
    /// 1.
    ///
    /// Noise may exceed 0...1, so a margin is allowed. A model whose own data set has no range
    /// accepts values up to once the width of its own ones away from these.
    ///
    /// - Parameters:
    ///   - dataset: the model's own data set.
    ///   - known: the lowest and the highest value that the model was trained with, if it is known.
    package static func check(
        _ set: ImageSet, dataset: DatasetReference, known: FileDataset.Range?, place: String
    ) throws(AnalysisError) {
        if dataset.table != nil { return }
        guard set.count > 0 else { return }
        let (low, high) = set.extremes
        if case .files(let files) = dataset, files.range == nil {
            return try check(set, from: low, to: high, known, place: place)
        }
        switch set.element {
        case .bytes where high == 1:
            throw AnalysisError(
                place: place, found: "bytes of 0 and 1 alone, where 255 stands for 1",
                expected: "values up to 255, or --range 0,1 to say what they are")
        case .floats where low < -1 || high > 2:
            throw AnalysisError(
                place: place,
                found: "values from \(low.shortText) to \(high.shortText); the model takes 0 to 1",
                expected: rangeExpected(for: low, high))
        default: return
        }
    }

    /// Refuses values that are far from those that a model was trained with.
    private static func check(
        _ set: ImageSet, from low: Float, to high: Float, _ known: FileDataset.Range?,
        place: String
    ) throws(AnalysisError) {
        guard let known, known.low < known.high else { return }
        let range = set.valueRange
        let width = known.high - known.low
        guard range.low < known.low - width || range.high > known.high + width else { return }
        let own = "\(Float(known.low).shortText) to \(Float(known.high).shortText)"
        let isScaled = known.low >= 0 && known.high <= 1
        throw AnalysisError(
            place: place,
            found: "values from \(low.shortText) to \(high.shortText); the model was trained with "
                + own,
            expected: isScaled
                ? rangeExpected(for: low, high)
                : "values of that kind, or --range 0,1 for values that are meant as they are")
    }

    /// The option that says what values from `low` to `high` stand for.
    private static func rangeExpected(for low: Float, _ high: Float) -> String {
        let isBytes = low >= 0 && high > 2 && high <= 255
        return "--range LOW,HIGH to say what stands for 0 and 1, such as "
            + (isBytes ? "0,255" : "\(low.shortText),\(high.shortText)")
            + ", or --range 0,1 for values that are meant as they are"
    }
}
