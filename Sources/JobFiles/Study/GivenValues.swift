package import StudyModel
package import UserErrors

/// Values of parameters as a user writes them on a command line.
package enum GivenValues {
    /// The configuration that texts give, in the order of the space; it may lack parameters.
    ///
    /// - Parameter space: the job's, with its pools drawn.
    package static func configuration(
        _ texts: [String: String], in space: SearchSpace
    ) throws(InputError) -> Configuration {
        let names = space.parameters.map(\.name)
        for name in texts.keys.sorted() where space[name] == nil {
            let near = Spelling.suggestion(for: name, among: names)
            throw InputError(
                "'\(name)' is no parameter"
                    + (near.isEmpty ? "; the space has \(Spelling.joined(names))" : near))
        }
        var entries: [Configuration.Entry] = []
        for parameter in space.parameters {
            guard let text = texts[parameter.name] else { continue }
            guard let value = value(text, of: parameter.domain) else {
                throw InputError(
                    "\(parameter.name) is \(text.shown); expected a value of its domain, "
                        + parameter.domain.text.shown)
            }
            entries.append(.init(parameter.name, value))
        }
        return Configuration(entries)
    }

    /// A text as a value of a domain; a text that looks like a number may be a choice of text.
    private static func value(_ text: String, of domain: Domain) -> ParameterValue? {
        let written = ScalarValue(plain: text).parameterValue
        return written.flatMap { domain.value(writtenAs: $0) }
            ?? domain.value(writtenAs: .text(text))
            ?? (text == "null" ? domain.value(writtenAs: .null) : nil)
    }
}
