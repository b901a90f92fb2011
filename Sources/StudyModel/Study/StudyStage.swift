/// A stage after a study's search, as listed in a job's `then`: one of the program's commands, with
/// its options.
package struct StudyStage: Sendable, Hashable, Codable {
    /// The commands allowed as stages.
    package enum Command: String, Sendable, Hashable, Codable, CaseIterable {
        /// Commands on the study.
        case train, report
        /// Commands on one of its models.
        case evaluate, reconstruct, latent, generate
        /// Commands on its data set.
        case export
    }

    /// An option by its name on the command line, without dashes: `salt-pepper`.
    package struct Option: Sendable, Hashable, Codable {
        package var name: String
        /// Empty for a flag.
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

    /// The values of an option; nil if it is not given.
    package subscript(option option: String) -> [String]? {
        options.first { $0.name == option }?.values
    }

    /// The options as command-line arguments: `--noise=0.1,0.2`.
    package var words: [String] {
        options.map { option in
            "--" + option.name
                + (option.values.isEmpty ? "" : "=" + option.values.joined(separator: ","))
        }
    }

    /// A copy of the stage without an option.
    package func removing(_ option: String) -> StudyStage {
        StudyStage(command, options.filter { $0.name != option })
    }

    /// A copy of the stage with an option, which replaces its previous values.
    package func setting(_ option: String, _ values: [String]) -> StudyStage {
        StudyStage(command, removing(option).options + [Option(option, values)])
    }

    /// The option that selects the study's model for a stage.
    package static let modelOption = "model"
    /// Options whose values are files: in the study's directory, or else next to the job file.
    package static let fileOptions: Set = ["data", "labels", "classifier"]
}
