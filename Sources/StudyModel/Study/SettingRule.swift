/// The rule of one setting of a layer, a training or a corruption: its name, accepted values and
/// default.
///
/// Lists of rules are the single source for job file parsing, messages, parameter requirements, the
/// schema and the documentation.
package struct SettingRule: Sendable, Hashable {
    /// The default of a setting.
    package enum Standard: Sendable, Hashable {
        /// It must be given.
        case required
        case value(ParameterValue)
        /// Without a value the feature is off.
        case off
        /// The default is derived from something else, described by this text.
        case derived(String)
    }

    /// A condition: another setting must have one of these words.
    package struct Condition: Sendable, Hashable {
        package var setting: String
        package var words: [String]

        package init(setting: String, words: [String]) {
            self.setting = setting
            self.words = words
        }
    }

    package var name: String
    package var accepted: AcceptedValues
    package var standard: Standard
    /// Parameters of the space that provide the setting if it is not set; the first existing one is
    /// used.
    package var parameterNames: [String]
    /// When the setting applies, or nil for always.
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

    /// The default value, if it is a fixed value.
    package var standardValue: ParameterValue? {
        if case .value(let value) = standard { return value }
        return nil
    }
}
