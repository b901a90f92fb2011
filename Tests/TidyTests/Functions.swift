/// The lines that a function takes, from its keyword to its closing brace.
struct FunctionExtent: Hashable {
    /// Counted from 0.
    var start: Int
    var lineCount: Int
}

extension SwiftText {
    private struct Token {
        var text: Substring
        var line: Int
    }

    /// Functions, initialisers, subscripts and computed variables that have a body.
    var functions: [FunctionExtent] {
        let tokens = self.tokens
        return tokens.indices.compactMap { index in
            let keywords: Set<Substring> = ["func", "init", "deinit", "subscript", "var"]
            guard keywords.contains(tokens[index].text) else { return nil }
            // `self.init(…)` and `.init(…)` are calls.
            if index > 0, tokens[index - 1].text == "." { return nil }
            guard let open = bodyStart(after: index, in: tokens),
                let close = bodyEnd(from: open, in: tokens)
            else { return nil }
            let start = tokens[index].line
            return FunctionExtent(start: start, lineCount: tokens[close].line - start + 1)
        }
    }

    /// The brace that opens the body, or nil for what has none.
    private func bodyStart(after keyword: Int, in tokens: [Token]) -> Int? {
        let isVariable = tokens[keyword].text == "var"
        let ends: Set<Substring> = [
            "}", "func", "init", "deinit", "subscript", "var", "let", "case", "struct", "enum",
            "class", "extension", "protocol", "import",
        ]
        var depth = 0
        for index in tokens.indices.dropFirst(keyword + 1) {
            let text = tokens[index].text
            if text == "(" || text == "[" { depth += 1 }
            if text == ")" || text == "]" { depth -= 1 }
            guard depth <= 0 else { continue }
            if depth < 0 || ends.contains(text) { return nil }
            // A stored variable's value is no body.
            if isVariable, text == "=" { return nil }
            if text == "{" { return index }
        }
        return nil
    }

    private func bodyEnd(from open: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        for index in tokens.indices.dropFirst(open) {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// Words, and every other character but spaces by itself.
    private var tokens: [Token] {
        code.enumerated().flatMap { number, line -> [Token] in
            var tokens: [Token] = []
            var rest = line.utf8[...]
            while let first = rest.first {
                let word = rest.prefix(while: \.isWordByte)
                let text = word.isEmpty ? rest.prefix(1) : word
                if first != UInt8(ascii: " ") {
                    tokens.append(Token(text: Substring(text), line: number))
                }
                rest = rest.dropFirst(text.count)
            }
            return tokens
        }
    }
}
