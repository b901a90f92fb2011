import Foundation
import Portable

/// The peaks of Gallagher's functions, the highest one first.
struct BBOBPeaks: Codable, Sendable, Equatable {
    /// Where each peak is.
    var centres: [[Double]]
    /// How steep each peak is in each rotated coordinate: the diagonal of C.
    var scales: [[Double]]
    var heights: [Double]

    struct Setting: Sendable, Equatable {
        /// How many peaks there are.
        let count: Int
        /// Peaks are in [-edge, edge]^D, the highest one in [-0.8 edge, 0.8 edge]^D.
        let edge: Double
        /// The condition number of the highest peak; those of the others are 1 to 10⁶, evenly on
        /// their logarithms.
        let condition: Double
    }

    init(_ setting: Setting, dimensions: Int, _ draws: BBOBInstance.Draws) {
        let others = setting.count - 1
        let order = draws.generator.permutation(count: others, step: 3)
        let shares = draws.shares(setting.count * dimensions, step: 4)
        centres = (0..<setting.count).map { peak in
            shares[peak * dimensions..<(peak + 1) * dimensions].map {
                (peak == 0 ? 0.8 : 1) * setting.edge * $0
            }
        }
        scales = (0..<setting.count).map { peak in
            let place = peak == 0 ? 0 : Double(order[peak - 1]) / Double(others - 1)
            let condition = peak == 0 ? setting.condition : pow(1_000_000, place)
            // The axes of a peak have a random order.
            let axes = draws.generator.permutation(count: dimensions, epoch: 1, step: 5 + peak)
            return axes.map { axis -> Double in
                let step = BBOBTransforms.step(Int(axis), of: dimensions)
                return pow(condition, 0.5 * step - 0.25)
            }
        }
        let lower = (0..<others).map { (peak: Int) -> Double in
            1.1 + 8 * Double(peak) / Double(others - 1)
        }
        heights = [10] + lower
    }
}
