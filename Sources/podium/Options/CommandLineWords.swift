import ArgumentParser
import JobFiles
import UserErrors

/// The names of commands on a command line.
enum CommandLineWords {
    /// Names that other programs use for some of the commands.
    private static let otherNames = [
        "search": "run", "start": "run", "queue": "list", "ls": "list", "stop": "cancel",
        "show": "table",
        "top": "table", "results": "table", "remove": "delete", "rm": "delete",
        "validate": "check", "lint": "check", "plot": "report", "fit": "train", "test": "evaluate",
    ]

    /// Joins negative numbers to the options before them, because the parser takes a word with a
    /// hyphen for another option: `--mean -5` becomes `--mean=-5`.
    static func joiningNegativeNumbers(_ words: [String]) -> [String] {
        var joined: [String] = []
        for word in words {
            if let option = joined.last, option.hasPrefix("--"), option.count > 2,
                !option.contains("="), isNegativeNumber(word)
            {
                joined[joined.count - 1] = option + "=" + word
            } else {
                joined.append(word)
            }
        }
        return joined
    }

    /// Whether a word is a negative number, or a list of numbers that begins with one.
    private static func isNegativeNumber(_ word: String) -> Bool {
        guard word.hasPrefix("-") else { return false }
        let first = word.split(whereSeparator: { ",:".contains($0) }).first ?? ""
        return Double(first) != nil
    }

    /// The commands whose arguments are numbers of trials.
    private static let ofTrials: Set = ["tell", "trial", "why", "logs", "retry"]

    /// Rejects an unknown command, and suggests the command with a similar name or meaning.
    ///
    /// The parser would take a negative number for an unknown option.
    static func check(_ words: [String]) throws {
        try checkNames(words)
        guard let command = words.first, ofTrials.contains(command),
            let number = words.first(where: isNegativeNumber)
        else { return }
        throw InputError("there is no trial \(number): trials are numbered from 0")
    }

    private static func checkNames(_ words: [String]) throws {
        var command: any ParsableCommand.Type = Podium.self
        var path = "podium"
        for word in words {
            let known = command.configuration.subcommands
            // The rest are options and arguments, which the parser checks.
            guard !known.isEmpty, !word.hasPrefix("-") else { return }
            if path == "podium", word == "help" { continue }
            guard let next = known.first(where: { $0._commandName == word }) else {
                let names = known.map { $0._commandName }
                let near =
                    otherNames[word.lowercased()].filter(names.contains)
                    .map { "; did you mean '\($0)'?" }
                    ?? Spelling.suggestion(for: word, among: names)
                throw InputError(
                    "'\(word)' is no command of \(path)\(near.isEmpty ? ";" : near) it has "
                        + names.joined(separator: ", ") + " (\(path) --help)")
            }
            command = next
            path += " " + word
        }
    }
}

extension Optional {
    fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Wrapped? {
        flatMap { isIncluded($0) ? $0 : nil }
    }
}
