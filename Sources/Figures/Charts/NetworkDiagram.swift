/// A drawing of networks: one box per layer with weights, from the input downwards, and the shapes.
///
/// It generates its own SVG, without gnuplot.
package struct NetworkDiagram: Sendable, Hashable {
    package struct Layer: Sendable, Hashable {
        /// The layer in one line: `Conv2d 1→8, 3×3, stride 2, pad 1`.
        package var text: String
        /// The dimensions of the output.
        package var output: [Int]
        /// Whether it has weights or changes the shape; other layers are named in the box before.
        package var hasBox: Bool

        package init(text: String, output: [Int], hasBox: Bool) {
            self.text = text
            self.output = output
            self.hasBox = hasBox
        }
    }

    package struct Part: Sendable, Hashable {
        package var name: String
        package var input: [Int]
        package var layers: [Layer]

        package init(name: String, input: [Int], layers: [Layer]) {
            self.name = name
            self.input = input
            self.layers = layers
        }
    }

    package var title: String
    package var parts: [Part]

    package init(title: String, parts: [Part]) {
        self.title = title
        self.parts = parts
    }

    package var alternative: String {
        let sentences = parts.map { part in
            "\(part.name): \(Self.shape(part.input))"
                + part.layers.map { " to \($0.text) (\(Self.shape($0.output)))" }.joined()
        }
        return "\(title). " + sentences.joined(separator: ". ") + "."
    }

    /// The diagram as a drawn chart, without gnuplot.
    package func drawn(named name: String) -> DrawnChart {
        DrawnChart(name: name, alternative: alternative, svg: svg, files: [name + ".svg"])
    }

    // MARK: The drawing

    private static let width = 500.0
    private static let gap = 20.0
    private static let boxHeight = 42.0
    private static let pitch = 66.0
    private static let top = 66.0

    /// A box: its two lines of text, and the shape of its output.
    private struct Box {
        var heading: String
        var details: [String]
        var output: [Int]
    }

    private func boxes(of part: Part) -> [Box] {
        var boxes: [Box] = []
        for layer in part.layers {
            guard layer.hasBox || boxes.isEmpty else {
                boxes[boxes.count - 1].details.append(layer.text)
                continue
            }
            let heading = layer.text.split(separator: ",", maxSplits: 1)
            let rest = heading.dropFirst().map { String($0.drop { $0 == " " }) }
            boxes.append(
                Box(
                    heading: heading.first.map(String.init) ?? layer.text, details: rest,
                    output: layer.output))
        }
        return boxes
    }

    package var svg: String {
        let columns = Double(max(1, min(parts.count, 2)))
        let columnWidth = (Self.width - Self.gap * (columns + 1)) / columns
        var body = Self.text(title, x: Self.width / 2, y: 22, size: 15)
        var start = 0.0
        for row in stride(from: 0, to: parts.count, by: 2) {
            var height = 0.0
            for (column, part) in parts[row..<min(row + 2, parts.count)].enumerated() {
                let left = Self.gap + Double(column) * (columnWidth + Self.gap)
                let (drawing, used) = draw(part, left: left, width: columnWidth, top: start)
                body += drawing
                height = max(height, used)
            }
            start += height
        }
        let size = "viewBox=\"0 0 \(Self.number(Self.width)) \(Self.number(start + 34))\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \(size)>
            \(body)</svg>

            """
    }

    private func draw(
        _ part: Part, left: Double, width: Double, top: Double
    ) -> (String, Double) {
        let middle = left + width / 2
        var y = top + Self.top
        var out = Self.text(part.name, x: middle, y: top + 46, size: 14, weight: "bold")
        out += Self.text(
            Self.shape(part.input), x: middle + 10, y: y + 4, size: 11.5,
            anchor: "start")
        y += 10
        out += Self.arrow(x: middle, from: y - 22, to: y)
        for box in boxes(of: part) {
            out +=
                "<rect x=\"\(Self.number(left))\" y=\"\(Self.number(y))\" "
                + "width=\"\(Self.number(width))\" height=\"\(Self.number(Self.boxHeight))\" "
                + "rx=\"5\" fill=\"\(FigureStyle.colour(0).code)\" fill-opacity=\"0.14\" "
                + "stroke=\"\(FigureStyle.colour(0).code)\"/>\n"
            let details = ScriptText.shortened(
                box.details.joined(separator: ", "), to: Int(width / 5.9))
            let isSingle = details.isEmpty
            out += Self.text(
                ScriptText.shortened(box.heading, to: Int(width / 7)), x: middle,
                y: y + (isSingle ? 26 : 18), size: 13)
            if !isSingle { out += Self.text(details, x: middle, y: y + 34, size: 11) }
            y += Self.pitch
            out += Self.arrow(x: middle, from: y - 22, to: y)
            out += Self.text(
                Self.shape(box.output), x: middle + 10, y: y - 6, size: 11.5, anchor: "start")
        }
        return (out, y - top)
    }

    private static func shape(_ extents: [Int]) -> String {
        extents.map(String.init).joined(separator: "×")
    }

    private static func arrow(x: Double, from top: Double, to bottom: Double) -> String {
        let (x, low) = (number(x), number(bottom))
        return
            "<path d=\"M\(x),\(number(top)) L\(x),\(low) M\(x),\(low) l-4,-6 M\(x),\(low) l4,-6\" "
            + "fill=\"none\" stroke=\"\(FigureStyle.ink.light.code)\"/>\n"
    }

    private static func text(
        _ text: String, x: Double, y: Double, size: Double, anchor: String = "middle",
        weight: String? = nil
    ) -> String {
        let weight = weight.map { " font-weight=\"\($0)\"" } ?? ""
        return "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" "
            + "text-anchor=\"\(anchor)\" fill=\"\(FigureStyle.ink.light.code)\"\(weight)>"
            + Markup(ScriptText.line(text)).html + "</text>\n"
    }

    /// Rounds to a tenth of a pixel, which is fine enough for a screen.
    private static func number(_ value: Double) -> String {
        DataFile.number((value * 10).rounded() / 10)
    }
}
