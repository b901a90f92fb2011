/// The markers of a chart, with each kind written once.
///
/// Gnuplot repeats shape, size and colour for every point, which is most of a scatter's bytes. Here
/// the first marker of a kind becomes a definition, to which all markers refer.
struct MarkerTable {
    private struct Kind: Hashable {
        var shape: String
        var scale: String
        var others: [String]
    }

    private let prefix: String
    private var names: [Kind: String] = [:]

    init(prefix: String) {
        self.prefix = prefix
    }

    /// The numbers of `translate(1.5,2) scale(3)`.
    private static func placement(_ transform: String) -> (x: String, y: String, scale: String)? {
        let parts = transform.utf8.split { "(), ".utf8.contains($0) }.map { String(Substring($0)) }
        guard parts.count == 5, parts[0] == "translate", parts[3] == "scale" else { return nil }
        let numbers = [parts[1], parts[2], parts[4]]
        guard numbers.allSatisfy({ Double($0) != nil }) else { return nil }
        return (parts[1], parts[2], parts[4])
    }

    /// A shorter `use` element; nil if it isn't a marker, which is first translated, then scaled.
    mutating func shortened(_ attributes: [(String, String)]) -> Markup? {
        let values = Dictionary(attributes) { first, _ in first }
        guard let shape = values["href"], values["id"] == nil,
            let (x, y, scale) = values["transform"].flatMap(Self.placement)
        else { return nil }
        let rest = attributes.filter { $0.0 != "href" && $0.0 != "transform" }
        let kind = Kind(
            shape: shape, scale: scale, others: rest.flatMap { [$0.0, $0.1] })
        let place = [("x", x), ("y", y)]
        if let name = names[kind] {
            return .checkedTag("use", [("href", "#" + name)] + place, isEmpty: true)
        }
        let name = "\(prefix)m\(names.count)"
        names[kind] = name
        let scaled = [("href", shape), ("transform", "scale(\(kind.scale))")]
        return .joined([
            .checkedTag("defs", [], isEmpty: false),
            .checkedTag("g", [("id", name)] + rest, isEmpty: false),
            .checkedTag("use", scaled, isEmpty: true), .checkedEnd("g"), .checkedEnd("defs"),
            .checkedTag("use", [("href", "#" + name)] + place, isEmpty: true),
        ])
    }
}
