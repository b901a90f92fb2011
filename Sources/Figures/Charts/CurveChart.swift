/// Curves over one axis: losses by epoch, an error by noise level.
package struct CurveChart: Chart {
    /// A named curve with an optional band.
    package struct Curve: Sendable, Hashable {
        package var name: String
        package var x: [Double]
        /// One value per element of `x`; NaN leaves a gap.
        package var y: [Double]
        /// The band's edges (minimum and maximum, or quantiles), one per element of `x`, or empty.
        package var low: [Double]
        package var high: [Double]
        /// The number of the colour, marker and dashes; nil selects it by the curve's index.
        package var style: Int?

        package init(
            _ name: String, x: [Double], y: [Double], low: [Double] = [], high: [Double] = [],
            style: Int? = nil
        ) {
            self.style = style
            precondition(
                x.count == y.count && low.count == high.count
                    && (low.isEmpty || low.count == x.count),
                "curve \(name): \(x.count) x, \(y.count) y, \(low.count) low, \(high.count) high")
            self.name = name
            self.x = x
            self.y = y
            self.low = low
            self.high = high
        }

        /// Values after each epoch: epoch 1 is the first.
        package init(_ name: String, byEpoch values: [Double], style: Int? = nil) {
            self.init(name, x: values.indices.map { Double($0 + 1) }, y: values, style: style)
        }

        /// The style of training, validation and test metrics, which is the same on all pages.
        package static func style(of metric: String) -> Int? {
            let name = metric.lowercased()
            return name.hasPrefix("train")
                ? 0
                : name.hasPrefix("valid") ? 1 : name.hasPrefix("test") ? 2 : nil
        }
    }

    /// A straight line across the chart with a label.
    package struct Reference: Sendable, Hashable {
        package var label: String
        package var value: Double
        package var isVertical: Bool

        package init(_ label: String, at value: Double, isVertical: Bool = false) {
            self.label = label
            self.value = value
            self.isVertical = isVertical
        }
    }

    package var title: String
    package var x: Axis
    package var y: Axis
    package var curves: [Curve]
    /// Background curves, all in the same grey with one legend entry.
    package var background: (name: String, curves: [Curve])?
    /// Curves that ended early, all in the same grey, each with a mark at its end.
    package var stopped: (name: String, curves: [Curve])?
    /// Whether a value holds until the next one, so that curves are steps without markers.
    package var isStepped = false
    /// Whether curves have no markers.
    package var isPlain = false
    package var references: [Reference]
    /// The legend text for the bands: `least to most`.
    package var bandName: String?
    /// The width in millimetres; narrow charts can stand side by side.
    package var width = Drawing.column

    package init(
        title: String, x: Axis, y: Axis, curves: [Curve],
        background: (name: String, curves: [Curve])? = nil, references: [Reference] = [],
        bandName: String? = nil
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.curves = curves
        self.background = background
        self.references = references
        self.bandName = bandName
    }

    package var alternative: String {
        let ends = curves.map { curve -> String in
            let ends = curve.y.filter(\.isFinite)
            guard let first = ends.first, let last = ends.last else { return curve.name }
            return "\(curve.name) from \(ShortDecimal.inSentence(first)) "
                + "to \(ShortDecimal.inSentence(last))"
        }
        return "\(title). Curves of \(y.heading) over \(x.heading): "
            + ends.joined(separator: "; ") + "."
    }

    package var drawing: Drawing {
        var data = DataFile([title, "\(y.heading) over \(x.heading), a block a curve"])
        for curve in curves { add(curve, to: &data) }
        if let background {
            data.startBlock(background.name, columns: [x.heading, y.heading])
            for curve in background.curves {
                for (x, y) in zip(curve.x, curve.y) { data.add([x, y]) }
                data.breakLine()
            }
        }
        if let stopped {
            data.startBlock(stopped.name, columns: [x.heading, y.heading])
            for curve in stopped.curves {
                for (x, y) in zip(curve.x, curve.y) { data.add([x, y]) }
                data.breakLine()
            }
            data.startBlock("the ends of \(stopped.name)", columns: [x.heading, y.heading])
            for curve in stopped.curves {
                data.add([curve.x.last ?? .nan, curve.y.last ?? .nan])
            }
        }
        let all = curves + (background?.curves ?? []) + (stopped?.curves ?? [])
        let across = AxisPlan(x, values: all.flatMap(\.x), margin: 0.02, tickCount: 7)
        let heights = all.flatMap { $0.y + $0.low + $0.high }
        let levels = references.filter { !$0.isVertical }.map(\.value)
        let up = AxisPlan(y, values: heights + levels, margin: levels.isEmpty ? 0.04 : 0.15)
        let middle = heights.filter(\.isFinite).sorted().dropFirst(heights.count / 2).first
        let drawn = references.filter { (($0.isVertical ? across : up).position($0.value)) != nil }
        // A single curve needs no legend, because the axis names it.
        let hasLegend =
            curves.count > 1 || background != nil || stopped != nil || bandName != nil
        let commands =
            across.commands("x", longest: longestHeading) + up.commands("y")
            + (hasLegend ? [] : ["unset key"])
            + drawn.flatMap { lines(for: $0, isLow: $0.value < middle ?? 0) }
            + [ScriptText.plot("plot", elements)]
        let names =
            [background?.name, stopped?.name, bandName].compactMap(\.self)
            + curves.map { ScriptText.shortened($0.name, to: longestName) }
        let legendRows = hasLegend ? Drawing.legendRows(of: names, in: width) : 0
        return Drawing(
            width: width, height: 87 + 5 * legendRows, data: data, commands: commands)
    }

    private func add(_ curve: Curve, to data: inout DataFile) {
        let bands = curve.low.isEmpty ? [] : ["low", "high"]
        data.startBlock(curve.name, columns: [x.heading, y.heading] + bands)
        for index in curve.x.indices {
            let band = curve.low.isEmpty ? [] : [curve.low[index], curve.high[index]]
            data.add([curve.x[index], curve.y[index]] + band)
        }
    }

    private var elements: [String] {
        var elements: [String] = []
        if let background, !background.curves.isEmpty {
            elements.append(
                "data index \(curves.count) using 1:2 with lines lc rgb muted dt 1 lw 1 "
                    + "title " + ScriptText.label(background.name))
        }
        if let stopped, !stopped.curves.isEmpty {
            let block = curves.count + (background == nil ? 0 : 1)
            let title = ScriptText.label(stopped.name)
            elements += [
                "data index \(block) using 1:2 with lines lc rgb muted dt 1 lw 0.6 notitle",
                "data index \(block + 1) using 1:2 with points lt 3 pt 8 ps 0.5 lw 1.2 "
                    + "title \(title)",
            ]
        }
        for (index, curve) in curves.enumerated() where !curve.low.isEmpty {
            elements.append(
                "data index \(index) using 1:3:4 with filledcurves "
                    + "lt \(lineType(index)) notitle"
            )
        }
        for (index, curve) in curves.enumerated() {
            let spacing = max(1, (curve.x.count + 7) / 8)
            let (style, markers) =
                isStepped
                ? ("steps", "dt 1 ")
                : isPlain ? ("lines", "dt 1 ") : ("linespoints", "pointinterval \(spacing) ")
            elements.append(
                "data index \(index) using 1:2 with \(style) lt \(lineType(index)) "
                    + "\(markers)title " + ScriptText.label(curve.name, to: longestName))
        }
        if let bandName, let banded = curves.firstIndex(where: { !$0.low.isEmpty }) {
            elements.append(
                "keyentry with boxes lt \(lineType(banded)) "
                    + "fs transparent solid 0.2 noborder title "
                    + ScriptText.shown(bandName))
        }
        return elements.isEmpty ? ["NaN notitle"] : elements
    }

    /// The letters of the heading below the chart, beside the room for the vertical axis.
    private var longestHeading: Int {
        max(ScriptText.longestLabel, Drawing.letters(in: width) - 14)
    }

    /// The letters of a name in the legend.
    private var longestName: Int {
        min(ScriptText.longestLabel, Drawing.letters(in: width) - 14)
    }

    private func lineType(_ index: Int) -> Int {
        FigureStyle.lineType(curves[index].style ?? index)
    }

    /// A dotted line from edge to edge; its label is on the side with fewer curves.
    private func lines(for reference: Reference, isLow: Bool) -> [String] {
        let value = ScriptText.number(reference.value)
        let label = ScriptText.label(reference.label)
        if reference.isVertical {
            return [
                "set arrow from \(value), graph 0 to \(value), graph 1 nohead lc rgb ink dt 3 lw 1",
                "set label \(label) at \(value), graph 0.96 left offset 0.5, 0",
            ]
        }
        return [
            "set arrow from graph 0, first \(value) to graph 1, first \(value) "
                + "nohead lc rgb ink dt 3 lw 1",
            "set label \(label) at graph 0.99, first \(value) right "
                + "offset 0, \(isLow ? -0.6 : 0.6)",
        ]
    }
}
