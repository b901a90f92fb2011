import Foundation
import Reporting
import StudyModel
import Testing

@testable import Benchmarks

@Suite("Benchmarks")
struct BenchmarkTests {
    @Test("formulas have their minimum where they say")
    func formulas() throws {
        #expect(BenchFunction.sphere(dimensions: 3).value([1, 1, 1]) == 0)
        #expect(BenchFunction.rosenbrock(dimensions: 4).value([1, 1, 1, 1]) == 0)
        #expect(abs(BenchFunction.ackley(dimensions: 5).value([0, 0, 0, 0, 0])) < 1e-12)
        let well = [0.20168951, 0.15001069, 0.47687397, 0.27533243, 0.31165161, 0.65730053]
        #expect(abs(BenchFunction.hartmann.value(well)) < 1e-12)
        #expect(BenchFunction.training.value([1e-3, 1e-6, 9, 120, 0]) < 1e-12)
        for function in BenchFunction.all {
            #expect(function.parameters.isEmpty == false, "\(function.name)")
        }
    }

    @Test("samplers are compared by formulas, with a lag of each")
    func samplers() throws {
        let outcome = try SamplersBenchmark(
            trials: 10, budgets: [5, 10], repeats: 3, lags: [1, 8]
        ).run()
        let dimensions = SamplersBenchmark.names.flatMap { _ in [5, 10, 40] }
        #expect(outcome.timings.map(\.parameters) == dimensions)
        // random and qmc have no lag, the others have two.
        let searches = 2 + 2 * (SamplersBenchmark.names.count - 2)
        #expect(outcome.qualities.count == 2 * searches * BenchFunction.all.count)
        for (early, late) in zip(outcome.qualities, outcome.qualities.dropFirst())
        where early.trials < late.trials {
            #expect(late.meanBest <= early.meanBest)
        }
        #expect(
            outcome.qualities.allSatisfy { $0.medianBest >= 0 && $0.standardError.isFinite })
        let lines = dimensions.count + 2 + searches * BenchFunction.all.count
        #expect(outcome.text.split(separator: "\n").count == lines)
    }

    @Test("each lag of the only sampler has a row of its own")
    func lags() throws {
        let outcome = try SamplersBenchmark(
            samplers: ["tpe"], trials: 10, budgets: [5, 10], repeats: 1, lags: [1, 8]
        ).run()
        let rows = outcome.text.split(separator: "\n").filter { $0.hasPrefix("| sphere, 5 ") }
        #expect(rows.count == 2)
        #expect(rows.allSatisfy { $0.split(separator: "|").count == 4 })
    }

    @Test("samplers for several objectives are compared by hypervolumes")
    func fronts() throws {
        let outcome = try SamplersBenchmark(
            trials: 10, budgets: [10, 20], repeats: 2, lags: [1], hasSeveralObjectives: true
        ).run()
        #expect(outcome.timings.map(\.sampler) == ["random", "qmc", "tpe", "gp", "nsga2", "auto"])
        #expect(outcome.qualities.count == 2 * 6 * BenchFront.all.count)
        #expect(outcome.qualities.allSatisfy { (0...1).contains($0.meanBest) })
        // Points of the fronts themselves leave nothing out.
        for (front, last) in [(BenchFront.zdt1, 0.0), (.zdt2, 0), (.zdt3, 0), (.dtlz2, 0.5)] {
            let rest = Array(repeating: last, count: front.parameters.count)
            let steps = front.reference.count == 2 ? 2_000 : 40
            let points = (0...steps).flatMap { first -> [[Double]] in
                var x = rest
                x[0] = Double(first) / Double(steps)
                guard front.reference.count > 2 else { return [front.costs(x)] }
                return (0...steps).map {
                    x[1] = Double($0) / Double(steps)
                    return front.costs(x)
                }
            }
            let share = Hypervolume.of(points, reference: front.reference) / front.volume
            #expect(share > 0.99 && share <= 1 + 1e-6, "\(front.name): \(share)")
        }
    }

    @Test("a made-up study is the same every time, with failed trials and lost attempts")
    func madeUp() {
        let record = MadeUpStudy(trials: 120, epochs: 2).record
        #expect(record.trials.count == 120)
        #expect(
            record.trials.map(\.trial)
                == MadeUpStudy(trials: 120, epochs: 2).record.trials
                .map(\.trial))
        #expect(
            record.trials.filter { $0.trial.state == .failed }.map(\.trial.number) == [17, 67, 117])
        #expect(record.trials.filter { $0.attempts.count == 2 }.map(\.trial.number) == [3, 103])
        #expect(record.trials.allSatisfy { $0.intermediateResults.count == 2 })
    }

    @Test("latencies are given by their ranks")
    func latencies() {
        let latency = ScaleOutcome.Latency((1...100).map { Double($0) / 1000 })
        #expect(latency.count == 100)
        #expect(latency.p50Milliseconds == 51)
        #expect(latency.p99Milliseconds == 100)
        #expect(latency.maximumMilliseconds == 100)
        #expect(ScaleOutcome.Latency([]).maximumMilliseconds == 0)
    }

    @Test("a report of a small study is written and measured")
    func report() throws {
        let base = NSTemporaryDirectory() + "/podium-benchmarks-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let outcome = try ReportBenchmark(epochs: 2, directory: base, gnuplot: nil)
            .run(trials: [50])[0]
        #expect(FileManager.default.fileExists(atPath: base + "/50/report.html"))
        #expect(outcome.trials == 50)
        #expect(outcome.pageMegabytes > 0)
        #expect(outcome.text.hasPrefix("     50 trials: "))
    }
}
