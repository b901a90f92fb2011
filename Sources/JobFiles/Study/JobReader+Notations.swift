import Yams

/// Ranges and lists in the notations of other programs, which a job file takes as texts.
extension JobReader {
    /// Warns of a constant that is probably a range or a list.
    mutating func warnOfNotation(_ node: Node, path: String) {
        guard case .scalar(let scalar) = node, scalar.style == .plain,
            case .text(let text) = ScalarValue(plain: scalar.string),
            let meant = Self.meaning(ofNotation: text)
        else { return }
        warn(
            "\(path) is '\(text.shown)', one text, which nothing evaluates; \(meant); a text that "
                + "is meant has quotation marks", at: .file(file, node.position))
    }

    private static let range = "a range is written { type: float, low: …, high: … }"
    private static let list = "choices are written [1, 2]"

    /// What a text in another notation means here; nil if it is probably a text.
    private static func meaning(ofNotation text: String) -> String? {
        let isNumber = { (part: Substring) in
            ScalarValue(plain: part.filter { $0 != " " }).parameterValue?.number != nil
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count > 1, parts.allSatisfy(isNumber) { return list }
        for separator in ["...", "..", "…", " to ", "–", "-"] {
            let ends = text.split(separator: separator, omittingEmptySubsequences: false)
            if ends.count == 2, ends.allSatisfy(isNumber) { return range }
        }
        guard text.last == ")", let open = text.firstIndex(of: "(") else { return nil }
        let function = text[..<open]
        guard function.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }) else {
            return nil
        }
        let words = function.split(separator: ".").last?.lowercased() ?? ""
        let ofLists = ["choice", "categorical", "list", "grid"]
        if words.isEmpty || ofLists.contains(where: words.contains) { return list }
        if words.contains("log") {
            return "a logarithmic range is written { type: float, low: …, high: …, "
                + "distribution: log }"
        }
        if words.contains("int") || words.contains("range") {
            return "a range of ints is written { type: int, low: …, high: … }"
        }
        return words.contains("uniform") || words.contains("float") ? range : nil
    }
}
