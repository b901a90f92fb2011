package import UserErrors

/// All mistakes in a job file, in file order.
package struct JobFileError: Error, Sendable, Hashable {
    package var mistakes: [JobMistake]
    /// What is probably wrong besides; it may explain a mistake.
    package var warnings: [JobMistake]

    package init(_ mistakes: [JobMistake], warnings: [JobMistake] = []) {
        self.mistakes = mistakes
        self.warnings = warnings
    }
}

extension JobFileError: CustomStringConvertible {
    /// One line per mistake and warning: `jobs/gan.yaml:14:8: learning_rate.low is 0; a log domain
    /// needs low > 0`.
    package var description: String {
        (mistakes.map(\.description) + warnings.map { "warning: \($0)" }).joined(separator: "\n")
    }
}

/// One mistake or warning: its place, the value found and the value expected.
package struct JobMistake: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// A position in the file; lines and columns count from 1.
        case file(String, Position)
        /// The file as a whole.
        case wholeFile(String)
        /// A command-line option, such as `--trials`.
        case option(String)
    }

    package var place: Place
    package var message: String

    package init(place: Place, message: String) {
        self.place = place
        self.message = message
    }
}

extension JobMistake: CustomStringConvertible {
    package var description: String {
        switch place {
        case .file(let file, let position):
            "\(file):\(position.line):\(position.column): \(message)"
        case .wholeFile(let file): "\(file): \(message)"
        case .option(let option): "\(option): \(message)"
        }
    }
}

/// A line and a column, both counted from 1; columns count Unicode scalars.
package struct Position: Sendable, Hashable, Comparable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (a: Position, b: Position) -> Bool {
        (a.line, a.column) < (b.line, b.column)
    }
}

extension JobFileError: UserError {
    package var exitStatus: ExitStatus { .badInput }
}
