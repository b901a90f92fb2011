import Foundation
import Testing

@testable import Figures

@Suite("Charts as data and scripts")
struct ChartTests {
    @Test(
        "scripts and data of every kind of chart are as recorded",
        arguments: Samples().all.map(\.name))
    func goldens(name: String) throws {
        let chart = try #require(Samples().all.first { $0.name == name }).chart
        let drawing = chart.drawing
        try Golden.expect(
            drawing.script(name: name, title: chart.title), is: name + ".gnuplot")
        try Golden.expect(drawing.data.text, is: name + ".tsv")
    }

    @Test("the style that all scripts load is as recorded")
    func style() throws {
        try Golden.expect(StyleScript.text, is: "style.gnuplot")
    }

    @Test("every chart says in words what is to be seen")
    func alternatives() {
        for (name, chart) in Samples().all {
            #expect(chart.alternative.hasPrefix(chart.title + ". "), "\(name)")
            #expect(chart.alternative.hasSuffix("."), "\(name)")
            #expect(chart.alternative.count > chart.title.count + 20, "\(name)")
        }
        #expect(Samples().losses.alternative.contains("training_loss from 0.047 to 0.0185"))
    }

    @Test("text is quoted so that gnuplot shows it as it is")
    func quoting() {
        #expect(ScriptText.quoted("plain words, 50 %") == "'plain words, 50 %'")
        #expect(
            ScriptText.quoted("it's \"5\\n\" `rm`\n$x")
                == #""it\047s \0425\134n\042 \140rm\140 \044x""#)
    }

    @Test("a field of a data file stays in its column")
    func fields() {
        var file = DataFile(["two\nlines"])
        file.startBlock(columns: ["a\tb"])
        file.add([0.1, 1e-5, -3, .nan, .infinity])
        #expect(file.text == "# two lines\n# a b\n0.1\t1e-05\t-3\tNaN\tNaN\n")
    }

    @Test("a matrix shortens and turns long names, and leaves out zeros in small cells")
    func matrixNames() {
        func script(_ names: [String]) -> String {
            let values = names.indices.map { row in
                names.indices.map { $0 == row ? 12.0 : 0 }
            }
            return MatrixChart(
                title: "t", rowLabel: "label", columnLabel: "prediction", rowNames: names,
                columnNames: names, values: values
            ).drawing.commands.joined(separator: "\n")
        }
        let long = script((1...4).map { "\($0) is a long name of a class that goes on and on" })
        #expect(long.contains("rotate by 45") && !long.contains("of a class that goes"))
        #expect(long.contains("set label plain('0')"))
        let short = script(["a", "b", "c"])
        #expect(!short.contains("rotate by 45"))
        let many = script((0..<40).map { "\($0)" })
        #expect(!many.contains("rotate by 45") && !many.contains("set label plain('0')"))
        #expect(many.contains("set label plain('12')"))
    }

    @Test("charts without data have scripts all the same")
    func empty() {
        let axis = Axis("x")
        let charts: [any Chart] = [
            CurveChart(title: "t", x: axis, y: axis, curves: []),
            BarChart(title: "t", axis: axis, bars: []),
            ScatterChart(
                title: "t", axes: [axis, axis], points: [], classes: [], classNames: ["a"]),
            ParallelChart(title: "t", axes: [axis, axis], lines: [], ranks: []),
            SliceChart(title: "t", metric: axis, slices: [.init(axis, values: [])], results: []),
            TimelineChart(title: "t", rowNames: ["w"], kinds: ["complete"], spans: []),
            HistoryChart(title: "t", metric: axis, outcomes: []),
            FrontChart(title: "t", x: axis, y: axis, isMinimised: (true, false), points: []),
            VolumeChart(title: "t", points: []),
        ]
        for chart in charts {
            #expect(chart.drawing.commands.contains { $0.contains("plot") })
            #expect(!chart.alternative.isEmpty)
        }
    }

    @Test("a single curve has no legend, two have one")
    func legend() {
        func commands(_ names: [String]) -> [String] {
            let curves = names.map { CurveChart.Curve($0, byEpoch: [2, 1]) }
            return CurveChart(title: "t", x: Axis("x"), y: Axis("y"), curves: curves)
                .drawing.commands
        }
        #expect(commands(["a"]).contains("unset key"))
        #expect(!commands(["a", "b"]).contains("unset key"))
    }

    @Test("bars that don't reach their mark are pale, and the legend says what the mark is")
    func marks() {
        let chart = BarChart(
            title: "t", axis: Axis("x"),
            bars: [.init("a", 5, mark: 2), .init("b", 1, mark: 2)], markName: "chance")
        let drawing = chart.drawing
        #expect(drawing.data.text.contains("0\t5\tNaN\tNaN\t2\t0\ta\n"))
        #expect(drawing.data.text.contains("1\t1\tNaN\tNaN\t2\t1\tb\n"))
        #expect(drawing.commands.contains { $0.contains("title plain('chance')") })
        #expect(chart.alternative.contains("b 1 (mark 2)"))
    }

    @Test("a kind has its colour whatever kinds there are, and what was measured on has one too")
    func styles() {
        func commands(_ kinds: [String], _ styles: [Int]) -> String {
            TimelineChart(
                title: "t", rowNames: ["w"], kinds: kinds,
                spans: [.init(row: 0, start: 0, end: 1, kind: 0)], styles: styles
            ).drawing.commands.joined()
        }
        #expect(commands(["failed"], [1]).contains("lt 2 "))
        #expect(!commands(["failed"], [1]).contains("lt 1 "))
        #expect(CurveChart.Curve.style(of: "train_loss") == 0)
        #expect(CurveChart.Curve.style(of: "validation_accuracy") == 1)
        #expect(CurveChart.Curve.style(of: "test_loss") == 2)
        #expect(CurveChart.Curve.style(of: "loss") == nil)
        let curves = CurveChart(
            title: "t", x: Axis("x"), y: Axis("y"),
            curves: [
                .init("v", byEpoch: [1, 2], style: 1), .init("t", byEpoch: [1, 2], style: 0),
            ])
        let plot = curves.drawing.commands.last ?? ""
        #expect(plot.contains("index 0 using 1:2 with linespoints lt 2 "))
        #expect(plot.contains("index 1 using 1:2 with linespoints lt 1 "))
    }

    @Test("the best of a choice stands at its value, and others beside it")
    func slices() {
        let chart = SliceChart(
            title: "t", metric: Axis("m"),
            slices: [.init(Axis("x", scale: .categories(["0.1", "0.2"])), values: [1, 0, 1])],
            results: [1, 2, 3], best: 0)
        #expect(chart.isSpread)
        #expect(chart.drawing.commands.contains { $0.contains("using 1:($4 == 1 ? $2 : NaN)") })
        #expect(
            !SliceChart(
                title: "t", metric: Axis("m"), slices: [.init(Axis("x"), values: [1])], results: [1]
            ).isSpread)
    }

    @Test("a network's drawing has its layers and shapes, and goes into a page")
    func network() throws {
        let diagram = NetworkDiagram(
            title: "The <network>",
            parts: [
                .init(
                    name: "encoder", input: [1, 28, 28],
                    layers: [
                        .init(
                            text: "Conv2d 1→8, 3×3, stride 2", output: [8, 14, 14], hasBox: true),
                        .init(text: "ReLU", output: [8, 14, 14], hasBox: false),
                        .init(text: "Flatten", output: [1568], hasBox: true),
                    ]),
                .init(name: "decoder", input: [8], layers: []),
            ])
        let html = try InlineSVG(diagram.svg, name: "n").markup(prefix: "n-", alternative: "").html
        #expect(WellFormed.fault(in: html) == nil)
        for text in [
            "The &lt;network&gt;", "encoder", "decoder", "1×28×28", "Conv2d 1→8",
            "3×3, stride 2, ReLU", "8×14×14", "Flatten", "1568",
        ] {
            #expect(html.contains(">\(text)</text>"), "\(text)")
        }
        #expect(html.matches(of: #/<rect /#).count == 2)
        #expect(diagram.alternative.contains("Conv2d 1→8, 3×3, stride 2 (8×14×14)"))
    }

    @Test("a scatter says how many of its points are drawn")
    func drawnCount() {
        func count(_ points: Int) -> Int {
            ScatterChart(
                title: "t", axes: [Axis("x"), Axis("y")],
                points: Array(repeating: [0, 0], count: points),
                classes: Array(repeating: 0, count: points), classNames: ["a"], drawnLimit: 100
            ).drawnCount
        }
        #expect([0, 1, 100, 101, 1_000, 1_001].map(count) == [0, 1, 100, 51, 100, 91])
    }

    private func clusters(_ names: [String], dimensions: Int = 2) -> ScatterChart {
        let classes = (0..<(40 * names.count)).map { $0 % names.count }
        return ScatterChart(
            title: "t", axes: (0..<dimensions).map { Axis("\($0)") },
            points: classes.enumerated().map { index, kind in
                let middle = [Double(kind % 5) * 10, Double(kind / 5) * 10, 0]
                return (0..<dimensions).map { middle[$0] + Double(index * (7 + $0) % 31) / 10 }
            }, classes: classes, classNames: names)
    }

    @Test("names of classes cover no points, and stand nearest to their own")
    func classLabels() throws {
        let scatter = clusters(["one", "two", "three", "four", "five", "six", "seven"])
        let plans = (0..<2).map { axis in
            AxisPlan(Axis(""), values: scatter.points.map { $0[axis] }, tickCount: 5)
        }
        let points = try zip(scatter.points, scatter.classes).map { point, kind in
            (
                place: SIMD2(
                    try #require(plans[0].position(point[0])),
                    try #require(plans[1].position(point[1]))), kind: kind
            )
        }
        let labels = ClassLabels(of: points, names: scatter.classNames).places
        #expect(labels.map(\.name) == scatter.classNames)
        for (kind, label) in labels.enumerated() {
            let away = points.map { ($0.place - label.place, $0.kind) }
            #expect(away.allSatisfy { $0.0.x.magnitude > 0.03 || $0.0.y.magnitude >= 0.03 })
            let nearest = away.min { ($0.0 * $0.0).sum() < ($1.0 * $1.0).sum() }
            #expect(nearest?.1 == kind)
        }
        let script = scatter.drawing.commands.joined(separator: "\n")
        #expect(script.matches(of: /set label plain\('\w+'\) at graph/).count == 7)
        #expect(!script.contains("boxed"))
        // Where a class lies on another one, the legend alone names it.
        let mixed = ClassLabels(of: points.map { ($0.place, $0.kind % 2) }, names: ["a", "b"])
        #expect(mixed.places.count < 3)
    }

    @Test("a legend has all of many classes in rows, with a marker for each, or says how many")
    func manyClasses() {
        let letters = (0..<26).map { "\($0)" }
        for dimensions in [2, 3] {
            let scatter = clusters(letters, dimensions: dimensions)
            #expect(scatter.namedCount == 26)
            let script = scatter.drawing.commands.joined(separator: "\n")
            let entries = script.matches(of: /keyentry with points (lt \d+ pt \d+)/)
            #expect(Set(entries.map(\.1)).count == 26)
            // Gnuplot has room for eight names of two letters in a row, and for four in a quarter.
            #expect(script.contains("maxrows \(dimensions == 2 ? 4 : 7) "))
        }
        #expect(
            clusters(letters).drawing.height > clusters(["a", "b"]).drawing.height)
        let long = clusters((0..<40).map { "the class of number \($0)" }, dimensions: 3)
        #expect(long.namedCount < 40 && long.namedCount > 0)
    }

    @Test("a scatter of one class has no legend and speaks of no classes")
    func oneClass() {
        let scatter = clusters([""])
        let script = scatter.drawing.commands.joined(separator: "\n")
        #expect(script.contains("unset key") && !script.contains("keyentry"))
        #expect(!script.contains("set label"))
        #expect(!scatter.alternative.contains("class"))
    }

    @Test("numbers in sentences and on bars have all digits before the point")
    func numbersInWords() {
        #expect(
            [8_706_960, 0.020_941_2, 1_234.5678, 0.1, 1e-7, 12_345_678.9].map(
                ShortDecimal.inSentence)
                == ["8706960", "0.0209412", "1234.57", "0.1", "1e-7", "12345679"])
        #expect(
            [1_234, 57.83, 250_000.4, 0.5].map(ShortDecimal.onBar) == [
                "1234", "57.8", "250000", "0.5",
            ])
    }

    @Test("labels that stand close together ask for more room than the same ones spread evenly")
    func labelWidth() {
        let axis = Axis("rate", scale: .logarithmic)
        let close = AxisPlan(axis, values: [5e-4, 2.8e-3], tickCount: 6)
        #expect(close.labelWidth > close.ticks.map(\.label.width).reduce(0, +))
        #expect(close.labelWidth > 30)
        let even = AxisPlan(Axis("x"), values: [0, 4], tickCount: 4)
        #expect(even.labelWidth < 20)
    }

    @Test("the house's colours differ in lightness from their neighbours, and from either ground")
    func contrast() {
        for (index, shade) in FigureStyle.series.enumerated() {
            #expect(Self.contrast(shade.light, FigureStyle.ground.light) > 2, "\(shade.name)")
            #expect(Self.contrast(shade.dark, FigureStyle.ground.dark) > 4.5, "\(shade.name)")
            guard index > 0 else { continue }
            let next = FigureStyle.series[index - 1]
            #expect(Self.contrast(shade.light, next.light) > 1.1, "\(shade.name)")
        }
        #expect(Set(FigureStyle.markers).count == FigureStyle.series.count)
        #expect(FigureStyle.dashes.count == FigureStyle.series.count)
        let ramp = FigureStyle.ramp.map(Self.luminance)
        #expect(zip(ramp, ramp.dropFirst()).allSatisfy { $0 < $1 })
    }

    /// Source: WCAG 2.2, contrast ratio.
    private static func contrast(_ one: Colour, _ other: Colour) -> Double {
        let pair = [luminance(one), luminance(other)].sorted()
        return (pair[1] + 0.05) / (pair[0] + 0.05)
    }

    private static func luminance(_ colour: Colour) -> Double {
        let parts = [colour.red, colour.green, colour.blue].map { byte -> Double in
            let part = Double(byte) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
