import Figures
import Foundation
import Testing

/// A scatter of letters, in clusters side by side.
private func letters(_ dimensions: Int, title: String) -> ScatterChart {
    let classes = (0..<1_300).map { $0 % 26 }
    return ScatterChart(
        title: title, axes: (0..<dimensions).map { Axis("axis \($0)") },
        points: classes.enumerated().map { index, kind -> [Double] in
            (0..<dimensions).map { axis -> Double in
                let middle = axis == 0 ? kind % 6 : kind / 6 * axis
                let part = index * (7 + 4 * axis) % 31
                return Double(10 * middle) + Double(part) / 5
            }
        }, classes: classes,
        classNames: (0..<26).map { String(UnicodeScalar(UInt8(97 + $0))) })
}

/// Pairs with a choice of twenty names.
private let manyRows: RankChart = {
    let names = (0..<20).map { "the kind \($0)" }
    let places = (0..<40).map { SIMD2(Double($0 * 3 % 17), Double($0 % 20)) }
    let pairs = [Axis("rate"), Axis("optimizer_of_the_network")].map { x in
        RankChart.Pair(x: x, y: Axis("kind", scale: .categories(names)), places: places)
    }
    return RankChart(title: "Twenty names", pairs: pairs, ranks: (0..<40).map { Double($0) / 39 })
}()

/// Charts with more in them than is comfortable, to look at.
private let crowded: [any Chart] = {
    let names = [
        "encoding_dimension", "learning_rate", "weight_decay", "hidden_units_1", "dropout",
    ]
    let axes = (0..<9).map { Axis(names[$0 % 5] + "_\($0)") } + [Axis("validation_loss")]
    let lines = (0..<30).map { line in axes.indices.map { Double((line * 7 + $0 * 11) % 30) } }
    let results = lines.map { $0[9] }
    let epochs = (1...12).map(Double.init)
    return [
        ParallelChart(title: "Ten axes", axes: axes, lines: lines, ranks: Array(1...30)),
        SliceChart(
            title: "Nine slices", metric: axes[9],
            slices: (0..<9).map { axis in
                let categories = (0..<30).map { "kind \($0 / 6)" }
                return .init(
                    axis == 4
                        ? Axis("optimizer", scale: .categories(Array(categories.prefix(30))))
                        : axes[axis],
                    values: lines.map { $0[axis] })
            }, results: results, best: 3),
        CurveChart(
            title: "Twelve curves of a rather long title that goes from one edge to the other",
            x: Axis("epoch"), y: Axis("loss"),
            curves: (0..<12).map { curve in
                .init("configuration \(curve)", x: epochs, y: epochs.map { Double(curve) + 9 / $0 })
            }),
        MatrixChart(
            title: "Shares", rowLabel: "digit", columnLabel: "taken for",
            rowNames: ["a", "b", "c"],
            columnNames: ["a", "b", "c"],
            values: [[0.951, 0.04, 0.009], [0.1, 0.85, 0.05], [0.02, 0.58, 0.4]], shading: .byRow),
        TimelineChart(
            title: "Thirty-two slots", rowNames: (0..<32).map { "host-\($0 / 8), slot \($0 % 8)" },
            kinds: ["complete", "pruned", "failed", "interrupted"],
            spans: (0..<320).map { span in
                let start = Double(span / 32) * 700 + Double(span % 32) * 5
                return .init(
                    row: span % 32, start: start, end: start + 300 + Double(span * 37 % 390),
                    kind: span % 13 == 0 ? 1 : span % 29 == 0 ? 2 : 0)
            }),
        BarChart(title: "One bar", axis: Axis("share", unit: "%"), bars: [.init("all", 100)]),
    ]
}()

/// Charts with many classes, with none, and with many names.
private let classed: [any Chart] = [
    letters(2, title: "Twenty-six classes"), letters(3, title: "Twenty-six classes in space"),
    ScatterChart(
        title: "No classes", axes: [Axis("x"), Axis("y")],
        points: (0..<60).map { place -> [Double] in
            [Double(place * 7 % 60), Double(place * 11 % 60)]
        }, classes: Array(repeating: 0, count: 60), classNames: [""]),
    manyRows,
]

@Suite("A page with every kind of figure")
struct DemoTests {
    @Test(
        "is written where PODIUM_DEMO says",
        .enabled(if: ProcessInfo.processInfo.environment["PODIUM_DEMO"] != nil))
    func demo() throws {
        let path = try #require(ProcessInfo.processInfo.environment["PODIUM_DEMO"])
        let folder = try FigureFolder(path + "/figures", gnuplot: try Gnuplot.find())
        let page = try SamplePage(samples: Samples(pointCount: 2500, trialCount: 50)) {
            try folder.draw($1, named: $0, preview: true)
        }.page()
        let html = page.html()
        try Data(html.utf8).write(to: URL(filePath: path + "/page.html"))
        #expect(html.contains("<svg") == (folder.gnuplot != nil))
        for (index, chart) in (crowded + classed).enumerated() {
            _ = try folder.draw(chart, named: "crowded-\(index)")
        }
    }
}
