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
    /// The indices of trials that miss a condition of the job: squares, where others are dots.
    package var infeasible: Set<Int>
    /// The standard deviation of the weights, as a fraction of an axis.
    package var smoothing: Double

    /// Whether low values are good.
    let isMinimised: Bool

    package init(
        title: String, x: Axis, y: Axis, metric: Axis, trials: [SIMD3<Double>],
        isMinimised: Bool = true, smoothing: Double = 0.1, infeasible: Set<Int> = []
    ) {
        self.isMinimised = isMinimised
        self.title = title
        self.x = x
        self.y = y
        self.metric = metric
        self.trials = trials
        self.smoothing = smoothing
        self.infeasible = infeasible
    }

    package var alternative: String {
        "\(title). Contours of \(metric.heading) over \(x.heading) and \(y.heading), "
            + "from \(trials.count, "trial")."
    }

    private static let cells = 48
    /// The letters of the figure's width, and of a heading beside its height.
    private static let width = Double(Drawing.letters(in: Drawing.column))
    private static let longestUpright = 40

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
        let heights = Self.shortened(
            (0..<Self.cells * Self.cells).map { cell in
                height(at: Self.centre(ofCell: cell), of: placed)
            })
        for (cell, height) in heights.enumerated() {
            let place = Self.centre(ofCell: cell)
            data.add([Self.rounded(place.x), Self.rounded(place.y), height])
            if cell % Self.cells == Self.cells - 1 { data.breakLine() }
        }
        let kept = trials.indices.filter { drawn(trials[$0], across, up) }
        for (name, isOwn) in [
            ("trials", { !infeasible.contains($0) }),
            (InfeasibleStyle.name, { infeasible.contains($0) }),
        ] as [(String, (Int) -> Bool)] where name == "trials" || !infeasible.isEmpty {
            data.startBlock(
                name, columns: ["x", "y", metric.heading, x.heading, y.heading])
            let own = zip(placed, kept).filter { isOwn($1) }
            for (place, index) in own {
                let trial = trials[index]
                data.add([Self.rounded(place.x), Self.rounded(place.y), place.z, trial.x, trial.y])
            }
            // Without a row, gnuplot would not find the block.
            if own.isEmpty { data.add(Array(repeating: Double.nan, count: 5)) }
        }
        let plan = AxisPlan(metric, values: heights, margin: 0, tickCount: 6)
        return Drawing(height: 115, data: data, commands: commands(across, up, plan))
    }

    private func commands(_ across: AxisPlan, _ up: AxisPlan, _ levels: AxisPlan) -> [String] {
        let lines = levels.ticks.filter { !$0.isMinor }.map { ScriptText.number($0.value) }
        let range = "\(ScriptText.number(levels.lower)):\(ScriptText.number(levels.upper))"
        let ticks = levels.ticks.map(\.script).joined(separator: ", ")
        // Room for the numbers, and for the heading at the edge.
        let letters = levels.ticks.map { ScriptText.width($0.label.text) }.max() ?? 0
        let box = min(0.82, ((1 - Double(letters + 7) / Self.width) * 100).rounded() / 100)
        return placedAxis("x", across) + placedAxis("y", up)
            + [
                "set cbrange [\(range)]",
                // The best has the colour that it has in the other figures.
                isMinimised ? "set palette positive" : "set palette negative",
                levels.isLogarithmic ? "set logscale cb" : "unset logscale cb",
                "set cbtics (\(ticks)) out scale 0.4",
                "set label \(ScriptText.label(levels.axis.heading, to: Self.longestUpright)) "
                    + "at screen 0.98, graph 0.5 center rotate by 90",
                "set style fill solid 1",
                "set colorbox user origin screen \(box), graph 0 "
                    + "size screen 0.03, graph 1",
                "set rmargin at screen \(ScriptText.number(((box - 0.03) * 100).rounded() / 100))",
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
                    ] + marks),
            ]
    }

    private var marks: [String] {
        guard !infeasible.isEmpty else { return [] }
        // A white square with a black edge is seen on every colour.
        return [(5, FigureStyle.fixedWhite), (4, FigureStyle.fixedBlack)].map { shape, colour in
            "data index 2 using 1:2 with points pt \(shape) ps 0.55 lc rgb '\(colour)' notitle"
        }
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
            "set \(letter)label "
                + ScriptText.label(plan.axis.heading, to: Self.longestUpright),
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
        let weights = distances.map {
            PortableMath.exp((nearest - $0) / (2 * smoothing * smoothing))
        }
        let total = weights.reduce(0, +)
        // Parts of huge values have a finite sum.
        let mean = zip(placed, weights).reduce(0) { $0 + $1.1 / total * value($1.0.z) }
        return isLogarithmic ? PortableMath.exp(mean) : mean
    }

    private var isLogarithmic: Bool { metric.scale == .logarithmic }
    private func value(_ height: Double) -> Double {
        isLogarithmic ? PortableMath.log(height) : height
    }

    /// Cells are numbered by rows.
    private static func centre(ofCell cell: Int) -> SIMD2<Double> {
        (SIMD2(Double(cell % cells), Double(cell / cells)) + 0.5) / Double(cells)
    }
    private static func rounded(_ place: Double) -> Double { (place * 1e5).rounded() / 1e5 }

    /// Rounds to six digits, which are more than a colour shows; to more if the values have a
    /// large number in common, such as 1000000.1 and 1000000.2.
    private static func shortened(_ heights: [Double]) -> [Double] {
        let finite = heights.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), low < high else { return heights }
        let ratio = max(low.magnitude, high.magnitude) / (high - low)
        let digits = 6 + max(0, min(9, DecimalLogarithm.floor(max(1, ratio))))
        return heights.map { Double(ShortDecimal.rounded($0, digits: digits)) ?? $0 }
    }
}
