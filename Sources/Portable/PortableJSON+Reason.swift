/// What is wrong with JSON that can't be decoded, in words.
extension PortableJSON {
    /// The description of an error; of one of decoding, what is wrong and at which path.
    package static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context):
            let path = Self.path(context.codingPath)
            return "the key '\(ForeignText.shown(key.stringValue))' is missing"
                + (path.isEmpty ? "" : " in '\(path)'")
        case .valueNotFound(let type, let context):
            return "\(value(at: context)) is null; expected \(words(for: type))"
        case .typeMismatch(let type, let context):
            return "\(value(at: context)) has another type; expected \(words(for: type))"
        case .dataCorrupted(let context):
            return words(for: context)
        @unknown default:
            return "it is damaged"
        }
    }

    private static func words(for context: DecodingError.Context) -> String {
        let text = context.debugDescription
        // What Foundation says of a text that can't be parsed.
        if context.codingPath.isEmpty, text.hasSuffix("not valid JSON.") { return "it is not JSON" }
        // What Swift says of a text that is no case of an enumeration.
        if text.hasPrefix("Cannot initialize "), let start = text.firstRange(of: " value ") {
            let found = ForeignText.shown(String(text[start.upperBound...]))
            return "\(value(at: context)) is '\(found)', which this release doesn't know"
        }
        let path = Self.path(context.codingPath)
        return (path.isEmpty ? "" : "in '\(path)': ") + ForeignText.shown(text)
    }

    private static func value(at context: DecodingError.Context) -> String {
        let path = Self.path(context.codingPath)
        return path.isEmpty ? "the whole value" : "the value of '\(path)'"
    }

    /// `job.space.parameters[2].name`.
    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return ForeignText.shown(path)
    }

    private static func words(for type: Any.Type) -> String {
        if type is any BinaryInteger.Type { return "a whole number" }
        if type is any BinaryFloatingPoint.Type { return "a number" }
        if type == String.self { return "a text" }
        if type == Bool.self { return "true or false" }
        let name = "\(type)"
        if name.hasPrefix("Array<") { return "a list" }
        if name.hasPrefix("Dictionary<") { return "keys with values" }
        return "a value as podium writes it"
    }
}
