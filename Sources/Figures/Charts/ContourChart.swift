import Portable

/// The metric over two parameters, smoothed between the trials, as a contour chart.
///
/// Heights are means of the trials, weighted by a Gaussian of the distance in the figure (Nadaraya,
/// 1964; Watson, 1964): an impression of the landscape, not a model of it.
package struct ContourChart: Chart {
    package var title: String
    package var x: Axis
    package var y: Axis
    package var metric: Axis
    /// One (x, y, metric) per trial.
    package var trials: [SIMD3<Double>]
    /// The standard deviation of the weights, as a fraction of an axis.
    package var smoothing: Double

    package init(
        title: String, x: Axis, y: Axis, metric: Axis, trials: [SIMD3<Double>],
        smoothing: Double = 0.1
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.metric = metric
        self.trials = trials
        self.smoothing = smoothing
    }

    package var alternative: String {
        "\(title). Contours of \(metric.heading) over \(x.heading) and \(y.heading), "
            + "from \(trials.count, "trial")."
    }

    private static let cells = 48

    package var drawing: Drawing {
        let across = AxisPlan(x, values: trials.map(\.x))
        let up = AxisPlan(y, values: trials.map(\.y))
        let placed = trials.compactMap { trial -> SIMD3<Double>? in
            guard trial.z.isFinite, let x = across.position(trial.x),
                let y = up.position(trial.y)
            else { return nil }
            return SIMD3(x, y, trial.z)
        }
        var data = DataFile([title, "places are parts of the axes, 0 to 1"])
        data.startBlock("smoothed", columns: [x.heading, y.heading, metric.heading])
        var heights: [Double] = []
        for row in 0..<Self.cells {
            for column in 0..<Self.cells {
                let place = SIMD2(Self.centre(column), Self.centre(row))
                let height = height(at: place, of: placed)
                if height.isFinite { heights.append(height) }
                data.add([Self.rounded(place.x), Self.rounded(place.y), height])
            }
            data.breakLine()
        }
        data.startBlock(
            "trials", columns: ["x", "y", metric.heading, x.heading, y.heading])
        for (place, trial) in zip(placed, trials.filter { drawn($0, across, up) }) {
            data.add([Self.rounded(place.x), Self.rounded(place.y), place.z, trial.x, trial.y])
        }
        let plan = AxisPlan(metric, values: heights, margin: 0, tickCount: 6)
        return Drawing(height: 115, data: data, commands: commands(across, up, plan))
    }

    private func commands(_ across: AxisPlan, _ up: AxisPlan, _ levels: AxisPlan) -> [String] {
        let lines = levels.ticks.filter { !$0.isMinor }.map { ScriptText.number($0.value) }
        let range = "\(ScriptText.number(levels.lower)):\(ScriptText.number(levels.upper))"
        let ticks = levels.ticks.map(\.script).joined(separator: ", ")
        return placedAxis("x", across) + placedAxis("y", up)
            + [
                "set cbrange [\(range)]",
                levels.isLogarithmic ? "set logscale cb" : "unset logscale cb",
                "set cbtics (\(ticks)) out scale 0.4",
                "set label \(ScriptText.label(metric.heading)) at screen 0.98, graph 0.5 center "
                    + "rotate by 90",
                "set style fill solid 1",
                "set colorbox user origin screen 0.82, graph 0 "
                    + "size screen 0.03, graph 1", "set rmargin at screen 0.79",
                "unset grid", "unset key", "set border 15 lc rgb ink front",
                "set contour base",
                "set cntrparam levels discrete "
                    + (lines.isEmpty
                        ? ScriptText.number(levels.lower) : lines.joined(separator: ", ")),
                "unset surface", "set datafile separator whitespace", "set table $lines",
                "splot data index 0 using 1:2:3", "unset table",
                "unset contour", "set surface",
                ScriptText.plot(
                    "plot",
                    [
                        "data index 0 using 1:2:3 with image notitle",
                        "$lines using 1:2 with lines "
                            + "lc rgb '\(FigureStyle.fixedWhite)' dt 1 lw 1 notitle",
                        "data index 1 using 1:2 with points pt 7 ps 0.55 lc rgb "
                            + "'\(FigureStyle.fixedWhite)' notitle",
                        "data index 1 using 1:2 with points pt 7 ps 0.35 lc rgb "
                            + "'\(FigureStyle.fixedBlack)' notitle",
                    ]),
            ]
    }

    /// Ticks at their positions on an axis from 0 to 1.
    private func placedAxis(_ letter: String, _ plan: AxisPlan) -> [String] {
        let ticks = plan.ticks.compactMap { tick -> String? in
            plan.position(tick.value).map { place in
                AxisTick(value: Self.rounded(place), label: tick.label, isMinor: tick.isMinor)
                    .script
            }
        }
        return [
            "set \(letter)range [0:1]", "set \(letter)tics (" + ticks.joined(separator: ", ") + ")",
            "set \(letter)label " + ScriptText.label(plan.axis.heading),
        ]
    }

    private func drawn(_ trial: SIMD3<Double>, _ across: AxisPlan, _ up: AxisPlan) -> Bool {
        trial.z.isFinite && across.position(trial.x) != nil && up.position(trial.y) != nil
    }

    /// The weighted mean of the trials' values; weights are relative to that of the nearest trial.
    private func height(at place: SIMD2<Double>, of placed: [SIMD3<Double>]) -> Double {
        let distances = placed.map { trial -> Double in
            let (x, y) = (trial.x - place.x, trial.y - place.y)
            return x * x + y * y
        }
        guard let nearest = distances.min() else { return .nan }
        var (sum, weights) = (0.0, 0.0)
        for (trial, distance) in zip(placed, distances) {
            let weight = PortableMath.exp((nearest - distance) / (2 * smoothing * smoothing))
            sum += weight * value(trial.z)
            weights += weight
        }
        let mean = sum / weights
        return Self.significant(isLogarithmic ? PortableMath.exp(mean) : mean)
    }

    private var isLogarithmic: Bool { metric.scale == .logarithmic }
    private func value(_ height: Double) -> Double {
        isLogarithmic ? PortableMath.log(height) : height
    }

    private static func centre(_ cell: Int) -> Double { (Double(cell) + 0.5) / Double(cells) }
    private static func rounded(_ place: Double) -> Double { (place * 1e5).rounded() / 1e5 }

    /// Rounds to six digits, which are more than a colour shows.
    private static func significant(_ value: Double) -> Double {
        Double(ShortDecimal.rounded(value, digits: 6)) ?? value
    }
}
