import Portable

extension ModelSummary {
    /// The summary as text: one row per layer, totals, and a description of the training.
    package var text: String {
        let table = LayerTable(parts)
        var blocks = zip(parts, table.blocks).map { part, lines in
            let kept = part.isFrozen ? " (from a file, frozen)" : ""
            let title = "\(part.name)\(kept), of \(Self.shape(part.input))"
            // The title shares the heading's line if there is room.
            let isShort = table.heading.prefix(title.count + 2).allSatisfy { $0 == " " }
            let head =
                isShort
                ? title + table.heading.dropFirst(title.count) : "\(title)\n\(table.heading)"
            return ([head] + lines).joined(separator: "\n")
        }
        blocks += [totals, memoryBlock]
        for network in training {
            let title = network.part.map { "training of the \($0)" } ?? "training"
            blocks.append(Self.block(title, network.items.map { ($0.name, $0.text) }))
        }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private var totals: String {
        let range =
            smallest == largest
            ? "" : ", \(Self.grouped(smallest)) to \(Self.grouped(largest)) over the space"
        let frozen = parts.filter(\.isFrozen).reduce(0) { $0 + $1.parameters }
        let trained = frozen == 0 ? "" : " (\(Self.grouped(parameters - frozen)) trained)"
        return "\(Self.grouped(parameters)) parameters\(trained)\(range)\n"
            + "\(Self.grouped(multiplyAdds)) multiply-adds per sample"
    }

    /// The memory of a trial by category, and of the largest trial in the space.
    private var memoryBlock: String {
        var rows = [
            ("weights, gradients", memory.parameters), ("optimizer", memory.optimizerState),
            ("threads", memory.workspaces), ("batch", memory.batch),
            ("shared by slots", memory.shared),
        ].filter { $0.1 > 0 }.map { ($0.0, ByteCount.text($0.1)) }
        rows.append(("in all", "about \(ByteCount.text(memory.total))"))
        if let largestTrial, largestTrial.memory.total > memory.total {
            rows.append(("largest", largestTrial.text))
        }
        return Self.block("memory of a trial", rows)
    }

    /// A title, and rows of names and texts in two columns.
    private static func block(_ title: String, _ rows: [(name: String, text: String)]) -> String {
        let width = rows.map(\.name.count).max() ?? 0
        let lines = rows.map { row in
            let space = String(repeating: " ", count: width - row.name.count)
            return "  \(row.name)\(space)  \(row.text)"
        }
        return ([title] + lines).joined(separator: "\n")
    }

    fileprivate static func shape(_ extents: [Int]) -> String {
        extents.map { "\($0)" }.joined(separator: "×")
    }

    /// With commas between thousands.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

/// The rows of all parts, with equal column widths.
private struct LayerTable {
    private static let titles = ["", "", "output", "params", "mult-adds"]

    let heading: String
    let blocks: [[String]]

    init(_ parts: [ModelSummary.Part]) {
        func count(_ number: Int) -> String { number == 0 ? "" : ModelSummary.grouped(number) }
        let rows = parts.map { part in
            let layers = part.layers.map { layer in
                [
                    String(layer.name.dropFirst(part.name.count + 1)), layer.text,
                    ModelSummary.shape(layer.output), count(layer.parameters),
                    count(layer.multiplyAdds),
                ]
            }
            return layers + [["", "in all", "", count(part.parameters), count(part.multiplyAdds)]]
        }
        let all = rows.joined() + [Self.titles]
        let widths = Self.titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                let isText = column == 1 || column == 2
                return isText ? cells[column] + space : space + cells[column]
            }
            var text = Substring("  " + padded.joined(separator: "  "))
            while text.last == " " { text.removeLast() }
            return String(text)
        }
        heading = line(Self.titles)
        blocks = rows.map { $0.map(line) }
    }
}
