/// Arguments as a user can type them.
package enum ShellWords {
    /// Arguments quoted for a shell.
    package static func text(_ arguments: [String]) -> String {
        arguments.map { word in
            let isPlain = word.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_./,:=+%@".contains($0))
            }
            return isPlain && !word.isEmpty
                ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}
