import JobFiles
import StudyModel

/// Reads the options of a job's stage, each of them once.
///
/// What was not read at the end is an unknown option.
struct StageOptionReader {
    private let stage: StudyStage
    /// The options that were read, given or not.
    private var known: [String] = []

    init(_ stage: StudyStage) { self.stage = stage }

    /// Throws if the stage has an option that was not read.
    func end() throws(StageMistake) {
        for option in stage.options where !known.contains(option.name) {
            // Only a job can have them: the command line refuses unknown options itself.
            let keys = known.map { $0.replacing("-", with: "_") }
            let key = option.name.replacing("-", with: "_")
            let near = Spelling.suggestion(for: key, among: keys)
            let all = "; \(stage.command.rawValue) has \(keys.joined(separator: ", "))"
            throw StageMistake("unknown key '\(key)'" + (near.isEmpty ? all : near))
        }
    }

    /// The text of an option, in which commas separate the values of a list; nil if it is absent.
    mutating func text(_ name: String) throws(StageMistake) -> String? {
        known.append(name)
        guard let values = stage[option: name] else { return nil }
        guard !values.isEmpty else {
            throw StageMistake("--\(name) is true; expected a value, because it is no flag")
        }
        return values.joined(separator: ",")
    }

    mutating func flag(_ name: String) throws(StageMistake) -> Bool {
        known.append(name)
        guard let values = stage[option: name] else { return false }
        guard values.isEmpty else {
            throw StageMistake(
                "--\(name) is '\(values.joined(separator: ","))'; expected true or false")
        }
        return true
    }

    /// The value of an option that `convert` makes of its text.
    mutating func value<Value>(
        _ name: String, expected: String, _ convert: (String) -> Value?
    ) throws(StageMistake) -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = convert(text) else {
            throw StageMistake("--\(name) is '\(text)'; expected \(expected)")
        }
        return value
    }

    mutating func int(_ name: String) throws(StageMistake) -> Int? {
        try value(name, expected: "an int") { Int($0) }
    }

    mutating func seed(_ name: String = "seed") throws(StageMistake) -> UInt64? {
        try value(name, expected: "an int from 0") { UInt64($0) }
    }

    mutating func number(_ name: String) throws(StageMistake) -> Double? {
        try value(name, expected: "a number") { Double($0) }
    }

    mutating func numbers(_ name: String) throws(StageMistake) -> NumberList? {
        try value(name, expected: "ints from 1, separated by commas") { NumberList(argument: $0) }
    }

    mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, of type: Choice.Type
    ) throws(StageMistake) -> Choice? {
        let words = Choice.allCases.map(\.rawValue)
        return try value(name, expected: Spelling.list(words)) { Choice(rawValue: $0) }
    }

    /// The value of an option that must be there.
    mutating func required<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, of type: Choice.Type
    ) throws(StageMistake) -> Choice {
        guard let value = try choice(name, of: type) else {
            let words = Choice.allCases.map(\.rawValue)
            throw StageMistake("--\(name) is missing; expected \(Spelling.list(words))")
        }
        return value
    }
}
