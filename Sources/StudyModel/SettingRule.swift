/// What one setting of a layer, of the training or of a corruption is: its name, what it may be,
/// and what it is where nobody says.
///
/// Lists of these are the one source for reading job files, for messages, for what parameters of a
/// space must be, for the schema and for the documentation.
package struct SettingRule: Sendable, Hashable {
    /// What a setting is that nobody gives.
    package enum Standard: Sendable, Hashable {
        /// It must be given.
        case required
        case value(ParameterValue)
        /// Nothing happens.
        case off
        /// It follows from something else, in these words.
        case derived(String)
    }

    /// A setting that another must be one of some words for.
    package struct Condition: Sendable, Hashable {
        package var setting: String
        package var words: [String]
    }

    package var name: String
    package var accepted: AcceptedValues
    package var standard: Standard
    /// Parameters of the space that give the setting where it isn't given itself; the first that
    /// is there does.
    package var parameterNames: [String]
    /// Where the setting has a meaning, or nil for everywhere.
    package var condition: Condition?

    package init(
        _ name: String, _ accepted: AcceptedValues, _ standard: Standard = .off,
        from parameterNames: [String] = [], only condition: Condition? = nil
    ) {
        self.name = name
        self.accepted = accepted
        self.standard = standard
        self.parameterNames = parameterNames
        self.condition = condition
    }

    /// The value where nobody gives one, if it is one.
    package var standardValue: ParameterValue? {
        if case .value(let value) = standard { return value }
        return nil
    }
}
