/// Arguments as a user can type them.
package enum ShellWords {
    /// Arguments quoted for a shell.
    package static func text(_ arguments: [String]) -> String {
        arguments.map(quoted).joined(separator: " ")
    }

    /// A word that a shell reads as this text; a plain word is as it is.
    package static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_./,:=+%@".contains($0))
        }
        return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
