import Datasets
import Foundation
import Models
import Portable
import StudyModel

/// What the values of a file of samples stand for.
///
/// The option `--range` decides. Without it, the range of the model's own data set does, if it
/// gives values like those that the model was trained with. If it does not, and the values as they
/// are do (bytes of 0 to 255 stand for 0 to 1), they are taken so, which a remark says.
extension SampleSource {
    /// The samples of a file of arrays, as they lie in it, and a remark on what was guessed.
    ///
    /// - Parameter known: the values that the model was trained with; nil if they are not known.
    func arrays(
        of data: String, for job: NetworkJob, known: FileDataset.Range?
    ) throws -> (set: ImageSet, remark: String?) {
        let labels = try labelsToRead(for: job).map { ($0.path, $0.variable) }
        func read(_ range: ClosedRange<Double>?) throws -> ImageSet {
            try ImageSet(
                values: data, variable: variable, labels: labels,
                sampleShape: job.dataset.sampleShape, range: range, asker: .commandLine)
        }
        if let given = try givenRange() { return (try read(given), nil) }
        guard case .files(let files) = job.dataset, let own = files.range else {
            return (try read(nil), nil)
        }
        let mapped = try read(own.low...own.high)
        let plain = try read(nil)
        let areBytes = plain.element == .bytes
        guard plain.valueRange != mapped.valueRange else { return (mapped, nil) }
        let wanted = known ?? FileDataset.Range(low: 0, high: 1)
        let subject = "The \(areBytes ? "bytes" : "values") of \(Self.name(of: data)) are taken"
        let words =
            "the range \(own.low.shortText) to \(own.high.shortText) of the model's data set"
        guard !Self.fits(mapped, wanted), Self.fits(plain, wanted) else {
            let other = "--range 0,255 takes them as 0 to 255 for 0 to 1."
            return (mapped, areBytes ? "\(subject) by \(words); \(other)" : nil)
        }
        return (
            plain,
            subject + (areBytes ? " as 0 to 255 for 0 to 1" : " as they are")
                + ", and not by \(words), which gives values unlike those that it was trained "
                + "with; --range \(own.low.shortText),\(own.high.shortText) takes them by it."
        )
    }

    /// Whether a set's values are like others: at most once their width away from them, and of a
    /// tenth of their width at least.
    private static func fits(_ set: ImageSet, _ wanted: FileDataset.Range) -> Bool {
        let range = set.valueRange
        let width = wanted.high - wanted.low
        return range.low >= wanted.low - width && range.high <= wanted.high + width
            && 10 * (range.high - range.low) >= width
    }
}
