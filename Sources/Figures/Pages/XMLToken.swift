/// XML tags and texts, to the extent that gnuplot's SVG needs.
enum XMLToken: Sendable {
    case start(String, [(String, String)], isEmpty: Bool)
    case end(String)
    case text(String)
    /// The unreadable rest of the file.
    case damaged(String)

    static func tokens(of text: String) -> [XMLToken] {
        var tokens: [XMLToken] = []
        // Bytes for speed: all syntax is ASCII, and charts with thousands of points are long.
        var rest = Array(text.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            if open > rest.startIndex { tokens.append(.text(unescaped(rest[..<open]))) }
            rest = rest[open...]
            let opening = Array("<!--".utf8)
            if rest.starts(with: opening) {
                rest = afterComment(rest)
                continue
            }
            guard let close = closing(of: rest) else {
                return tokens + [.damaged(String(decoding: rest.prefix(60), as: UTF8.self))]
            }
            let inside = rest[(open + 1)..<close]
            rest = rest[(close + 1)...]
            switch inside.first {
            case UInt8(ascii: "?"), UInt8(ascii: "!"): continue
            case UInt8(ascii: "/"):
                tokens.append(.end(name(of: inside.dropFirst())))
            default:
                guard let start = start(inside) else {
                    return tokens + [.damaged(String(decoding: inside.prefix(60), as: UTF8.self))]
                }
                tokens.append(start)
            }
        }
        if !rest.isEmpty { tokens.append(.text(unescaped(rest))) }
        return tokens
    }

    private static func afterComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = Array("-->".utf8)
        var rest = text
        while !rest.isEmpty, !rest.starts(with: end) { rest = rest.dropFirst() }
        return rest.dropFirst(end.count)
    }

    /// The tag's closing `>`, ignoring any within quotes.
    private static func closing(of tag: ArraySlice<UInt8>) -> Int? {
        var quote: UInt8?
        for index in tag.indices {
            let byte = tag[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if isQuote(byte) {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
        }
        return nil
    }

    private static func start(_ inside: ArraySlice<UInt8>) -> XMLToken? {
        let isEmpty = inside.last == UInt8(ascii: "/")
        var rest = isEmpty ? inside.dropLast() : inside
        let element = name(of: rest)
        rest = rest.dropFirst(element.utf8.count).drop(while: isSpace)
        var attributes: [(String, String)] = []
        while !rest.isEmpty {
            let key = rest.prefix { $0 != UInt8(ascii: "=") && !isSpace($0) }
            rest = rest[key.endIndex...].drop(while: isSpace)
            guard rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst().drop(while: isSpace)
            guard let quote = rest.first, isQuote(quote) else { return nil }
            rest = rest.dropFirst()
            guard let end = rest.firstIndex(of: quote) else { return nil }
            attributes.append((String(decoding: key, as: UTF8.self), unescaped(rest[..<end])))
            rest = rest[(end + 1)...].drop(while: isSpace)
        }
        return .start(element, attributes, isEmpty: isEmpty)
    }

    private static func name(of tag: ArraySlice<UInt8>) -> String {
        String(decoding: tag.prefix { !isSpace($0) }, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&apos;", with: "'")
            .replacing("&amp;", with: "&")
    }
}
