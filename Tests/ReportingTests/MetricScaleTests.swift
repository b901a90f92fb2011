import Figures
import Portable
import StudyModel
import Testing

@testable import Reporting

@Suite("The axis of a metric")
struct MetricScaleTests {
    private let loss = Metric(name: "validation_loss")
    private let accuracy = Metric(name: "accuracy", direction: .maximize)

    /// Values from the first to the last, evenly.
    private func even(_ first: Double, _ last: Double, count: Int = 40) -> [Double] {
        (0..<count).map { first + (last - first) * Double($0) / Double(count - 1) }
    }

    @Test("is linear where the best tenth has its tenth")
    func linear() {
        for metric in [loss, accuracy] {
            let scale = MetricScale(metric, values: even(0.4, 0.6))
            #expect(scale.axis.scale == .linear && !scale.isComplement && scale.edge == nil)
            #expect(scale.note.isEmpty && scale.shown(0.45) == 0.45)
        }
    }

    @Test("is logarithmic where a few bad losses would squeeze all others")
    func logarithmic() {
        let scale = MetricScale(loss, values: even(0.02, 0.04) + [0.15, 0.2, 0.22])
        #expect(scale.axis.scale == .logarithmic && scale.axis.label == "validation loss")
        #expect(scale.isMinimised && scale.edge == nil)
    }

    @Test("cuts off what is decades behind most others")
    func diverged() {
        let good = (0..<20).map { 0.01 * PortableMath.exp(Double($0) / 5) }
        let scale = MetricScale(loss, values: good + [1e26, 2e26, 3e26, 4e26])
        #expect(scale.axis.scale == .logarithmic && scale.beyond == 4)
        let edge = scale.edge ?? 0
        #expect(good.allSatisfy { $0 <= edge } && edge < 10)
        #expect(scale.shown(1e26) == edge && scale.shown(0.02) == 0.02)
        #expect(scale.note.contains("4 worse results stand at the axis's edge, "))
        // Values over many decades, with none far behind the others, are all shown.
        let wide = (0..<20).map { PortableMath.exp(Double($0)) }
        #expect(MetricScale(loss, values: wide).edge == nil)
    }

    @Test("tells the best of a few apart too")
    func few() {
        let scale = MetricScale(loss, values: [0.0226, 0.0229, 0.0231, 0.0246, 0.0761])
        #expect(scale.axis.scale == .logarithmic && scale.edge == nil)
        #expect(MetricScale(loss, values: even(0.02, 0.03, count: 5)).axis.scale == .linear)
    }

    @Test("shows what an accuracy misses to 1 where its best are close together")
    func complement() {
        let values = [0.991, 0.9905, 0.99, 0.985, 0.98, 0.97, 0.96, 0.95, 0.9, 0.85, 0.5, 0.1]
        let scale = MetricScale(accuracy, values: values)
        #expect(scale.isComplement && scale.isMinimised)
        #expect(scale.axis.label == "1 − accuracy" && scale.axis.scale == .logarithmic)
        #expect(scale.shown(0.75) == 0.25)
        // An accuracy of 1 has no place on such an axis.
        #expect(!MetricScale(accuracy, values: values + [1]).isComplement)
    }

    @Test("has the worst at its edge where nothing else helps, and says so")
    func edge() throws {
        // Negative numbers have no logarithm.
        let scale = MetricScale(loss, values: even(-1, -0.9) + [50, 60, 70, 80])
        let edge = try #require(scale.edge)
        #expect(scale.axis.scale == .linear && edge > -0.9 && edge < 50)
        #expect(
            scale.beyond == 4 && scale.note.contains("4 worse results stand at the axis's edge"))
        #expect(scale.shown(70) == edge && scale.shown(-0.95) == -0.95)
        let score = Metric(name: "score", direction: .maximize)
        let high = MetricScale(score, values: even(100, 101) + [-500])
        #expect(high.beyond == 1 && high.note.contains("One worse result stands"))
        #expect((high.edge ?? 0) < 100 && !high.isMinimised)
    }

    @Test("never hides the better half, and takes any values")
    func anything() {
        let numbers: [Double] = [
            0, -0.0, 1, -1, 1e-300, 1e300, -1e300, 1e308, .nan, .infinity, 0.5, 0.999999,
            .leastNonzeroMagnitude,
        ]
        for seed in 0..<300 {
            let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
            let count = generator.uniform(below: 40, index: 0)
            let values = (0..<count).map {
                seed % 2 == 0
                    ? numbers[generator.uniform(below: numbers.count, step: 1, index: $0)]
                    : generator.uniform(step: 2, index: $0) * (seed % 3 == 0 ? -1 : 1)
            }
            for metric in [loss, accuracy] {
                let scale = MetricScale(metric, values: values)
                let finite = values.filter(\.isFinite).sorted { metric.ranks($0, before: $1) }
                for value in finite.prefix(finite.count / 2) where !scale.isComplement {
                    // Of a figure's axis, gnuplot computes the length.
                    let isTiny = scale.axis.scale == .logarithmic && value < 1e-307
                    #expect(
                        scale.shown(value)
                            == (isTiny ? AxisPlan.leastPositive : min(value, AxisPlan.largest)))
                }
            }
        }
    }

    @Test("draws what is beyond all axes at their end, and says so")
    func limits() {
        let linear = MetricScale(loss, values: [-1e308, 0, 1e308, 1.5e308])
        #expect(linear.shown(1e308) == 6e307 && linear.shown(-1e308) == -6e307)
        #expect(
            linear.note
                == " 3 results are beyond the numbers that a figure can show, -6e+307 to 6e+307, "
                + "and drawn at their end.")
        let wide = MetricScale(loss, values: [1e-311, 1e-200, 1, 1e200])
        #expect(wide.axis.scale == .logarithmic && wide.shown(1e-311) == .leastNormalMagnitude)
        #expect(
            wide.note.hasPrefix(" 1 result is beyond the numbers that a figure can show, 2.2e-"))
    }

    @Test("does not clip values that are kept, such as those of a front")
    func kept() {
        let metric = Metric(name: "r2", direction: .maximize)
        let values = even(0.9, 0.99) + [-0.5, -2, -50, -4000]
        let clipped = MetricScale(metric, values: values)
        let edge = clipped.edge ?? -.infinity
        #expect(edge > -0.5)
        let kept = MetricScale(metric, values: values, keeping: [0.99, -2])
        #expect(kept.edge == -2 && kept.beyond == 2)
        #expect(kept.shown(-0.5) == -0.5 && kept.shown(-4000) == -2)
    }
}
