import Portable

/// Points in 2D or 3D, coloured by class, such as a latent space by digit.
package struct ScatterChart: Chart {
    package var title: String
    /// Two or three axes.
    package var axes: [Axis]
    /// The points; each has one coordinate per axis.
    package var points: [[Double]]
    /// The index in `classNames` of each point.
    package var classes: [Int]
    package var classNames: [String]
    /// The maximum number of points drawn, evenly picked; the data file contains all.
    package var drawnLimit: Int

    package init(
        title: String, axes: [Axis], points: [[Double]], classes: [Int], classNames: [String],
        drawnLimit: Int = 2500
    ) {
        precondition(axes.count == 2 || axes.count == 3, "a scatter has 2 or 3 axes")
        precondition(
            points.count == classes.count && points.allSatisfy { $0.count == axes.count },
            "\(points.count, "point") and \(classes.count, "class"), "
                + "\(axes.count) coordinates each")
        precondition(
            classes.allSatisfy(classNames.indices.contains), "a class that has no name")
        self.title = title
        self.axes = axes
        self.points = points
        self.classes = classes
        self.classNames = classNames
        self.drawnLimit = drawnLimit
    }

    package var alternative: String {
        "\(title). \(points.count, "point") in \(axes.count) dimensions "
            + "(\(axes.map(\.heading).joined(separator: ", "))), coloured by class: "
            + classNames.joined(separator: ", ") + "."
    }

    private var stride: Int { max(1, (points.count + drawnLimit - 1) / max(1, drawnLimit)) }

    /// The number of points drawn; a caption should state it if points are omitted.
    package var drawnCount: Int { (points.count + stride - 1) / stride }

    package var drawing: Drawing {
        var data = DataFile([title, "one point per line; the class is a place in the list below"])
        data.startBlock(
            "classes: " + classNames.joined(separator: ", "),
            columns: axes.map(\.heading) + ["class"])
        for (point, name) in zip(points, classes) { data.add(point + [Double(name)]) }
        let plans = axes.indices.map { index in
            AxisPlan(
                axes[index], values: points.map { $0[index] },
                tickCount: axes.count == 2 ? 5 : 4)
        }
        let common =
            zip(["x", "y", "z"], plans).flatMap { $1.commands($0) }
            + [
                markers,
                "every_nth = \(stride)",
            ]
        return axes.count == 2
            ? Drawing(height: 130, data: data, commands: common + flat(plans))
            : Drawing(
                height: 140, isSinglePlot: false, data: data, commands: common + views(plans))
    }

    private var markers: String {
        let cases = classNames.indices.map { "c == \($0) ? \(FigureStyle.marker($0)) : " }
        return "marker(c) = " + cases.joined() + "7"
    }

    private var keyEntries: [String] {
        classNames.enumerated().map { index, name in
            "keyentry with points lt \(FigureStyle.lineType(index)) ps 0.9 title "
                + ScriptText.label(name)
        }
    }

    private func flat(_ plans: [AxisPlan]) -> [String] {
        let points =
            "data every every_nth using 1:2:(marker($3)):(int($3) % 10 + 1) "
            + "with points pt variable lc variable ps 0.4 notitle"
        return ["set border 15 lc rgb muted", "unset grid", "set key vertical maxrows 2 samplen 1"]
            + medians(plans) + [ScriptText.plot("plot", [points] + keyEntries)]
    }

    /// Each class's name at the median of its points, on a light background.
    private func medians(_ plans: [AxisPlan]) -> [String] {
        guard classNames.count <= 20 else { return [] }
        let labels = classNames.indices.compactMap { index -> String? in
            let own = zip(points, classes).filter { $1 == index }.map(\.0)
            guard let x = Self.median(own.map { $0[0] }), let y = Self.median(own.map { $0[1] })
            else { return nil }
            return "set label \(ScriptText.label(classNames[index])) at "
                + "\(ScriptText.number(x)), \(ScriptText.number(y)) center front boxed "
                + "font title_font"
        }
        let ground =
            "set style textbox opaque margins 0.6, 0.4 fillcolor rgb ground noborder"
        return [ground] + labels
    }

    private static func median(_ values: [Double]) -> Double? {
        let sorted = values.filter(\.isFinite).sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    /// Three fixed views, and the legend in the fourth quarter.
    private func views(_ plans: [AxisPlan]) -> [String] {
        let points =
            "data every every_nth using 1:2:3:(marker($4)):(int($4) % 10 + 1) "
            + "with points pt variable lc variable ps 0.3 notitle"
        var commands = [
            "set border 4095 lc rgb muted lw 0.7", "unset grid", "unset key",
            "set xyplane relative 0", "set tics out scale 0.4 font small_font",
            "set xtics offset 0, -0.3", "set ytics offset 0, -0.3", "set ztics offset 0.6, 0",
            "unset xlabel", "unset ylabel", "unset zlabel", "set lmargin 4", "set rmargin 2",
            "set tmargin 0", "set bmargin 0",
        ]
        commands += axes.indices.map { axis in
            let place = plans.indices.map { index in
                ScriptText.number(plans[index].value(at: index == axis ? 1.2 : 0))
            }
            return "set label '\(axis + 1)' at \(place.joined(separator: ", ")) center "
                + "font title_font"
        }
        commands.append(Drawing.multiplot(rows: 2, columns: 2))
        for (tilt, turn) in [(65, 35), (65, 125), (20, 35)] {
            commands += ["set view \(tilt), \(turn), 0.98", "splot " + points]
        }
        commands += ["unset border", "unset label", "unset logscale", "unset tics"]
        commands += axes.enumerated().map { index, axis in
            let text = ScriptText.label("\(index + 1): \(axis.heading)")
            return "set label \(text) at graph -0.02, graph \(0.24 - 0.08 * Double(index)) "
                + "font small_font"
        }
        commands += [
            "set key inside center top vertical maxrows 5 samplen 1 spacing 1.3",
            ScriptText.plot("plot [0:1] [0:1]", ["NaN notitle"] + keyEntries), "unset multiplot",
        ]
        return commands
    }
}
