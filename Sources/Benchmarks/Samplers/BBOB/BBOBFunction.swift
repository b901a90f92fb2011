/// One of the 24 noiseless functions of the suite BBOB, to be minimised in [-5, 5]^D, D ≥ 2.
///
/// Source: Hansen, Finck, Ros and Auger, "Real-parameter black-box optimization benchmarking 2009:
/// noiseless functions definitions", INRIA RR-6829. Two things differ. Shifts and rotations are
/// drawn by this program (``BBOBInstance``). And terms that punish points outside of the box are
/// left out where they are 0 inside: no point outside is ever asked for.
struct BBOBFunction: Sendable {
    /// The number in the suite, from 1.
    let number: Int
    let name: String
    let group: Group
    let place: Place
    /// The value at x above the least one, with the optimum and the rotations of an instance.
    let gap: @Sendable (_ x: [Double], _ instance: BBOBInstance) -> Double

    /// The suite's groups of functions.
    enum Group: String, Codable, Sendable, CaseIterable {
        case separable
        case lowConditioning = "low conditioning"
        case highConditioning = "high conditioning"
        case multiModal = "multi-modal"
        case weaklyStructured = "weakly structured"
    }

    /// Where the optimum of an instance lies.
    enum Place: Sendable, Equatable {
        /// Anywhere in [-size, size]^D.
        case box(Double)
        /// The same, with coordinates 1, 3, 5, … above 0.
        case boxWithPositiveOdds(Double)
        /// At plus or minus this number in each coordinate.
        case corner(Double)
        /// Where the rotated and stretched point is ½ in each coordinate.
        case rotatedHalf
        /// At the highest of some peaks.
        case peak(BBOBPeaks.Setting)
    }

    init(
        _ number: Int, _ name: String, _ group: Group, at place: Place = .box(4),
        gap: @escaping @Sendable (_ x: [Double], _ instance: BBOBInstance) -> Double
    ) {
        self.number = number
        self.name = name
        self.group = group
        self.place = place
        self.gap = gap
    }

    /// All functions by ascending numbers.
    static let all: [BBOBFunction] =
        separable + lowConditioning + highConditioning + multiModal + weaklyStructured

    /// The function of Rosenbrock's valley, term by term; 0 where each coordinate is 1.
    static func valley(_ z: [Double]) -> [Double] {
        zip(z, z.dropFirst()).map { here, next in
            let (bend, slope) = (here * here - next, here - 1)
            return 100 * bend * bend + slope * slope
        }
    }

    /// How far Rosenbrock's valley is stretched: max(1, √D / 8).
    static func stretch(_ dimensions: Int) -> Double {
        max(1, Double(dimensions).squareRoot() / 8)
    }
}
