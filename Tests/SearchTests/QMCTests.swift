import Foundation
import Portable
import StudyModel
import Testing

@testable import Search

/// The sequences of the qmc sampler against SciPy's, and what scrambling keeps.
@Suite struct QMCTests {
    private static let golden: [[Substring]] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/low-discrepancy.csv")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { $0.split(separator: ",") }
    }()

    private func golden(_ name: String) -> [[Double]] {
        Self.golden.filter { $0.first.map(String.init) == name }
            .map { $0.dropFirst().compactMap { Double($0) } }
    }

    @Test("The first 1,000 Sobol points in 1,000 dimensions are SciPy's")
    func sobol() throws {
        let sequence = SobolSequence(dimensions: 1_000)
        var checksum: UInt64 = 0
        for point in 0..<1_000 {
            for dimension in 0..<1_000 {
                let coordinate = sequence.coordinate(of: point, dimension: dimension)
                checksum = checksum &* 6_364_136_223_846_793_005 &+ UInt64(coordinate)
            }
        }
        let line = try #require(Self.golden.first { $0.first == "sobol" })
        #expect("\(checksum)" == line[1])
        #expect(golden("sobol-point").count == 7)
        for sample in golden("sobol-point") {
            let found = sequence.coordinate(of: Int(sample[0]), dimension: Int(sample[1]))
            #expect(Double(found) == sample[2])
        }
    }

    @Test("The table has 1,111 dimensions, each different from the others, all of them balanced")
    func table() {
        let sequence = SobolSequence(dimensions: SobolSequence.largestDimensions)
        #expect(sequence.dimensions == 1_111)
        var columns: Set<[UInt32]> = []
        for dimension in 0..<sequence.dimensions {
            let column = (0..<64).map { sequence.coordinate(of: $0, dimension: dimension) }
            #expect(Set(column.map { $0 >> 26 }).count == 64)
            columns.insert((0..<8_192).map { sequence.coordinate(of: $0, dimension: dimension) })
        }
        #expect(columns.count == sequence.dimensions)
    }

    @Test("Halton points are SciPy's")
    func halton() {
        let sequence = HaltonSequence(dimensions: 1_000, seed: nil)
        #expect(golden("halton-point").count == 8)
        for sample in golden("halton-point") {
            let found = sequence.fraction(of: Int(sample[0]), dimension: Int(sample[1]))
            #expect(abs(found - sample[2]) < 1e-15)
        }
    }

    private func fractions(
        _ sequence: QMCSettings.Sequence, count: Int, dimensions: Int, seed: UInt64
    ) -> [[Double]] {
        let points = LowDiscrepancySequence(sequence, dimensions: dimensions, seed: seed)
        return (0..<count).map { point in
            (0..<dimensions).map { points.fraction(of: point, dimension: $0) }
        }
    }

    @Test("Each interval of length 2^-m has one of 2^m scrambled Sobol points", arguments: 0..<5)
    func intervals(seed: Int) {
        let points = fractions(.sobol, count: 256, dimensions: 24, seed: UInt64(seed))
        for dimension in 0..<24 {
            for block in [0, 128] {
                let cells = points[block..<block + 128].map { Int($0[dimension] * 128) }
                #expect(Set(cells).count == 128, "dimension \(dimension)")
            }
        }
    }

    /// The first two dimensions form a (0, m, 2)-net: Sobol' 1967, theorem 3.
    @Test(
        "Each elementary rectangle has one of 2^m scrambled points of two dimensions",
        arguments: 0..<5)
    func rectangles(seed: Int) {
        let points = fractions(.sobol, count: 1 << 8, dimensions: 2, seed: UInt64(seed))
        for first in 0...8 {
            let (columns, rows) = (Double(1 << first), Double(1 << (8 - first)))
            let cells = points.map { [Int($0[0] * columns), Int($0[1] * rows)] }
            #expect(Set(cells).count == 256, "\(columns) × \(rows)")
        }
    }

    @Test("Each interval of length 1/p^m has one of p^m scrambled Halton points", arguments: 0..<5)
    func haltonIntervals(seed: Int) {
        let points = fractions(.halton, count: 2 * 343, dimensions: 4, seed: UInt64(seed))
        for (dimension, count) in [128, 81, 125, 343].enumerated() {
            let cells = points[count..<2 * count].map { Int($0[dimension] * Double(count)) }
            #expect(Set(cells).count == count, "dimension \(dimension)")
        }
    }

    @Test("A scrambled point is uniform over seeds, and digits are flipped independently")
    func uniform() {
        for sequence in QMCSettings.Sequence.allCases {
            for point in [0, 1, 5] {
                let drawn = (0..<2_000).map {
                    fractions(sequence, count: point + 1, dimensions: 3, seed: UInt64($0))[point]
                }
                for dimension in 0..<3 {
                    let sorted = drawn.map { $0[dimension] }.sorted()
                    // Kolmogorov-Smirnov, with the critical value at 1e-6.
                    let statistic =
                        sorted.enumerated().map {
                            abs($0.element - (Double($0.offset) + 0.5) / 2_000)
                        }.max() ?? 1
                    #expect(statistic < (7.2543 / 2_000).squareRoot())
                }
                let product = drawn.reduce(0) { $0 + ($1[0] - 0.5) * ($1[1] - 0.5) } / 2_000
                #expect(abs(product) < 6.0 / 12 / 2_000.0.squareRoot())
            }
        }
    }

    /// The centered L2 discrepancy: Hickernell, "A generalized discrepancy and quadrature error
    /// bound", Mathematics of Computation 67 (1998), equation 5.1c.
    private func discrepancy(_ points: [[Double]]) -> Double {
        let (count, dimensions) = (Double(points.count), points[0].count)
        var (single, double) = (0.0, 0.0)
        for a in points {
            single += a.reduce(1) { $0 * (1 + 0.5 * abs($1 - 0.5) - 0.5 * pow($1 - 0.5, 2)) }
            for b in points {
                double += zip(a, b).reduce(1) {
                    $0
                        * (1 + 0.5 * abs($1.0 - 0.5) + 0.5 * abs($1.1 - 0.5)
                            - 0.5 * abs($1.0 - $1.1))
                }
            }
        }
        return pow(13.0 / 12, Double(dimensions)) - 2 / count * single + double / count / count
    }

    @Test("Scrambled points have a third of the discrepancy of random points, or less")
    func evenness() throws {
        let sample = try #require(golden("sample").first)
        let points = (0..<64).map { Array(sample[$0 * 5..<($0 + 1) * 5]) }
        let expected = try #require(golden("discrepancy").first?.first)
        #expect(abs(discrepancy(points) - expected) < 1e-12)
        for seed in UInt64(0)..<5 {
            let generator = SeededGenerator(seed: seed, purpose: .tests)
            let random = (0..<128).map { point in
                (0..<5).map { generator.uniform(step: point, index: $0) }
            }
            for sequence in QMCSettings.Sequence.allCases {
                let even = fractions(sequence, count: 128, dimensions: 5, seed: seed)
                #expect(discrepancy(even) < discrepancy(random) / 3, "\(sequence), seed \(seed)")
            }
        }
    }
}
