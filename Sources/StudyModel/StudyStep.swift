/// What is done once a study's search is over, as a job's `then` lists it: one of the program's
/// commands, with its options.
package struct StudyStep: Sendable, Hashable, Codable {
    /// The commands that steps can be.
    package enum Command: String, Sendable, Hashable, Codable, CaseIterable {
        case train, evaluate, reconstruct, latent, generate
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
    package subscript(option: String) -> [String]? {
        options.first { $0.name == option }?.values
    }

    /// The step as words of a command line: `evaluate MODEL --noise 0.1,0.2`.
    ///
    /// - Parameter subject: the study or the model that it is about.
    package func arguments(_ subject: String) -> [String] {
        [command.rawValue, subject]
            + options.filter { $0.name != Self.modelOption }.flatMap { option in
                ["--" + option.name]
                    + (option.values.isEmpty ? [] : [option.values.joined(separator: ",")])
            }
    }

    /// The option that says which of the study's models a step is about.
    package static let modelOption = "model"
}
