/// Words and phrases that the project's texts avoid, with the plain ones to use.
enum WordRules {
    private static let phrases = [
        "anew": "again", "parted": "divided", "for keeps": "to keep", "so many": "a number",
        "goes on": "continues, or moves", "as good as": "almost, or equal to",
    ]

    /// Units before "a" or "an": `samples a second` is `samples per second`.
    private static let counted: Set = [
        "mb", "gb", "kb", "bytes", "nanoseconds", "samples", "trials", "line", "lines", "row",
        "rows", "slot", "slots", "epoch", "epochs", "value", "values", "multiply-adds", "message",
        "messages", "images", "bar", "point", "times",
        "seconds", "hours", "files",
    ]
    private static let per: Set = [
        "sample", "slot", "attempt", "second", "trial", "worker", "core", "epoch", "step", "batch",
        "minute", "hour", "line", "row",
    ]

    /// What a line says in words that the project avoids.
    static func remarks(in line: String) -> [String] {
        let words = line.split(whereSeparator: {
            !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'"
        }).map(String.init)
        let text = " " + words.joined(separator: " ").lowercased() + " "
        let found = phrases.keys.sorted().filter { text.contains(" \($0) ") }
            .map { "'\($0)': write \(phrases[$0] ?? "")" }
        let rates = words.indices.dropLast(2).filter {
            counted.contains(words[$0].lowercased()) && ["a", "an"].contains(words[$0 + 1])
                && per.contains(words[$0 + 2]) && line.contains("\(words[$0]) \(words[$0 + 1]) ")
        }.map { "'\(words[$0]) \(words[$0 + 1]) \(words[$0 + 2])': write per" }
        return found + rates
    }
}
