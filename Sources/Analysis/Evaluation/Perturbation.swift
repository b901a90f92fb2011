import Datasets
package import Models
import Objectives
import Portable
import TrainingEngine

/// A perturbation of samples, which tests a model's robustness.
package enum Perturbation: Sendable, Hashable {
    /// As in the training of denoising autoencoders, with words of the same generator.
    case corruption(Corruption)
    /// Sets all values of some rows to 0; each image has its own rows.
    case occlusion(fraction: Double)

    package static func noise(_ deviation: Double) -> Perturbation {
        .corruption(Corruption(kind: .gaussian, deviation: deviation))
    }

    package static func saltAndPepper(_ fraction: Double) -> Perturbation {
        .corruption(Corruption(kind: .saltAndPepper, fraction: fraction))
    }

    package static func masking(_ fraction: Double) -> Perturbation {
        .corruption(Corruption(kind: .masking, fraction: fraction))
    }
}

/// Disturbs samples as a pure function of the seed and the sample's number.
///
/// All levels use the same random words, so two levels differ only in strength.
struct Disturber {
    private let perturbation: Perturbation
    private let generator: SeededGenerator
    private let corrupter: CorruptionProcess?
    private let scratch: AlignedStorage
    private let channels: Int
    private let height: Int
    private let width: Int

    /// Random words for rows use a counter separate from that for values.
    private static let rowEpoch = 1

    /// - Parameter sampleShape: channels, height and width; for vectors the length, where each
    ///   value is a row.
    init(_ perturbation: Perturbation, seed: UInt64, sampleShape: [Int]) throws {
        self.perturbation = perturbation
        generator = SeededGenerator(seed: seed, purpose: .evaluation)
        if case .corruption(let corruption) = perturbation {
            corrupter = try CorruptionProcess(corruption, generator: generator)
        } else {
            corrupter = nil
        }
        scratch = AlignedStorage(floats: sampleShape.reduce(1, *))
        let isImage = sampleShape.count == 3
        channels = isImage ? sampleShape[0] : 1
        height = isImage ? sampleShape[1] : sampleShape.reduce(1, *)
        width = isImage ? sampleShape[2] : 1
    }

    /// Disturbs the values of one sample in place.
    func disturb(_ values: UnsafeMutableBufferPointer<Float>, sample: Int) {
        switch perturbation {
        case .corruption:
            corrupter?.corrupt(
                values, sample: sample, epoch: 0,
                scratch: UnsafeMutableBufferPointer(start: scratch.floats, count: scratch.count))
        case .occlusion(let fraction):
            for row in occludedRows(fraction, sample: sample) {
                for channel in 0..<channels {
                    let start = (channel * height + row) * width
                    for place in start..<start + width { values[place] = 0 }
                }
            }
        }
    }

    /// The occluded rows, drawn without replacement; their number is rounded to the nearest.
    ///
    /// The rows with the smallest random words are chosen, so a larger fraction adds rows.
    func occludedRows(_ fraction: Double, sample: Int) -> [Int] {
        let count = min(height, max(0, Int((fraction * Double(height)).rounded())))
        guard count > 0 else { return [] }
        let text = (0..<height).map {
            (word: generator.word(epoch: Self.rowEpoch, index: sample * height + $0), row: $0)
        }
        return text.sorted { $0 < $1 }.prefix(count).map(\.row)
    }
}
