import Datasets
import Foundation
import Models
import StudyModel
import Testing

@testable import Analysis

@Suite("Disturbed samples") struct RobustnessTests {
    private func disturbed(
        _ perturbation: Perturbation, seed: UInt64, sample: Int, value: Float = 0.5
    ) throws -> [Float] {
        let disturber = try Disturber(perturbation, seed: seed, sampleShape: [1, 28, 28])
        var values = [Float](repeating: value, count: 784)
        values.withUnsafeMutableBufferPointer { disturber.disturb($0, sample: sample) }
        return values
    }

    @Test("lose as many rows as the fraction says, whole ones, and other ones in each image")
    func rows() throws {
        var patterns: Set<[Int]> = []
        for seed in UInt64(0)..<20 {
            for (fraction, count) in [(0, 0), (0.1, 3), (0.5, 14), (0.99, 28), (1, 28)] {
                let values = try disturbed(
                    .occlusion(fraction: fraction), seed: seed, sample: Int(seed) * 7)
                let rows = (0..<28).filter { values[$0 * 28] == 0 }
                #expect(rows.count == count)
                for row in 0..<28 {
                    let wanted: Float = rows.contains(row) ? 0 : 0.5
                    #expect(values[row * 28..<(row + 1) * 28].allSatisfy { $0 == wanted })
                }
                if fraction == 0.5 { patterns.insert(rows) }
            }
        }
        #expect(patterns.count == 20)
    }

    @Test("lose more rows at a higher level, beside those that they lost at a lower one")
    func nested() throws {
        let disturber = try Disturber(
            .occlusion(fraction: 1), seed: 3, sampleShape: [3, 20, 9])
        for sample in 0..<50 {
            var before: Set<Int> = []
            for level in 0...10 {
                let rows = Set(disturber.occludedRows(Double(level) / 10, sample: sample))
                #expect(rows.isSuperset(of: before) && rows.count == 2 * level)
                before = rows
            }
        }
    }

    @Test("lose each row as often as any other")
    func fair() throws {
        let disturber = try Disturber(
            .occlusion(fraction: 0.25), seed: 11, sampleShape: [1, 28, 28])
        var counts = [Int](repeating: 0, count: 28)
        for sample in 0..<4000 {
            for row in disturber.occludedRows(0.25, sample: sample) { counts[row] += 1 }
        }
        // 1,000 are expected of each; the deviation of a binomial count is 27.
        #expect(counts.allSatisfy { abs($0 - 1000) < 140 }, "\(counts)")
    }

    @Test("have noise of the mean and deviation asked for, which is not cut off")
    func noise() throws {
        var all: [Double] = []
        for sample in 0..<200 {
            all += try disturbed(.noise(0.3), seed: 5, sample: sample).map { Double($0) - 0.5 }
        }
        let mean = all.reduce(0, +) / Double(all.count)
        let deviation = (all.reduce(0) { $0 + $1 * $1 } / Double(all.count)).squareRoot()
        #expect(abs(mean) < 0.003 && abs(deviation - 0.3) < 0.003)
        #expect(all.contains { $0 > 0.5 } && all.contains { $0 < -0.5 })
    }

    @Test("have the same noise at each level, but for its strength; others with another seed")
    func common() throws {
        let weak = try disturbed(.noise(0.125), seed: 1, sample: 9, value: 0)
        let strong = try disturbed(.noise(0.25), seed: 1, sample: 9, value: 0)
        #expect(zip(weak, strong).allSatisfy { 2 * $0 == $1 })
        #expect(try disturbed(.noise(0.125), seed: 2, sample: 9, value: 0) != weak)
        #expect(try disturbed(.noise(0.125), seed: 1, sample: 10, value: 0) != weak)
    }

    @Test("have the share of values replaced that was asked for")
    func shares() throws {
        var (zeros, ones) = (0, 0)
        for sample in 0..<100 {
            let values = try disturbed(.saltAndPepper(0.2), seed: 1, sample: sample)
            zeros += values.count { $0 == 0 }
            ones += values.count { $0 == 1 }
        }
        #expect(abs(Double(zeros) / 78400 - 0.1) < 0.005)
        #expect(abs(Double(ones) / 78400 - 0.1) < 0.005)
        #expect(try disturbed(.masking(1), seed: 1, sample: 0).allSatisfy { $0 == 0 })
        #expect(try disturbed(.masking(0), seed: 1, sample: 0).allSatisfy { $0 == 0.5 })
    }

    // MARK: Levels

    @Test("Levels are read as lists and as ranges, whose ends are exact")
    func levels() throws {
        let ten = try RobustnessSweep(.noise, reading: "1e-3:1:10").levels
        #expect(ten.count == 10 && ten.first == 1e-3 && ten.last == 1)
        for (low, high) in zip(ten, ten.dropFirst()) {
            #expect(abs(high / low - 2.154434690031884) < 1e-12)
        }
        #expect(
            try RobustnessSweep(.occlusion, reading: "0:1:5").levels == [0, 0.25, 0.5, 0.75, 1])
        #expect(try RobustnessSweep(.masking, reading: "0.1,0.5,1").levels == [0.1, 0.5, 1])
        #expect(try RobustnessSweep(.noise, reading: "0:1:3").levels == [0, 0.5, 1])
    }

    @Test(
        "Levels that can't be are refused in words",
        arguments: [
            ("0.1,x", "'x', which is no number"), ("", "'', which is no number"),
            ("1:2", "no range of levels"), ("0.1:1:1", "no range of levels"),
            ("0.5,0.5", "levels that don't go up"), ("-1,0", "the level -1.0"),
            ("0.5,1.5", "the level 1.5"), ("0:inf:3", "'inf', which is no number"),
        ])
    func refusals(_ text: String, _ words: String) throws {
        let error = #expect(throws: AnalysisError.self) {
            try RobustnessSweep(.occlusion, reading: text)
        }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test("Few levels are shown, the first and the last among them")
    func shown() {
        for count in 1...30 {
            let sweep = RobustnessSweep(.noise, levels: (0..<count).map { Double($0 + 1) })
            let shown = sweep.shownLevels(5)
            #expect(shown.count == min(count, 5) && shown.first == 0 && shown.last == count - 1)
            #expect(Set(shown).count == shown.count && shown == shown.sorted())
        }
    }
}
