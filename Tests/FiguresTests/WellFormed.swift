/// Checks that elements are closed in order and that nothing is left unescaped.
enum WellFormed {
    private static let void: Set = ["meta", "img", "br", "link", "input", "hr", "wbr"]
    /// In these, nothing is markup until they end.
    private static let raw: Set = ["script", "style"]

    /// What is wrong first, or nil.
    static func fault(in html: String) -> String? {
        var open: [String] = []
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            if let fault = textFault(rest[..<start]) { return fault }
            guard let end = rest[start...].firstIndex(of: ">") else {
                return "a tag has no end: \(rest[start...].prefix(60))"
            }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!DOCTYPE") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else {
                    return "</\(tag.dropFirst())>"
                }
                continue
            }
            let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber }) else {
                return "<\(tag.prefix(40))>"
            }
            if let fault = attributeFault(tag.dropFirst(name.count)) {
                return "<\(name)>: \(fault)"
            }
            if tag.hasSuffix("/") || void.contains(name) { continue }
            if raw.contains(name) {
                guard let close = rest.firstRange(of: "</\(name)>") else {
                    return "\(name) is open"
                }
                rest = rest[close.upperBound...]
                continue
            }
            open.append(name)
        }
        return open.isEmpty ? textFault(rest) : "left open: \(open.joined(separator: ", "))"
    }

    /// Every ampersand begins an entity; no bracket is left.
    private static func textFault(_ text: Substring) -> String? {
        if text.contains(">") { return "a bracket in: \(text.prefix(60))" }
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !["amp;", "lt;", "gt;", "quot;"].contains(where: part.hasPrefix) {
            return "an ampersand before: \(part.prefix(20))"
        }
        return nil
    }

    private static func attributeFault(_ text: Substring) -> String? {
        var rest = text.drop(while: \.isWhitespace)
        var names: Set<Substring> = []
        while !rest.isEmpty, rest != "/" {
            let name = rest.prefix { $0 != "=" && !$0.isWhitespace }
            guard names.insert(name).inserted else { return "\(name) twice" }
            rest = rest[name.endIndex...]
            guard rest.hasPrefix("=\"") else { return "\(name) has no quoted value" }
            rest = rest.dropFirst(2)
            guard let end = rest.firstIndex(of: "\"") else { return "\(name) has no end" }
            if let fault = textFault(rest[..<end]) { return fault }
            rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
        }
        return nil
    }
}
