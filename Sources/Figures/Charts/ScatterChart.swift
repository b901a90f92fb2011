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
            + "(\(axes.map(\.heading).joined(separator: ", ")))"
            + (hasClasses ? ", coloured by class: " + classNames.joined(separator: ", ") : "")
            + "."
    }

    private var everyNth: Int { max(1, (points.count + drawnLimit - 1) / max(1, drawnLimit)) }

    /// The number of points drawn; a caption should state it if points are omitted.
    package var drawnCount: Int { (points.count + everyNth - 1) / everyNth }

    package var drawing: Drawing {
        var data = DataFile([title, "one point per line; the class is a place in the list below"])
        data.startBlock(
            hasClasses ? "classes: " + classNames.joined(separator: ", ") : "points",
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
                "every_nth = \(everyNth)",
            ]
        return axes.count == 2
            ? Drawing(
                height: 130 + moreRowsHeight,
                data: data, commands: common + flat(plans))
            : Drawing(
                height: 140, isSinglePlot: false, data: data, commands: common + views(plans))
    }

    private var markers: String {
        let cases = classNames.indices.map { "c == \($0) ? \(FigureStyle.marker($0)) : " }
        return "marker(c) = " + cases.joined() + "7"
    }

    private var keyEntries: [String] {
        classNames.prefix(namedCount).enumerated().map { index, name in
            "keyentry with points lt \(FigureStyle.lineType(index)) "
                + "pt \(FigureStyle.marker(index)) ps 0.9 title " + ScriptText.label(name)
        }
    }

    /// Whether there are classes to tell apart.
    private var hasClasses: Bool { classNames.count > 1 }

    // MARK: The legend

    /// The rows of a flat chart's legend, and those of the legend in the fourth quarter.
    private static let mostRows = 12
    private static let mostRowsOfViews = 8
    private static let fewestRows = 2
    private static let fewestRowsOfViews = 5

    /// The letters that a row of the legend has room for, and those around each name.
    private var rowLetters: Int { (Drawing.letters(in: Drawing.column) - 6) / (axes.count - 1) }
    private static let lettersAroundName = 6

    /// The names of the legend that stand side by side.
    private var keyColumns: Int {
        let longest = classNames.map { min(ScriptText.width($0), ScriptText.longestLabel) }.max()
        return max(1, rowLetters / ((longest ?? 0) + Self.lettersAroundName))
    }

    private var keyRows: Int {
        let fewest = axes.count == 2 ? Self.fewestRows : Self.fewestRowsOfViews
        return max(fewest, (namedCount + keyColumns - 1) / keyColumns)
    }

    /// The number of classes that the legend names; a caption should state it if some are left out.
    package var namedCount: Int {
        guard hasClasses else { return 0 }
        let rows = axes.count == 2 ? Self.mostRows : Self.mostRowsOfViews
        return min(classNames.count, rows * keyColumns)
    }

    // MARK: Two axes

    /// The height of the legend's rows beyond the usual ones, in millimetres.
    private var moreRowsHeight: Int {
        Int((Drawing.rowHeight * Double(keyRows - Self.fewestRows)).rounded())
    }

    private func flat(_ plans: [AxisPlan]) -> [String] {
        let points =
            "data every every_nth using 1:2:(marker($3)):(int($3) % 10 + 1) "
            + "with points pt variable lc variable ps 0.4 notitle"
        let key =
            hasClasses ? "set key vertical maxrows \(keyRows) samplen 1" : "unset key"
        return ["set border 15 lc rgb muted", "unset grid", key]
            + labels(plans) + [ScriptText.plot("plot", [points] + keyEntries)]
    }

    /// Each class's name beside its points, where it covers none.
    private func labels(_ plans: [AxisPlan]) -> [String] {
        guard hasClasses, classNames.count <= 20 else { return [] }
        let drawn = stride(from: 0, to: points.count, by: everyNth).compactMap {
            index -> (place: SIMD2<Double>, kind: Int)? in
            guard let x = plans[0].position(points[index][0]),
                let y = plans[1].position(points[index][1])
            else { return nil }
            return (SIMD2(x, y), classes[index])
        }
        return ClassLabels(of: drawn, names: classNames).places.map { name, place in
            "set label \(ScriptText.label(name)) at graph \(ScriptText.number(place.x)), "
                + "graph \(ScriptText.number(place.y)) center front font title_font"
        }
    }

    // MARK: Three axes

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
            hasClasses
                ? "set key inside center top vertical maxrows \(keyRows) samplen 1 "
                    + "spacing \(keyRows > Self.fewestRowsOfViews ? "1" : "1.3")" : "unset key",
            ScriptText.plot("plot [0:1] [0:1]", ["NaN notitle"] + keyEntries), "unset multiplot",
        ]
        return commands
    }
}
