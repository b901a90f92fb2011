/// A word, number, text or sign of an expression.
struct ExpressionToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case literal(ParameterValue)
        case name(String)
        /// A sign, or one of `and`, `or` and `not`.
        case sign(String)
        case end
    }

    var kind: Kind
    /// Counted from 1.
    var column: Int

    /// The token in messages.
    var shown: String {
        switch kind {
        case .literal(.text(let text)): "'\(text)'"
        case .literal(let value): "\(value)"
        case .name(let name), .sign(let name): "'\(name)'"
        case .end: "the end"
        }
    }

    private static let words: [String: Kind] = [
        "and": .sign("and"), "or": .sign("or"), "not": .sign("not"),
        "true": .literal(.bool(true)), "false": .literal(.bool(false)), "null": .literal(.null),
    ]
    /// Longer signs come first.
    private static let signs = [
        "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "−", "·", "(", ")",
    ]
    /// Signs of other languages, with what to write.
    private static let misspelt = [
        "=>": "write >=", "=<": "write <=", "=": "two values are compared with ==",
        "&&": "write and", "||": "write or", "&": "write and", "|": "write or",
        "!": "write not, or !=", "≤": "write <=", "≥": "write >=", "≠": "write !=",
        "**": "multiply the value with itself", "×": "write *",
        "/": "multiply both sides by the divisor", "^": "multiply the value with itself",
    ]
    private static let spellings = ["−": "-", "·": "*"]

    /// The tokens of a text, and one for its end.
    static func tokens(of text: String) throws(ExpressionMistake) -> [ExpressionToken] {
        let characters = Array(text)
        var tokens: [ExpressionToken] = []
        var place = 0
        while place < characters.count {
            if characters[place].isWhitespace {
                place += 1
                continue
            }
            let start = place
            let kind = try kind(characters, &place)
            tokens.append(ExpressionToken(kind: kind, column: start + 1))
        }
        tokens.append(ExpressionToken(kind: .end, column: characters.count + 1))
        return tokens
    }

    private static func kind(
        _ characters: [Character], _ place: inout Int
    ) throws(ExpressionMistake) -> Kind {
        let first = characters[place]
        if first == "'" || first == "\"" || first == "`" {
            let text = try quoted(characters, &place)
            return first == "`" ? .name(text) : .literal(.text(text))
        }
        if isDigit(first) || first == "." { return .literal(try number(characters, &place)) }
        if isLetter(first) {
            let word = take(characters, &place) { isLetter($0) || isDigit($0) }
            return words[word] ?? .name(word)
        }
        let rest = String(characters[place..<min(place + 2, characters.count)])
        guard let sign = signs.first(where: rest.hasPrefix) else {
            let found = misspelt[rest] == nil ? String(first) : rest
            let hint = (misspelt[rest] ?? misspelt[found]).map { "; " + $0 } ?? ""
            throw ExpressionMistake("unexpected '\(found)'\(hint)", column: place + 1)
        }
        place += sign.count
        return .sign(spellings[sign] ?? sign)
    }

    private static func quoted(
        _ characters: [Character], _ place: inout Int
    ) throws(ExpressionMistake) -> String {
        let (start, quote) = (place, characters[place])
        place += 1
        let text = take(characters, &place) { $0 != quote }
        guard place < characters.count else {
            throw ExpressionMistake(
                "the quotation mark that opens here isn't closed", column: start + 1)
        }
        place += 1
        return text
    }

    private static func number(
        _ characters: [Character], _ place: inout Int
    ) throws(ExpressionMistake) -> ParameterValue {
        let start = place
        var text = take(characters, &place, while: isDigit)
        var isInt = true
        if place < characters.count, characters[place] == "." {
            isInt = false
            place += 1
            text += "." + take(characters, &place, while: isDigit)
        }
        if place < characters.count, "eE".contains(characters[place]) {
            isInt = false
            place += 1
            text += "e"
            if place < characters.count, "+-".contains(characters[place]) {
                text.append(characters[place])
                place += 1
            }
            text += take(characters, &place, while: isDigit)
        }
        // What is joined to the digits belongs to the word that is refused.
        let rest = take(characters, &place) { isLetter($0) || isDigit($0) || $0 == "." }
        let digits = text.hasPrefix(".") ? "0" + text : text
        if rest.isEmpty, isInt, let value = Int(digits) { return .int(value) }
        let plain = digits.hasSuffix(".") ? digits + "0" : digits
        if rest.isEmpty, !isInt, let value = Double(plain), value.isFinite { return .float(value) }
        let isProduct = isLetter(rest.first ?? "0") && rest.first != "_" && text != "0"
        throw ExpressionMistake(
            "'\(String(characters[start..<place]))' is no number that can be used"
                + (isProduct ? "; a product is written \(text) * \(rest)" : ""), column: start + 1)
    }

    private static func take(
        _ characters: [Character], _ place: inout Int, while isPart: (Character) -> Bool
    ) -> String {
        let start = place
        while place < characters.count, isPart(characters[place]) { place += 1 }
        return String(characters[start..<place])
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }

    private static func isLetter(_ character: Character) -> Bool {
        character == "_" || character.isASCII && character.isLetter
    }
}
