import Portable

/// Trials by two objectives, with the Pareto front.
package struct FrontChart: Chart {
    /// How a trial is drawn.
    package enum Standing: Int, Sendable, Hashable, CaseIterable {
        /// No other trial dominates it.
        case front
        case dominated
        /// It misses a condition of the job.
        case infeasible

        fileprivate var name: String {
            switch self {
            case .front: "front"
            case .dominated: "dominated"
            case .infeasible: InfeasibleStyle.name
            }
        }
    }

    package struct Point: Sendable, Hashable {
        package var x: Double
        package var y: Double
        package var standing: Standing
        package var trial: Int

        package init(x: Double, y: Double, standing: Standing, trial: Int) {
            self.x = x
            self.y = y
            self.standing = standing
            self.trial = trial
        }
    }

    package var title: String
    package var x: Axis
    package var y: Axis
    /// Whether lower values are better.
    package var isMinimised: (x: Bool, y: Bool)
    package var points: [Point]
    /// Whether the line is drawn that separates what the front dominates; only two objectives have
    /// it.
    package var hasLine: Bool
    package var width: Int

    package init(
        title: String, x: Axis, y: Axis, isMinimised: (x: Bool, y: Bool), points: [Point],
        hasLine: Bool = true, width: Int = FrontChart.column
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.isMinimised = isMinimised
        self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
        self.hasLine = hasLine
        self.width = width
    }

    /// The widths of a figure over a page's column, and over half of one, in millimetres.
    package static let column = Drawing.column
    package static let halfColumn = Drawing.halfColumn

    package var alternative: String {
        let front = points.count { $0.standing == .front }
        return
            "\(title). \(x.heading) and \(y.heading) of \(points.count, "trial"); \(front) are on "
            + "the Pareto front."
    }

    package var drawing: Drawing {
        var data = DataFile([title, "\(y.heading) by \(x.heading), one trial per line"])
        for standing in Standing.allCases {
            data.startBlock(standing.name, columns: [x.heading, y.heading, "trial"])
            let own = points.filter { $0.standing == standing }
            for point in own { data.add([point.x, point.y, Double(point.trial)]) }
            if own.isEmpty { data.add([Double.nan, .nan, .nan]) }
        }
        data.startBlock("the front's line", columns: [x.heading, y.heading])
        let line = hasLine ? steps : []
        for point in line { data.add([point.x, point.y]) }
        if line.isEmpty { data.add([Double.nan, .nan]) }
        let isNarrow = width < Drawing.column
        let across = AxisPlan(x, values: points.map(\.x), tickCount: isNarrow ? 4 : 6)
        let up = AxisPlan(y, values: points.map(\.y))
        return Drawing(
            width: width, height: isNarrow ? 80 : 100, data: data,
            commands: across.commands("x", longest: isNarrow ? 30 : ScriptText.longestLabel)
                + up.commands("y")
                + [ScriptText.plot("plot", elements)])
    }

    private var elements: [String] {
        var elements: [String] = []
        func add(_ standing: Standing, _ style: String) {
            guard points.contains(where: { $0.standing == standing }) else { return }
            elements.append(
                "data index \(standing.rawValue) using 1:2 \(style) title "
                    + ScriptText.shown(standing.name))
        }
        // The front is drawn over the others.
        add(.infeasible, InfeasibleStyle.points)
        add(.dominated, "with points pt 6 ps 0.5 lw 1.3 lc rgb muted")
        if hasLine, points.contains(where: { $0.standing == .front }) {
            elements.append("data index 3 using 1:2 with lines lt 2 dt 1 lw 1.2 notitle")
        }
        add(.front, "with points lt 2 pt 7 ps 0.6")
        return elements.isEmpty ? ["NaN notitle"] : elements
    }

    /// The corners of the line between what the front dominates and what it does not.
    private var steps: [(x: Double, y: Double)] {
        let front = points.filter { $0.standing == .front }.sorted {
            $0.x == $1.x ? $0.y < $1.y : $0.x < $1.x
        }
        var line: [(x: Double, y: Double)] = []
        for point in front {
            if let last = line.last {
                // Between two trials the better one by x is not there yet.
                line.append(isMinimised.x ? (point.x, last.y) : (last.x, point.y))
            }
            line.append((point.x, point.y))
        }
        return line
    }
}
