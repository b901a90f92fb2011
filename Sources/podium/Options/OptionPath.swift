/// Reads options that name what to write.
enum OptionPath {
    /// A file or a directory by name: an empty variable of a shell, or `-`, would make a file that
    /// nobody looks for.
    static func written(_ kind: String) -> @Sendable (String) throws -> String {
        { text in
            guard !text.isEmpty, text != "-" else {
                throw OptionMistake(description: "expected the name of \(kind)")
            }
            return text
        }
    }
}
