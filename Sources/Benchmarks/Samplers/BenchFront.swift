import Foundation
import StudyModel

/// A function of several objectives for comparing samplers; all objectives are minimised.
struct BenchFront: Sendable {
    let name: String
    let parameters: [Parameter]
    /// Maps a configuration's numbers, in order, to the objectives.
    let costs: @Sendable ([Double]) -> [Double]
    /// The reference point of the hypervolume.
    let reference: [Double]
    /// The hypervolume of the front itself.
    let volume: Double

    /// Parameters from 0 to 1.
    private init(
        _ name: String, dimensions: Int, reference: [Double], volume: Double,
        costs: @escaping @Sendable ([Double]) -> [Double]
    ) {
        self.name = "\(name), \(dimensions) parameters"
        parameters = (0..<dimensions).map {
            Parameter(name: "x\($0)", domain: .float(FloatDomain(low: 0, high: 1)))
        }
        self.reference = reference
        self.volume = volume
        self.costs = costs
    }

    func costs(of configuration: Configuration) -> [Double] {
        costs(configuration.entries.map { $0.value.number ?? 0 })
    }

    static let all = [zdt1, zdt2, zdt3, dtlz2]

    /// A convex front: y = 1 - √x.
    ///
    /// Source of ZDT1 to ZDT3: Zitzler, Deb and Thiele, "Comparison of multiobjective evolutionary
    /// algorithms: empirical results", Evolutionary Computation 8 (2000).
    static let zdt1 = zdt("zdt1", volume: 5.5 - 1.0 / 3) { x, g in g * (1 - (x / g).squareRoot()) }

    /// A front that is not convex: y = 1 - x².
    static let zdt2 = zdt("zdt2", volume: 5.5 - 2.0 / 3) { x, g in g * (1 - x / g * (x / g)) }

    /// A front of five parts; its volume was integrated numerically.
    static let zdt3 = zdt("zdt3", volume: 5.621763) { x, g in
        g * (1 - (x / g).squareRoot() - x / g * sin(10 * Double.pi * x))
    }

    private static func zdt(
        _ name: String, volume: Double, _ second: @escaping @Sendable (Double, Double) -> Double
    ) -> BenchFront {
        BenchFront(name, dimensions: 10, reference: [1.1, 5], volume: volume) { x in
            let g = 1 + 9 * x.dropFirst().reduce(0, +) / Double(x.count - 1)
            return [x[0], second(x[0], g)]
        }
    }

    /// Three objectives, whose front is an eighth of the unit sphere.
    ///
    /// Source: Deb, Thiele, Laumanns and Zitzler, "Scalable test problems for evolutionary
    /// multiobjective optimization", TIK report 112, ETH Zürich (2001).
    static let dtlz2 = BenchFront(
        "dtlz2", dimensions: 10, reference: [2, 2, 2], volume: 8 - Double.pi / 6
    ) { x in
        let radius = 1 + x.dropFirst(2).reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
        let (a, b) = (x[0] * Double.pi / 2, x[1] * Double.pi / 2)
        return [radius * cos(a) * cos(b), radius * cos(a) * sin(b), radius * sin(a)]
    }
}
