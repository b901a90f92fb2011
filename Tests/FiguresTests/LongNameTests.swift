import Testing

@testable import Figures

@Suite("Long names in figures")
struct LongNameTests {
    private let names = [
        "the_learning_rate_of_the_whole_generator_network",
        "the_weight_decay_of_the_whole_generator_network",
        "number_of_hidden_units_in_the_first_layer_of_all",
    ]
    private let choices = [
        "adam_with_a_very_long_explanation_of_itself",
        "adam_with_a_very_long_explanation_of_others",
        "stochastic_gradient_descent_with_momentum_09",
    ]

    /// The texts that a script shows, as they are.
    private func shown(_ drawing: Drawing) -> [String] {
        drawing.commands.flatMap { $0.split(separator: "'").enumerated() }
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    @Test("are cut in the middle, and stay different")
    func distinct() {
        for length in 8...40 {
            let short = ScriptText.distinct(names + choices, to: length)
            #expect(short.allSatisfy { ScriptText.width($0) <= length }, "\(length)")
            #expect(Set(short).count == short.count, "\(length)")
        }
        #expect(ScriptText.distinct(["a", "b"], to: 8) == ["a", "b"])
        #expect(ScriptText.distinct(["a", "a"], to: 8) == ["a", "a"])
        // The middle differs, and then the ends only.
        let middle = ["run_of_the_first_model_of_all", "run_of_the_other_model_of_all"]
        #expect(ScriptText.distinct(middle, to: 12) == ["…he_first_m…", "…he_other_m…"])
        let both = ["x_a_long_way_1", "x_a_long_way_2", "y_a_long_way_1", "y_a_long_way_2"]
        #expect(Set(ScriptText.distinct(both, to: 9)).count == 4)
    }

    @Test("leave room for the bars and for the numbers beside them", arguments: [true, false])
    func bars(hasMarks: Bool) {
        for width in [Drawing.column, Drawing.halfColumn] {
            let chart = BarChart(
                title: "t", axis: Axis("x"),
                bars: zip(names, [100, 8.64, 0.00564]).map { name, value in
                    .init(name, value, mark: hasMarks ? 1 : nil)
                }, width: width)
            let drawing = chart.drawing
            let most = BarChart.longestName(in: width)
            let written = shown(drawing).filter { $0.contains("…") }
            #expect(written.allSatisfy { $0.count <= most })
            #expect(written.count == names.count)
            #expect(Drawing.letters(in: width) - most - 9 >= 16)
            // As wide as "0.00564" and two letters.
            #expect(drawing.commands.contains("set rmargin 9.6"))
            #expect(drawing.data.text.contains(names[0]))
        }
    }

    @Test("are not bars' ends: without a spread there is no mark at a bar's end")
    func ends() {
        let plain = BarChart(title: "t", axis: Axis("x"), bars: [.init("a", 1)]).drawing
        #expect(!plain.commands.contains { $0.contains("xerrorbars") })
        let spread = BarChart(
            title: "t", axis: Axis("x"), bars: [.init("a", 1, spread: 0.5...2)]
        ).drawing
        #expect(spread.commands.contains { $0.contains("xerrorbars") })
    }

    private func slices(_ axis: Axis) -> SliceChart {
        SliceChart(
            title: "t", metric: Axis("the_loss_of_the_whole_network"),
            slices: [
                .init(axis, values: [0, 1, 2]), .init(Axis(names[1]), values: [1, 2, 3]),
            ], results: [1, 2, 3], best: 0)
    }

    @Test("of choices are turned below a slice, which then is higher, and end at their ticks")
    func turned() {
        let short = slices(Axis("c", scale: .categories(["a", "b", "c"]))).drawing
        #expect(!short.commands.contains { $0.contains("rotate") && $0.contains("xtics by") })
        #expect(short.commands.contains("set bmargin 3.4"))
        let long = slices(Axis(names[0], scale: .categories(choices))).drawing
        #expect(long.commands.contains("set xtics rotate by 45 right"))
        // The other slice is not turned, and its heading is nearer.
        #expect(long.commands.contains("set xtics norotate autojustify"))
        let headings = long.commands.filter { $0.hasPrefix("set label 1 ") }
        #expect(headings.count == 2 && headings.last?.hasSuffix("offset 0, -2.2") == true)
        #expect(headings.first?.hasSuffix("offset 0, -2.2") == false)
        #expect(long.height > short.height + 10)
        #expect(shown(long).allSatisfy { $0.count <= 20 })
        #expect(!long.commands.contains("set bmargin 3.4"))
    }

    @Test("beside a chart with turned names have less room")
    func besideTurned() {
        let words = Axis("c", scale: .categories(["Adam", "RMSprop", "SGD"]))
        func turned(beside other: Axis) -> Int {
            var chart = slices(words)
            chart.slices[1] = .init(other, values: [0, 1, 2])
            return chart.drawing.commands.count { $0.hasPrefix("set xtics rotate") }
        }
        #expect(turned(beside: Axis("x")) == 0)
        #expect(turned(beside: Axis("n", scale: .categories(choices))) == 2)
    }

    @Test("in pairs give each chart the whole width")
    func pairs() {
        func drawing(_ axis: Axis) -> Drawing {
            let pair = RankChart.Pair(
                x: Axis(names[0]), y: axis, places: [SIMD2(1, 0), SIMD2(2, 1), SIMD2(3, 2)])
            return RankChart(title: "t", pairs: [pair, pair, pair], ranks: [0, 0.5, 1]).drawing
        }
        let short = drawing(Axis("c", scale: .categories(["a", "b", "c"])))
        #expect(short.commands.contains { $0.contains("layout 2, 2") })
        let long = drawing(Axis(names[1], scale: .categories(choices)))
        #expect(long.commands.contains { $0.contains("layout 3, 1") })
        #expect(long.height > short.height)
    }

    @Test("The title of a low figure has as much room as that of a high one")
    func title() throws {
        func top(_ count: Int) throws -> Double {
            let pair = RankChart.Pair(x: Axis("x"), y: Axis("y"), places: [SIMD2(1, 1)])
            let drawing = RankChart(
                title: "t", pairs: Array(repeating: pair, count: count), ranks: [0]
            ).drawing
            let layout = try #require(drawing.commands.first { $0.contains("margins") })
            let words = layout.split(separator: ", screen ").last?.split(separator: " ").first
            let share = try #require(words.flatMap { Double($0) })
            return (1 - share) * Double(drawing.height)
        }
        let (low, high) = (try top(1), try top(3))
        #expect((low - high).magnitude < 0.2 && low > 10)
    }

    @Test("between parallel axes are as short as the space between the axes")
    func parallel() {
        for count in 2...9 {
            let axes = (1..<count).map { _ in Axis(names[0], scale: .categories(choices)) }
            let chart = ParallelChart(
                title: "t", axes: axes + [Axis("loss")],
                lines: [Array(repeating: 1, count: count)], ranks: [1])
            let most = max(5, min(24, 66 / count))
            let ticks = chart.drawing.commands.filter { $0.hasPrefix("set label") }
                .compactMap { $0.split(separator: "'").dropFirst().first }
            #expect(!ticks.isEmpty && ticks.allSatisfy { $0.count <= most }, "\(count)")
            #expect(!chart.hasGaps)
        }
        let gap = ParallelChart(
            title: "t", axes: [Axis("a"), Axis("b")], lines: [[nil, 1]], ranks: [1])
        #expect(gap.hasGaps)
    }

    @Test("An axis has two labels at least where its numbers have room for them")
    func labels() {
        let values = [0.05, 0.3, 0.95]
        let chart = SliceChart(
            title: "t", metric: Axis("m"),
            slices: [.init(Axis("u"), values: values), .init(Axis("v"), values: values)],
            results: [1, 2, 3])
        let ticks = chart.drawing.commands.filter { $0.hasPrefix("set xtics (") }
        #expect(ticks.count == 2)
        #expect(ticks.allSatisfy { $0.split(separator: "plain('0.").count > 2 })
    }

    @Test("A heading below a chart has the room of the chart's width")
    func headings() {
        func heading(_ width: Int) -> Bool {
            let heading = "standard deviation of the noise (values are 0 to 1)"
            var chart = CurveChart(
                title: "t", x: Axis(heading), y: Axis("y"), curves: [.init("c", byEpoch: [2, 1])])
            chart.width = width
            return shown(chart.drawing).contains(heading)
        }
        #expect(heading(Drawing.column))
        #expect(!heading(Drawing.halfColumn))
    }

    @Test("Titles of narrow figures are as much smaller")
    func titles() {
        func script(_ width: Int, _ letters: Int) -> String {
            var chart = CurveChart(
                title: "t", x: Axis("x"), y: Axis("y"), curves: [.init("c", byEpoch: [2, 1])])
            chart.width = width
            return chart.drawing.script(
                name: "n", title: String(repeating: "m", count: letters))
        }
        #expect(!script(Drawing.column, 60).contains("title_font = "))
        #expect(script(Drawing.column, 61).contains("title_font = "))
        #expect(!script(Drawing.halfColumn, 37).contains("title_font = "))
        #expect(script(Drawing.halfColumn, 38).contains("title_font = "))
        #expect(script(Drawing.halfColumn, 90).contains("…"))
    }
}
