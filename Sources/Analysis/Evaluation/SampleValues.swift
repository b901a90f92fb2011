package import Datasets
package import Models
import StudyModel

/// Checks that a file's samples have values in the range that a model expects.
package enum SampleValues {
    /// Refuses values that are probably not scaled: numbers from 0 to 255, or bytes of only 0 and
    /// 1.
    ///
    /// Noise may exceed 0...1, so a margin is allowed. A model whose own data set has no range
    /// accepts any values.
    package static func check(
        _ set: ImageSet, model job: NetworkJob, place: String
    ) throws(AnalysisError) {
        if case .files(let files) = job.dataset, files.range == nil { return }
        if job.dataset.table != nil { return }
        guard set.count > 0 else { return }
        let (low, high) = extremes(of: set)
        switch set.element {
        case .bytes where high == 1:
            throw AnalysisError(
                place: place, found: "bytes of 0 and 1 alone, where 255 stands for 1",
                expected: "values up to 255, or --range 0,1 to say what they are")
        case .floats where low < -1 || high > 2:
            let range = "\(text(low)) to \(text(high))"
            throw AnalysisError(
                place: place, found: "values from \(range); the model takes 0 to 1",
                expected: "--range LOW,HIGH to say what stands for 0 and 1, such as "
                    + (low >= 0 && high > 2 && high <= 255 ? "0,255" : "\(text(low)),\(text(high))")
                    + ", or --range 0,1 for values that are meant as they are")
        default: return
        }
    }

    private static func extremes(of set: ImageSet) -> (low: Float, high: Float) {
        withExtendedLifetime(set) {
            switch set.element {
            case .bytes: (Float(set.values.min() ?? 0), Float(set.values.max() ?? 0))
            case .floats: (set.floats.min() ?? 0, set.floats.max() ?? 0)
            }
        }
    }

    private static func text(_ value: Float) -> String {
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
