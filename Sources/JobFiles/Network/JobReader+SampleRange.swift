import Portable
import StudyModel
import TrainingEngine

/// The values of samples, for which networks have a usual range.
extension JobReader {
    /// Sums of squares of larger numbers are not finite in 32 bits.
    private static let largestValue = 1e18

    /// Notes values whose squared error is infinite; false if there are none.
    mutating func refuseLarge(
        _ facts: SampleFacts, _ name: String, _ position: Position
    ) -> Bool {
        let largest = max(abs(facts.mappedLowest), abs(facts.mappedHighest))
        guard largest > Self.largestValue else { return false }
        let value = abs(facts.mappedLowest) == largest ? facts.lowest : facts.highest
        note(
            "\(name).values have the value \(value), whose squares can't be summed in 32 bits; "
                + "expected values up to \(Self.largestValue): replace a number that stands for a "
                + "missing value", at: position)
        return true
    }

    /// Warns of test samples on another scale than the training samples; false if they are alike.
    mutating func warnOfScale(
        _ facts: SampleFacts, besides training: SampleFacts, _ name: String, _ position: Position
    ) -> Bool {
        let (width, usual) = (
            facts.mappedHighest - facts.mappedLowest, training.mappedHighest - training.mappedLowest
        )
        guard width > 0, usual > 0, width > 20 * usual || usual > 20 * width else { return false }
        func span(_ facts: SampleFacts) -> String {
            "\(Self.rounded(facts.mappedLowest)) to \(Self.rounded(facts.mappedHighest))"
        }
        warn(
            "\(name).values go from \(span(facts)), and dataset.train.values from "
                + "\(span(training)); expected the same scale of both, as one range holds for "
                + "both: rescale one of the files", at: .file(file, position))
        return true
    }

    /// Warns of values far outside 0 to 1, from which networks learn badly.
    mutating func warnAboutRange(
        _ facts: SampleFacts, _ range: FileDataset.Range?, isBytes: Bool, _ name: String,
        _ position: Position
    ) {
        let place = JobMistake.Place.file(file, position)
        let found = "\(Self.shown(facts.lowest)) to \(Self.shown(facts.highest))"
        guard facts.lowest < facts.highest else {
            let value = range.map {
                "\(Self.rounded(facts.mappedLowest)) by the range \(Self.shown($0.low)) to "
                    + Self.shown($0.high)
            }
            return warn(
                "\(name).values are all \(value ?? Self.shown(facts.lowest))"
                    + (facts.areBytes ? "" : " as 32-bit floats")
                    + ": there is nothing to learn", at: place)
        }
        let largest = max(abs(facts.mappedLowest), abs(facts.mappedHighest))
        guard largest > 10 || facts.mappedHighest - facts.mappedLowest < 0.1 else { return }
        let stated = range.map { " by the range \(Self.shown($0.low)) to \(Self.shown($0.high))" }
        let meaning =
            facts.mappedLowest == facts.lowest && facts.mappedHighest == facts.highest
            ? ""
            : ", which stand for \(Self.rounded(facts.mappedLowest)) to "
                + "\(Self.rounded(facts.mappedHighest))"
        warn(
            "\(name).values go from \(found)\(meaning)\(stated ?? ""); "
                + "networks learn best from 0 to 1: write range: "
                + Self.advisedRange(facts.lowest, facts.highest), at: place)
    }

    /// A range that includes all values, in few digits; from 0 if that is where the values begin
    /// to count, as bytes do.
    private static func advisedRange(_ lowest: Double, _ highest: Double) -> String {
        let low = (0...(highest / 2)).contains(lowest) && highest >= 1 ? 0 : lowest
        let width = highest - low
        let ends = [
            NumberRounding.outward(low, .down, of: width),
            NumberRounding.outward(highest, .up, of: width),
        ]
        return "[" + ends.map(shown).joined(separator: ", ") + "]"
    }

    /// A number rounded to 2 decimals, or to 4 if below 0.1.
    private static func rounded(_ number: Double) -> String {
        guard abs(number) < 1e6 else { return "\(number)" }
        let scale = abs(number) < 0.1 ? 1e4 : 1e2
        return shown((number * scale).rounded() / scale)
    }
}
