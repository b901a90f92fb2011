import Foundation

/// The transformations from which the BBOB functions are made.
///
/// Source of all: Hansen, Finck, Ros and Auger, "Real-parameter black-box optimization benchmarking
/// 2009: noiseless functions definitions", INRIA RR-6829, section 0.2. Names of the report are in
/// parentheses.
enum BBOBTransforms {
    /// How far a coordinate is in the list, from 0 to 1: (i - 1) / (D - 1).
    static func step(_ index: Int, of count: Int) -> Double {
        Double(index) / Double(count - 1)
    }

    static func difference(_ x: [Double], _ origin: [Double]) -> [Double] {
        zip(x, origin).map { $0 - $1 }
    }

    /// A matrix, given by its rows, times a vector.
    static func rotated(_ rows: [[Double]], _ x: [Double]) -> [Double] {
        rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    /// Each coordinate times condition^(½ (i - 1) / (D - 1)) (Λ).
    static func scaled(_ x: [Double], _ condition: Double) -> [Double] {
        x.indices.map { x[$0] * pow(condition, 0.5 * step($0, of: x.count)) }
    }

    /// A number with small smooth oscillations of its logarithm (T_osz).
    static func oscillated(_ x: Double) -> Double {
        guard x != 0 else { return 0 }
        let size = log(abs(x))
        let (fast, slow) = x > 0 ? (10, 7.9) : (5.5, 3.1)
        let value = exp(size + 0.049 * (sin(fast * size) + sin(slow * size)))
        return x > 0 ? value : -value
    }

    static func oscillated(_ x: [Double]) -> [Double] {
        x.map { oscillated($0) }
    }

    /// Positive coordinates to a larger power, so that both sides of the optimum differ (T_asy).
    static func skewed(_ x: [Double], _ strength: Double) -> [Double] {
        x.indices.map { index in
            guard x[index] > 0 else { return x[index] }
            let power = 1 + strength * step(index, of: x.count) * x[index].squareRoot()
            return pow(x[index], power)
        }
    }
}
