import Foundation
import StudyModel
import Testing

@testable import Benchmarks

/// The functions of the suite BBOB, and searches of them.
@Suite struct BBOBTests {
    /// A record of Goldens/bbob.json, which Scripts/goldens_bbob.py wrote: what the package ioh
    /// computes for instance 1 of the suite.
    private struct Golden: Codable {
        var number: Int
        var optimum: [Double]
        var first: [[Double]]
        var second: [[Double]]
        var peaks: BBOBPeaks?
        var points: [[Double]]
        var values: [Double]
    }

    private func goldens() throws -> [Golden] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Goldens/bbob.json"))
        return try JSONDecoder().decode([Golden].self, from: data)
    }

    @Test("The values of all functions are those of the package ioh")
    func values() throws {
        let goldens = try goldens()
        #expect(goldens.map(\.number) == (1...24).flatMap { [$0, $0] })
        for golden in goldens {
            let function = BBOBFunction.all[golden.number - 1]
            var instance = BBOBInstance(of: function, dimensions: 2, number: 1)
            instance.optimum = golden.optimum
            instance.first = golden.first
            instance.second = golden.second
            instance.peaks = golden.peaks
            for (point, value) in zip(golden.points, golden.values) {
                let gap = function.gap(point, instance)
                #expect(
                    abs(gap - value) <= 1e-9 * max(1, abs(value)),
                    "f\(golden.number) at \(point): \(gap), ioh has \(value)")
            }
        }
    }

    @Test("The optimum of an instance is in the box, and others are above", arguments: [2, 5, 10])
    func optima(dimensions: Int) {
        #expect(BBOBFunction.all.map(\.number) == Array(1...24))
        for function in BBOBFunction.all {
            for number in 1...3 {
                let instance = BBOBInstance(of: function, dimensions: dimensions, number: number)
                let optimum = instance.optimum
                #expect(optimum.allSatisfy { abs($0) <= 5 }, "f\(function.number)")
                // The report has the optimum of function 20 with 11 digits.
                let gap = function.gap(optimum, instance)
                #expect(abs(gap) < 1e-8, "f\(function.number): \(gap)")
                let beside = optimum.map { $0 < 0 ? $0 + 0.3 : $0 - 0.3 }
                #expect(function.gap(beside, instance) > 1e-4, "f\(function.number)")
                let corner = (0..<dimensions).map { $0 % 2 == 0 ? 4.9 : -4.9 }
                #expect(function.gap(corner, instance) > 0, "f\(function.number)")
            }
        }
    }

    @Test("Instances are turned by orthonormal matrices, each by others, the same every time")
    func instances() {
        let function = BBOBFunction.all[20]
        let instance = BBOBInstance(of: function, dimensions: 5, number: 1)
        for rows in [instance.first, instance.second] {
            for (index, row) in rows.enumerated() {
                let products = BBOBTransforms.rotated(rows, row)
                for (other, product) in products.enumerated() {
                    #expect(abs(product - (other == index ? 1 : 0)) < 1e-14)
                }
            }
        }
        #expect(instance.first != instance.second)
        #expect(instance == BBOBInstance(of: function, dimensions: 5, number: 1))
        #expect(instance.optimum != BBOBInstance(of: function, dimensions: 5, number: 2).optimum)
        let conditions = instance.peaks?.scales.map { ($0.max() ?? 0) / ($0.min() ?? 1) } ?? []
        #expect(conditions.count == 101)
        // The scale of an axis is a quotient's square root: C has the condition √α.
        #expect(abs(conditions[0] - 1_000.0.squareRoot()) < 1e-9)
        #expect(abs((conditions.dropFirst().max() ?? 0) - 1_000) < 1e-6)
        #expect(abs((conditions.dropFirst().min() ?? 0) - 1) < 1e-9)
    }

    @Test("Gaps are given as multiples of random search's after 200 trials, by group")
    func relativeGaps() throws {
        let outcome = try SamplersBenchmark(
            samplers: ["random", "cma-es"], trials: 1, budgets: [200, 50],
            repeats: 21, lags: [1], bbob: BBOBSelection(numbers: [1, 8], dimensions: [3])
        ).run()
        #expect(outcome.timings.isEmpty)
        #expect(outcome.qualities.count == 2 * 2 * 2)
        let gaps = try #require(outcome.relativeGaps)
        let groups = ["separable", "low conditioning", "all"]
        #expect(gaps.map(\.group) == groups.flatMap { Array(repeating: $0, count: 4) })
        #expect(gaps.map(\.trials) == (0..<6).flatMap { _ in [50, 200] })
        for (early, late) in zip(gaps, gaps.dropFirst()) where early.trials < late.trials {
            #expect(late.geometricMean < early.geometricMean)
        }
        // The unit is the median of the same searches: a mean of logarithms is near it.
        let random = gaps.filter { $0.sampler == "random" && $0.trials == 200 }
        #expect(random.allSatisfy { (0.5...1.5).contains($0.geometricMean) })
        let learnt = gaps.filter { $0.sampler == "cma-es" && $0.trials == 200 }
        #expect(learnt.allSatisfy { $0.geometricMean < 0.3 && $0.standardError > 0 })
        let lines = outcome.text.split(separator: "\n")
        #expect(lines.count == 2 + 4 + 2 + 6)
    }

    @Test("A multiple below a thousandth counts as a thousandth")
    func least() {
        let gap = SamplersBenchmark.RelativeGap(
            group: "all", parameters: 5, .random, trials: 10, multiples: [[0, 1e-5], [1, 1e-9]])
        let expected = 1e-3 * 1_000.0.squareRoot().squareRoot()
        #expect(abs(gap.geometricMean / expected - 1) < 1e-12)
    }

    @Test("Exported instances have all that another program needs, and a value to check it with")
    func exports() throws {
        let benchmark = SamplersBenchmark(trials: 1, budgets: [1], repeats: 2, lags: [1])
        let exports = try benchmark.bbobExports(BBOBSelection(numbers: [21, 3], dimensions: [2]))
        #expect(exports.map(\.number) == [3, 21])
        let read = try JSONDecoder().decode(
            [SamplersBenchmark.BBOBExport].self, from: JSONEncoder().encode(exports))
        for export in read {
            #expect(export.unit > 0)
            #expect(export.instances.count == 2)
            for (number, exported) in export.instances.enumerated() {
                let function = BBOBFunction.all[export.number - 1]
                #expect(
                    exported.instance
                        == BBOBInstance(of: function, dimensions: 2, number: number + 1))
                #expect(exported.gap == function.gap(exported.point, exported.instance))
            }
        }
    }
}
