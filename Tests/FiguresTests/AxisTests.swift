import Foundation
import Portable
import Testing

@testable import Figures

@Suite("Axes")
struct AxisTests {
    @Test("ticks ascend, lie within the axis, and say what they are", arguments: 0..<200)
    func ticks(seed: Int) throws {
        let dice = Dice(seed)
        let isLogarithmic = seed % 2 == 1
        let size = PortableMath.exp(40 * (dice.uniform(0) - 0.5))
        let values = (0..<6).map { index -> Double in
            let value = dice.uniform(1 + index)
            return size * (isLogarithmic ? PortableMath.exp(12 * value) : value - 0.4)
        }
        let plan = AxisPlan(
            Axis("x", scale: isLogarithmic ? .logarithmic : .linear), values: values)
        #expect(values.allSatisfy { plan.lower <= $0 && $0 <= plan.upper })
        let major = plan.ticks.filter { !$0.isMinor }
        #expect((1...9).contains(major.count), "\(plan)")
        #expect(zip(plan.ticks, plan.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
        let room = (plan.upper - plan.lower) * 1e-6
        for tick in plan.ticks {
            #expect(tick.value >= plan.lower - room && tick.value <= plan.upper + room)
            switch tick.label {
            case .none: #expect(tick.isMinor)
            case .text(let text): #expect(Double(text) == tick.value)
            case .power(let exponent): #expect(tick.value == Double("1e\(exponent)"))
            }
        }
    }

    @Test("a place on the axis and its value are each other's inverse", arguments: 0..<50)
    func positions(seed: Int) throws {
        let dice = Dice(seed)
        let scale: Axis.Scale = seed % 2 == 0 ? .linear : .logarithmic
        let plan = AxisPlan(Axis("x", scale: scale), values: [0.003, 0.003 + dice.uniform(0)])
        for index in 1..<10 {
            let place = dice.uniform(index)
            let back = try #require(plan.position(plan.value(at: place)))
            #expect((back - place).magnitude < 1e-9)
        }
    }

    @Test("nothing, one value, and what can't be shown give an axis all the same")
    func extremes() {
        for scale in [Axis.Scale.linear, .logarithmic] {
            for values in [[], [0.0], [3], [-2], [.nan, .infinity], [1e-300, 1e300], [5, 5]] {
                let plan = AxisPlan(Axis("x", scale: scale), values: values)
                #expect(plan.lower < plan.upper && plan.lower.isFinite && plan.upper.isFinite)
                #expect(scale == .linear || plan.lower > 0)
            }
        }
        #expect(AxisPlan(Axis("x", scale: .logarithmic), values: [1]).position(0) == nil)
    }

    @Test("the widest ranges have a few round ticks, and room for every value")
    func widest() {
        let far = AxisPlan(
            Axis("x", scale: .logarithmic), values: [1e-300, 1e300], tickCount: 6)
        #expect(far.ticks.count < 10 && far.ticks.count > 2)
        #expect(far.ticks.allSatisfy { $0.label.text.hasSuffix("⁰") })
        let huge = AxisPlan(Axis("x"), values: [-1e308, 1e308], margin: 0.15)
        #expect((huge.upper - huge.lower).isFinite)
        #expect(huge.position(AxisPlan.largest).map { (0...1).contains($0) } == true)
        let tiny = AxisPlan(Axis("x"), values: [1, 2].map { $0 * Double.leastNonzeroMagnitude })
        #expect(tiny.lower == -1 && tiny.upper == 1)
    }

    @Test("numbers that are too long are differences to one in the heading")
    func differences() throws {
        for (values, heading, first) in [
            ([1_000_000.01, 1_000_000.03], "x − 1e6", "0.01"),
            ([-999_999.8, -999_997.2], "x + 1e6", "0.5"),
            ([1_000_000_000_000, 1_000_000_000_005], "x − 1e12", "0"),
            ([1e-5, 1.001e-5], "x − 1e-5", "0"),
        ] {
            let plan = AxisPlan(Axis("x"), values: values)
            #expect(plan.axis.heading == heading)
            #expect(plan.ticks.first?.label == .text(first), "\(plan.ticks)")
            #expect(plan.ticks.allSatisfy { $0.label.text.count <= 7 })
            #expect(zip(plan.ticks, plan.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
            #expect(plan.ticks.allSatisfy { (plan.lower...plan.upper).contains($0.value) })
            #expect(plan.commands("y").contains { $0.contains(heading) })
        }
        let short = AxisPlan(Axis("x"), values: [0.012, 0.018])
        #expect(short.axis.heading == "x")
    }

    @Test("of many categories only some have a name")
    func manyCategories() {
        let names = (1...30).map { "c\($0)" }
        let plan = AxisPlan(Axis("", scale: .categories(names)), values: [], mostNames: 12)
        #expect(plan.ticks.count == 30)
        #expect(plan.labelCount == 10)
        #expect(plan.ticks[3].label == .text("c4") && plan.ticks[4].isMinor)
        let few = AxisPlan(Axis("", scale: .categories(names)), values: [], mostNames: 30)
        #expect(few.labelCount == 30)
    }

    @Test("categories are named ticks")
    func categories() {
        let plan = AxisPlan(Axis("x", scale: .categories(["Adam", "RMSprop"])), values: [])
        #expect(plan.ticks.map(\.label) == [.text("Adam"), .text("RMSprop")])
        #expect(plan.lower == -0.5 && plan.upper == 1.5)
    }

    @Test("labels that have no room are left out, the ticks stay", arguments: 0..<100)
    func room(seed: Int) {
        let dice = Dice(seed)
        let low = dice.uniform(0) * 0.001 + 1e-6
        let high = low * (1.1 + 500 * dice.uniform(1))
        let axis = Axis("rate", scale: seed % 2 == 0 ? .linear : .logarithmic)
        let plan = AxisPlan(axis, values: [low, high])
        let narrow = plan.labelled(within: 18)
        let labels = narrow.ticks.filter { $0.label != .none }
        #expect(narrow.ticks.map { $0.value } == plan.ticks.map { $0.value })
        #expect(narrow.labelWidth <= 18 || labels.count <= 2)
        #expect(labels.allSatisfy(plan.ticks.contains))
        #expect(plan.labelled(within: plan.labelWidth) == plan)
        let names = AxisPlan(Axis("kind", scale: .categories(["first one", "other"])), values: [])
        #expect(names.labelled(within: 1) == names)
    }

    @Test("numbers are rounded as people write them")
    func rounding() {
        let cases: [(Double, Int, String)] = [
            (0.017249, 3, "0.0172"), (0.61, 3, "0.61"), (1234.6, 3, "1230"), (0, 3, "0"),
            (-0.000012, 2, "-1.2e-5"), (9.996, 3, "10"), (1e-7, 3, "1e-7"), (2.5e9, 2, "2.5e9"),
            (.nan, 3, "–"), (0.001, 1, "0.001"),
        ]
        for (value, digits, text) in cases {
            #expect(ShortDecimal.rounded(value, digits: digits) == text)
        }
    }

    @Test("powers of ten are found exactly", arguments: -300...300)
    func powers(exponent: Int) throws {
        let power = try #require(Double("1e\(exponent)"))
        #expect(DecimalLogarithm.floor(power) == exponent)
        #expect(DecimalLogarithm.floor(power.nextDown) == exponent - 1)
    }
}
