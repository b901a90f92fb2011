/// What is done once a study's search is over, as a job's `then` lists it: one of the program's
/// commands, with its options.
package struct StudyStage: Sendable, Hashable, Codable {
    /// The commands that stages can be.
    package enum Command: String, Sendable, Hashable, Codable, CaseIterable {
        /// About the study.
        case train, report
        /// About one of its models.
        case evaluate, reconstruct, latent, generate
        /// About its data set.
        case export
    }

    /// An option by its name on the command line, without dashes: `salt-pepper`.
    package struct Option: Sendable, Hashable, Codable {
        package var name: String
        /// None for a flag.
        package var values: [String]

        package init(_ name: String, _ values: [String]) {
            self.name = name
            self.values = values
        }
    }

    package var command: Command
    package var options: [Option]

    package init(_ command: Command, _ options: [Option] = []) {
        self.command = command
        self.options = options
    }

    /// The values of an option; nil where it isn't given.
    package subscript(option option: String) -> [String]? {
        options.first { $0.name == option }?.values
    }

    /// The options as words of a command line: `--noise=0.1,0.2`.
    package var words: [String] {
        options.map { option in
            "--" + option.name
                + (option.values.isEmpty ? "" : "=" + option.values.joined(separator: ","))
        }
    }

    /// The stage without an option.
    package func removing(_ option: String) -> StudyStage {
        StudyStage(command, options.filter { $0.name != option })
    }

    /// The stage with an option, in place of what it had.
    package func setting(_ option: String, _ values: [String]) -> StudyStage {
        StudyStage(command, removing(option).options + [Option(option, values)])
    }

    /// The option that says which of the study's models a stage is about.
    package static let modelOption = "model"
    /// Options whose values are files: of the study's directory, or else beside the job file.
    package static let fileOptions: Set = ["data", "labels", "classifier"]
}
