/// Formats texts and unique keys for JSON.
enum JSONText {
    /// A text as a JSON string.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// An array of objects, one per line, with keys and already encoded values.
    static func objects(_ objects: some Sequence<[(key: String, value: String)]>) -> String {
        var out = ""
        for object in objects {
            out += out.isEmpty ? "[\n  {" : ",\n  {"
            out += object.map { quoted($0.key) + ": " + $0.value }.joined(separator: ", ") + "}"
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
