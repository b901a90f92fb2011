import Portable

/// Formats objects and unique keys for JSON.
enum JSONText {
    /// An array of objects, one per line, with keys and already encoded values.
    static func objects(_ objects: some Sequence<[(key: String, value: String)]>) -> String {
        var out = ""
        for object in objects {
            out += out.isEmpty ? "[\n  {" : ",\n  {"
            out +=
                object.map { PortableJSON.quoted($0.key) + ": " + $0.value }.joined(separator: ", ")
                + "}"
        }
        return out.isEmpty ? "[]\n" : out + "\n]\n"
    }

    /// Makes names unique, as keys must be.
    ///
    /// A repeated name gets the first number that makes it different from all others.
    static func distinct(_ names: [String]) -> [String] {
        let all = Set(names)
        var taken: Set<String> = []
        return names.map { name in
            var key = name
            var count = 1
            while taken.contains(key) || count > 1 && all.contains(key) {
                count += 1
                key = "\(name) (\(count))"
            }
            taken.insert(key)
            return key
        }
    }
}
