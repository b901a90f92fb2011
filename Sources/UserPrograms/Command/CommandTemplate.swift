/// A text with macros: `{learning_rate}`, `{json}`, and `{{` and `}}` for braces.
package struct CommandTemplate: Sendable, Hashable {
    package enum Piece: Sendable, Hashable {
        case text(String)
        /// The name in braces: a parameter, or a `ReservedMacro`.
        case macro(String)
    }

    /// Macros that are no parameters.
    package enum ReservedMacro: String, Sendable, CaseIterable {
        /// All parameters as `--name value`, each a word.
        case args
        /// The path of a file with all parameters as JSON.
        case json
        /// The trial's number.
        case trial
        /// The trial's seed.
        case seed
        /// The job's epochs.
        case epochs
    }

    package let pieces: [Piece]

    /// - Throws: `TemplateMistake` for a brace that is not closed or not opened, or a macro without
    ///   a name.
    package init(_ text: String) throws(TemplateMistake) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                literal.append(character)
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    throw TemplateMistake("'{' is not closed; write '{{' for a brace")
                }
                let name = String(rest[..<end])
                guard !name.isEmpty, !name.contains("{") else {
                    throw TemplateMistake("'{' has no name of a macro; write '{{' for a brace")
                }
                if !literal.isEmpty { pieces.append(.text(literal)) }
                literal = ""
                pieces.append(.macro(name))
                rest = rest[rest.index(after: end)...]
            case "}": throw TemplateMistake("'}' closes nothing; write '}}' for a brace")
            default: literal.append(character)
            }
        }
        if !literal.isEmpty { pieces.append(.text(literal)) }
        self.pieces = pieces
    }

    /// The names of its macros, in their order.
    package var macros: [String] {
        pieces.compactMap { if case .macro(let name) = $0 { name } else { nil } }
    }

    /// The macros that a shell finds inside quotation marks, in their order.
    package var quotedMacros: [String] {
        var quoted: [String] = []
        var mark: Character?
        var isEscaped = false
        for piece in pieces {
            switch piece {
            case .macro(let name):
                if mark != nil { quoted.append(name) }
                isEscaped = false
            case .text(let text):
                for character in text {
                    switch (character, mark) {
                    case _ where isEscaped: isEscaped = false
                    case ("\\", nil), ("\\", "\""): isEscaped = true
                    case ("'", nil), ("\"", nil): mark = character
                    case (_, character): mark = nil
                    default: break
                    }
                }
            }
        }
        return quoted
    }

    /// Whether it is one macro and nothing else.
    func isOnly(_ macro: ReservedMacro) -> Bool { pieces == [.macro(macro.rawValue)] }

    /// The text with its macros replaced.
    func text(_ value: (String) -> String) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .macro(let name): value(name)
            }
        }.joined()
    }
}

/// A mistake in a text with macros.
package struct TemplateMistake: Error, Sendable, Hashable {
    package var text: String

    init(_ text: String) { self.text = text }
}

extension ProgramSettings.Command {
    /// The texts with macros.
    package var texts: [String] {
        switch self {
        case .words(let words): words
        case .shell(let line): [line]
        }
    }

    /// The names of all macros.
    ///
    /// - Throws: `TemplateMistake` for the first text with a mistake.
    package func macros() throws(TemplateMistake) -> [String] {
        var names: [String] = []
        for text in texts { names += try CommandTemplate(text).macros }
        return names
    }

    /// The parameters that no macro uses, if macros use parameters at all.
    ///
    /// A command without such macros takes its parameters from the environment.
    package func unused(of parameters: [String]) -> [String] {
        guard let macros = try? macros() else { return [] }
        let whole = [CommandTemplate.ReservedMacro.args, .json].map(\.rawValue)
        guard !macros.contains(where: whole.contains), macros.contains(where: parameters.contains)
        else { return [] }
        return parameters.filter { !macros.contains($0) }
    }
}
