package import Embeddings
import Figures
import Files
package import Reporting

/// The findings about a map of codes: a scatter chart, the map's quality, and the first codes.
package struct LatentFindings: Sendable {
    package let codes: SampleCodes
    package let map: LatentMap
    /// The qualities of the codes themselves, and of the map.
    package let qualities: (codes: MapQuality, map: MapQuality)
    /// The model's name, for titles.
    package let name: String

    package init(
        of codes: SampleCodes, map: LatentMap, name: String, engine: EmbeddingEngine
    ) throws(EmbeddingError) {
        self.codes = codes
        self.map = map
        self.name = name
        let original = try MapQuality(of: codes.points, codes: codes, engine: engine)
        qualities = (
            original,
            map.points == codes.points
                ? original : try MapQuality(of: map.points, codes: codes, engine: engine)
        )
    }

    /// Writes all findings.
    ///
    /// - Parameter rows: the number of codes in the table of first codes.
    package func write(to folder: inout FindingsFolder, rows: Int) throws {
        addNumbers(to: &folder)
        if map.points.dimensions == 3 {
            try folder.space(scatter, named: "latent", caption: caption)
        } else {
            try folder.chart(scatter, named: "latent", caption: caption)
        }
        try folder.table(qualityTable)
        if rows > 0 {
            try folder.table(
                firstCodes(rows), csv: firstCodeRows(rows) { $0.description })
        }
        let names = map.axisNames.map { $0.lowercased() }
        try AtomicFile.write(
            codes.csv(of: map.points, columns: names), to: folder.path + "/points.csv")
        if case .variables = map.method {
            try AtomicFile.write(
                codes.csv(of: codes.points, columns: codeNames.map { $0.lowercased() }),
                to: folder.path + "/codes.csv")
        }
    }

    // MARK: The scatter

    var scatter: ScatterChart {
        let classes = Set(codes.labels).sorted()
        let places = Dictionary(
            uniqueKeysWithValues: classes.enumerated().map { ($0.element, $0.offset) })
        return ScatterChart(
            title: title, axes: axes,
            points: (0..<codes.count).map { map.points[$0].map(Self.shown) },
            classes: codes.labels.isEmpty
                ? [Int](repeating: 0, count: codes.count) : codes.labels.compactMap { places[$0] },
            // One class alone has no legend.
            classNames: classes.isEmpty ? [""] : classes.map { "\($0)" },
            // Three views of all points would make the file too large.
            drawnLimit: map.points.dimensions == 3 ? 1200 : 2500)
    }

    /// Rounds to the digits that a chart shows; `points.csv` has all digits.
    private static func shown(_ value: Float) -> Double {
        Double(NumberText.rounded(Double(value), digits: 6)) ?? Double(value)
    }

    private var title: String {
        let count = NumberText.grouped(codes.count) + (codes.count == 1 ? " code" : " codes")
        return switch map.method {
        case .variables: "\(count) of \(name)"
        case .principalComponents: "\(count) of \(name): principal components"
        case .tsne: "\(count) of \(name): t-SNE"
        }
    }

    private var axes: [Axis] {
        map.axisNames.enumerated().map { index, name in
            guard map.explainedVariance.indices.contains(index) else { return Axis(name) }
            return Axis(name, unit: Self.percent(map.explainedVariance[index]) + " of variance")
        }
    }

    private var caption: String {
        let what = "The codes of \(NumberText.grouped(codes.count)) test samples "
        let place = map.points.dimensions == 2 ? "the plane" : "space"
        let how =
            switch map.method {
            case .variables(let variables):
                "by their variables \(Self.list(variables.map { "\($0 + 1)" })) of "
                    + "\(codes.dimensions)"
            case .principalComponents(let count):
                (count == 1
                    ? "along their first principal component, which has "
                    : "along their first \(count) principal components, which have ")
                    + Self.percent(map.explainedVariance.reduce(0, +))
                    + " of the variance of \(codes.dimensions) variables"
            case .tsne(let settings):
                "in \(place), from \(codes.dimensions) variables by t-SNE (perplexity "
                    + "\(NumberText.rounded(settings.perplexity, digits: 4)), "
                    + "\(settings.iterations) iterations)"
            }
        return what + how + (codes.hasClasses ? ", coloured by label." : ".") + drawn + named
    }

    /// A sentence about the labels in the legend; empty if all are there.
    private var named: String {
        let (named, all) = (scatter.namedCount, Set(codes.labels).count)
        guard all > 1, named < all else { return "" }
        return map.points.dimensions == 2
            ? " The legend has the first \(named) of \(all) labels."
            : " The legend of the fixed views has the first \(named) of \(all) labels."
    }

    /// A sentence about the number of codes drawn; empty if all are drawn.
    private var drawn: String {
        let scatter = scatter
        guard scatter.drawnCount < codes.count else { return "" }
        let count = NumberText.grouped(scatter.drawnCount)
        return map.points.dimensions == 2
            ? " \(count) of them are drawn, evenly picked."
            : " The view that turns has all of them, the fixed ones \(count), evenly picked."
    }

    // MARK: Numbers and tables

    private func addNumbers(to folder: inout FindingsFolder) {
        func add(_ name: String, _ label: String, _ value: Double?, digits: Int = 4) {
            guard let value else { return }
            folder.number(
                name, label, value, text: NumberText.rounded(value, digits: digits))
        }
        if !map.explainedVariance.isEmpty {
            let total = map.explainedVariance.reduce(0, +)
            folder.number(
                "explained_variance", "Explained variance", total, text: Self.percent(total))
            for (index, share) in map.explainedVariance.enumerated() {
                folder.number(
                    "explained_variance_\(index + 1)", "Of component \(index + 1)", share,
                    text: Self.percent(share))
            }
        }
        add("divergence", "Kullback-Leibler divergence (nats)", map.divergence)
        for (neighbours, value) in zip(MapQuality.trustNeighbours, qualities.map.trustworthiness) {
            let isFirst = neighbours == MapQuality.trustNeighbours[0]
            add(
                isFirst ? "trustworthiness" : "trustworthiness_\(neighbours)",
                "Trustworthiness, k = \(neighbours)", value)
        }
        add("neighbour_accuracy", "Neighbours' accuracy", qualities.map.neighbourAccuracy)
        add("silhouette", "Silhouette", qualities.map.silhouette)
        add(
            "code_neighbour_accuracy", "Neighbours' accuracy of the codes",
            qualities.codes.neighbourAccuracy)
        add("code_silhouette", "Silhouette of the codes", qualities.codes.silhouette)
    }

    private var qualityTable: Findings.Table {
        var rows: [[String]] = []
        func add(_ name: String, _ first: Double?, _ second: Double?) {
            let cells = [first, second].map {
                $0.map { $0 == 1 ? "1" : Self.fixed($0, decimals: 4) } ?? "–"
            }
            rows.append([name] + cells)
        }
        for (index, neighbours) in MapQuality.trustNeighbours.enumerated() {
            add(
                "Trustworthiness, k = \(neighbours)", qualities.codes.trustworthiness[index],
                qualities.map.trustworthiness[index])
        }
        guard codes.hasClasses else { return table(of: rows) }
        add(
            "Accuracy of \(MapQuality.votingNeighbours) nearest neighbours",
            qualities.codes.neighbourAccuracy, qualities.map.neighbourAccuracy)
        add("Silhouette by label", qualities.codes.silhouette, qualities.map.silhouette)
        return table(of: rows)
    }

    private func table(of qualities: [[String]]) -> Findings.Table {
        Findings.Table(
            name: "qualities",
            caption: "What the map keeps of the codes: all are better the higher they are, and 1 "
                + "at most.",
            columns: [
                Findings.Table.Column("Quality", isNumeric: false),
                Findings.Table.Column("Codes (\(codes.dimensions)-d)"),
                Findings.Table.Column("Map (\(map.points.dimensions)-d)"),
            ], rows: qualities)
    }

    private var codeNames: [String] { (1...codes.dimensions).map { "Enc. Variable \($0)" } }

    /// A table of the first codes, with few enough digits to fit side by side.
    private func firstCodes(_ count: Int) -> Findings.Table {
        // Short headings, because headings are wider than the numbers.
        let names = (1...codes.dimensions).map { "Enc. Var. \($0)" }
        let columns =
            [Findings.Table.Column("Sample")] + names.map { Findings.Table.Column($0) }
            + (codes.labels.isEmpty ? [] : [Findings.Table.Column("label")])
        let decimals = decimals(ofFirst: count)
        let rows = firstCodeRows(count) { Self.fixed(Double($0), decimals: decimals) }
        return Findings.Table(
            name: "first-codes",
            caption: rows.count == 1
                ? "The first encoded test sample."
                : "The first \(rows.count) encoded test samples.",
            columns: columns, rows: rows)
    }

    private func firstCodeRows(_ count: Int, _ text: (Float) -> String) -> [[String]] {
        (0..<min(count, codes.count)).map { sample in
            ["\(sample)"] + codes.points[sample].map(text)
                + (codes.labels.isEmpty ? [] : ["\(codes.labels[sample])"])
        }
    }

    /// Two decimals, or as many as the largest number needs for three digits.
    private func decimals(ofFirst count: Int) -> Int {
        let largest =
            (0..<min(count, codes.count))
            .flatMap { codes.points[$0].map(\.magnitude) }.max() ?? 0
        var (decimals, bound) = (2, Float(1))
        while largest < bound, decimals < 6 { (decimals, bound) = (decimals + 1, bound / 10) }
        return decimals
    }

    // MARK: Words

    static func percent(_ share: Double) -> String {
        NumberText.rounded(share * 100, digits: 3) + " %"
    }

    private static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A number with a fixed number of decimals, which aligns a column's decimal points.
    static func fixed(_ value: Double, decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 1e15 else { return NumberText.rounded(value, digits: 8) }
        let digits = String(Int(scaled))
        let filled = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + filled.dropLast(decimals) + "." + filled.suffix(decimals)
    }
}
