import Portable
package import StudyModel

/// What the macros of a trial's command stand for.
package struct CommandValues: Sendable, Hashable {
    package var configuration: Configuration
    package var trial: Int
    package var seed: UInt32
    package var epochs: Int
    /// The path of the file with all parameters.
    package var parametersFile: String

    package init(
        configuration: Configuration, trial: Int, seed: UInt32, epochs: Int, parametersFile: String
    ) {
        self.configuration = configuration
        self.trial = trial
        self.seed = seed
        self.epochs = epochs
        self.parametersFile = parametersFile
    }

    /// `--name value` for all parameters, in the order of the space.
    var arguments: [String] {
        configuration.entries.flatMap { ["--" + $0.name, $0.value.description] }
    }

    /// The value of a macro; nil for an unknown one.
    func value(of macro: String) -> String? {
        // A parameter with the name of another macro is refused by the job's check.
        if let value = configuration[macro] { return value.description }
        return switch CommandTemplate.ReservedMacro(rawValue: macro) {
        case .json: parametersFile
        case .trial: "\(trial)"
        case .seed: "\(seed)"
        case .epochs: "\(epochs)"
        case .args, nil: nil
        }
    }
}

extension ProgramSettings.Command {
    /// The words of the program to start.
    ///
    /// In a line for the shell, values are quoted, so that the shell reads each as one word.
    ///
    /// - Throws: `TemplateMistake` if the command has an unknown macro or a mistake.
    package func words(_ values: CommandValues) throws(TemplateMistake) -> [String] {
        switch self {
        case .words(let texts):
            var words: [String] = []
            for text in texts {
                let template = try CommandTemplate(text)
                if template.isOnly(.args) {
                    words += values.arguments
                } else {
                    words.append(try template.replaced { values.value(of: $0) })
                }
            }
            return words
        case .shell(let line):
            let replaced = try CommandTemplate(line).replaced { macro in
                macro == CommandTemplate.ReservedMacro.args.rawValue
                    ? ShellWords.text(values.arguments)
                    : values.value(of: macro).map(ShellWords.quoted)
            }
            return ["/bin/sh", "-c", replaced]
        }
    }
}

extension CommandTemplate {
    fileprivate func replaced(_ value: (String) -> String?) throws(TemplateMistake) -> String {
        if let unknown = macros.first(where: { value($0) == nil }) {
            throw TemplateMistake("'{\(unknown)}' is no macro here")
        }
        return text { value($0) ?? "" }
    }
}

extension Configuration {
    /// The parameters as one JSON object on one line, in the order of the space.
    package var json: String {
        let fields = entries.map { entry in
            let value =
                switch entry.value {
                case .text(let text): PortableJSON.quoted(text)
                case .float, .int, .bool, .null: entry.value.description
                }
            return PortableJSON.quoted(entry.name) + ": " + value
        }
        return "{" + fields.joined(separator: ", ") + "}"
    }
}

extension CommandValues {
    /// The seed of a trial: the same on every machine, and for every attempt.
    ///
    /// It is below 2³¹, so that it fits the seeds of all languages.
    package static func seed(
        of trial: Int, _ configuration: Configuration = Configuration([]), in job: Job
    ) -> UInt32 {
        let number = configuration.randomTrial(of: trial)
        return SeededGenerator(seed: job.seed, trial: number, purpose: .program).block(index: 0)[0]
            >> 1
    }
}
