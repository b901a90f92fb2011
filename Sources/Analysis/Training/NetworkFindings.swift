import Figures
import Models
import Reporting
import StudyModel

/// The networks of a final model: a drawing and, for a GAN of linear layers, a table of sizes.
struct NetworkFindings {
    private let summary: ModelSummary

    /// Nil if the model can't be described, so nothing can be drawn.
    init?(_ document: ModelDocument) {
        guard
            let summary = try? ModelSummary(
                job: document.job, configuration: document.configuration, space: SearchSpace([]))
        else { return nil }
        self.summary = summary
    }

    func add(to folder: inout FindingsFolder) throws {
        try folder.diagram(
            diagram, named: "networks",
            caption: "The network\(summary.parts.count == 1 ? "" : "s") of "
                + "\(NumberText.grouped(summary.parameters)) parameters; between the layers the "
                + "shapes of what one hands to the next.")
        if let table { try folder.table(table) }
    }

    private var diagram: NetworkDiagram {
        NetworkDiagram(
            title: summary.parts.count == 1 ? "The network" : "The networks",
            parts: summary.parts.map { part in
                var shape = part.input
                return NetworkDiagram.Part(
                    name: part.name, input: part.input,
                    layers: part.layers.map { layer in
                        let isChanged = layer.output != shape
                        shape = layer.output
                        return NetworkDiagram.Layer(
                            text: layer.text, output: layer.output,
                            hasBox: isChanged || layer.parameters > 0)
                    })
            })
    }

    /// The table of the report: one row per network with its layer sizes and training settings.
    private var table: Findings.Table? {
        guard summary.objective == NetworkKind.gan.rawValue else { return nil }
        let rows = summary.parts.compactMap(Row.init)
        guard rows.count == summary.parts.count, let most = rows.map(\.hidden.count).max() else {
            return nil
        }
        var headings = ["Network", "Input dim."]
        for place in 1...max(1, most) { headings.append("Hidden dim. \(place)") }
        headings += ["Output dim.", "LReLU slope", "Dropout p", "Optimizer", "Lr"]
        let cells = zip(summary.parts, rows).map { part, row -> [String] in
            let name: String = part.name.prefix(1).uppercased() + part.name.dropFirst()
            var cells = [name, row.input]
            for place in 0..<max(1, most) {
                cells.append(row.hidden.count > place ? row.hidden[place] : "–")
            }
            let (optimizer, rate) = training(of: part.name)
            return cells + [row.output, row.slopes, row.dropouts, optimizer, rate]
        }
        return Findings.Table(
            name: "networks", caption: "The networks and how they are trained.",
            columns: headings.enumerated().map {
                .init($0.element, isNumeric: $0.offset > 0 && $0.element != "Optimizer")
            }, rows: cells)
    }

    /// A part's optimizer and learning rate.
    private func training(of part: String) -> (optimizer: String, rate: String) {
        let items = summary.training.first { $0.part == part }?.items ?? []
        let text = items.first { $0.name == "optimizer" }?.text ?? "–"
        let pieces = text.split(separator: Character(",")).map(String.init)
        let rate = pieces.first { $0.contains("learning rate") }?
            .split(separator: Character(" ")).last
        let number = rate.flatMap { Double($0) }.map { NumberText.rounded($0, digits: 3) }
        return (pieces.first ?? "–", number ?? "–")
    }

    /// A table row for one network; nil if a layer with weights isn't linear.
    private struct Row {
        var input: String
        var hidden: [String]
        var output: String
        var slopes: String
        var dropouts: String

        init?(_ part: ModelSummary.Part) {
            let weighted = part.layers.filter { $0.parameters > 0 }
            guard !weighted.isEmpty, weighted.allSatisfy({ $0.text.hasPrefix("Linear ") }) else {
                return nil
            }
            input = "\(part.input.reduce(1, *))"
            let sizes = weighted.map { "\($0.output.reduce(1, *))" }
            hidden = Array(sizes.dropLast())
            output = sizes[sizes.count - 1]
            func values(_ prefix: String) -> String {
                var found: [String] = []
                for layer in part.layers where layer.text.hasPrefix(prefix) {
                    let value = String(layer.text.dropFirst(prefix.count))
                    if !found.contains(value) { found.append(value) }
                }
                return found.isEmpty ? "–" : found.joined(separator: ", ")
            }
            slopes = values("LeakyReLU ")
            dropouts = values("Dropout ")
        }
    }
}
