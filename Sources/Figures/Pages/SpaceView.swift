import Foundation

/// 3D points, coloured by class, that can be rotated by dragging, touch or keys.
///
/// Without scripts or a canvas, the browser shows the fixed views instead.
package struct SpaceView: Sendable, Hashable {
    /// The names of the three axes.
    package var axes: [String]
    /// The points; each has three coordinates.
    package var points: [[Double]]
    /// The index in `classNames` of each point.
    package var classes: [Int]
    package var classNames: [String]
    package var alternative: String
    /// The fixed views.
    package var still: DrawnChart?

    /// The points of a 3D scatter chart.
    package init(_ scatter: ScatterChart, still: DrawnChart?) {
        precondition(scatter.axes.count == 3, "a scatter of \(scatter.axes.count) axes in space")
        precondition(scatter.classNames.count <= 256, "more than 256 classes")
        axes = scatter.axes.map(\.heading)
        points = scatter.points
        classes = scatter.classes
        classNames = scatter.classNames
        alternative = scatter.alternative
        self.still = still
    }

    func markup(id: String) -> Markup {
        let fallback =
            still.map { PageWriter.markup(of: $0, prefix: id + "-") }
            ?? .element("p", ["class": "absent"], Markup(alternative))
        let buttons = Self.buttons.map { sign, action, name in
            Markup.element(
                "button", ["type": "button", "data-do": action, "aria-label": name],
                Markup(sign))
        }
        let legend = classNames.enumerated().map { index, name in
            Markup.element(
                "button",
                ["type": "button", "data-class": String(index), "aria-pressed": "true"],
                .element(
                    "span",
                    [
                        "style": "color: var(--figure-\(FigureStyle.series[index % 10].name))",
                        "aria-hidden": "true",
                    ], Markup(Self.signs[FigureStyle.markerPlace(index)]))
                    + Markup(" " + name))
        }
        let canvas = Markup.element(
            "canvas",
            [
                "id": id, "tabindex": "0", "role": "application",
                "aria-label": alternative
                    + " Arrow keys turn it, plus and minus zoom, Home is the first view.",
            ], Markup())
        return .block(
            "div",
            [
                "class": "space", "data-points": packed.base64EncodedString(),
                "data-axes": json(axes), "data-ticks": json(ticks),
                "data-colours": json(classNames.indices.map { FigureStyle.series[$0 % 10].name }),
            ],
            .lines([
                .block("div", ["class": "still"], fallback),
                .block(
                    "div", ["class": "live", "hidden": ""],
                    .lines([
                        canvas,
                        .block("div", ["class": "keys"], .lines(buttons)),
                        classNames.count > 1
                            ? .block(
                                "div",
                                ["class": "keys", "aria-label": "Classes", "role": "group"],
                                .lines(legend)) : Markup(),
                    ])),
            ]))
    }

    /// The legend's marker of each class; the script draws the same shapes.
    private static let signs = ["●", "■", "▲", "◆", "▼", "⬟", "○", "□", "△", "◇"]
    private static let buttons = [
        ("←", "left", "turn left"), ("→", "right", "turn right"), ("↑", "up", "tilt up"),
        ("↓", "down", "tilt down"), ("+", "in", "zoom in"), ("−", "out", "zoom out"),
        ("⟲", "reset", "first view"),
    ]

    /// Seven bytes per point: its coordinates and its class.
    ///
    /// Coordinates are 16-bit integers from -32767 to 32767, little-endian. All axes have the same
    /// scale. Points with coordinates that aren't finite are omitted.
    private var packed: Data {
        let whole = self.whole
        let (centres, half) = scale
        var data = Data(capacity: whole.count * 7)
        for (point, name) in whole {
            for axis in 0..<3 {
                let part = half > 0 ? (point[axis] - centres[axis]) / half : 0
                // The centre of huge numbers may overflow.
                let held = part.isFinite ? min(max(part, -1), 1) : 0
                let word = UInt16(bitPattern: Int16((held * 32_767).rounded()))
                data.append(UInt8(truncatingIfNeeded: word))
                data.append(UInt8(truncatingIfNeeded: word >> 8))
            }
            data.append(UInt8(truncatingIfNeeded: name))
        }
        return data
    }

    private var whole: [(point: [Double], kind: Int)] {
        zip(points, classes).filter { $0.0.allSatisfy(\.isFinite) }.map { ($0, $1) }
    }

    /// The centre of each axis, and the script's unit: half of the longest axis.
    private var scale: (centres: [Double], half: Double) {
        let whole = self.whole
        var (centres, half) = ([0.0, 0, 0], 0.0)
        for axis in 0..<3 {
            let values = whole.map { $0.point[axis] }
            guard let least = values.min(), let most = values.max() else { continue }
            centres[axis] = (least + most) / 2
            half = max(half, (most - least) / 2)
        }
        return (centres, half)
    }

    private struct Tick: Codable {
        var at: Double
        var label: String
    }

    /// The positions and labels of some ticks on each axis, for the script.
    private var ticks: [[Tick]] {
        let (centres, half) = scale
        let whole = self.whole
        guard half > 0, half.isFinite else { return [[], [], []] }
        return (0..<3).map { axis in
            let plan = AxisPlan(
                Axis(""), values: whole.map { $0.point[axis] }, margin: 0, tickCount: 4)
            return plan.ticks.compactMap { tick in
                let place = (tick.value - centres[axis]) / half
                guard case .text(let label) = tick.label, place.isFinite else { return nil }
                return Tick(at: (place * 1000).rounded() / 1000, label: label)
            }
        }
    }

    private func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(value) else { return "[]" }
        return String(decoding: data, as: UTF8.self)
    }
}
