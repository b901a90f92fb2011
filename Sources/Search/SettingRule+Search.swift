import StudyModel

/// The settings of samplers and schedulers.
extension [SettingRule] {
    /// The settings with their defaults filled in, in the order of the rules.
    func filled(with given: [Setting]) -> [Setting] {
        compactMap { rule in
            given.first { $0.name == rule.name }
                ?? rule.standardValue.map { Setting(rule.name, .literal($0)) }
        }
    }

    /// - Parameter method: the sampler or scheduler, for the message: `tpe sampler`.
    /// - Throws: `SearchError` if a setting is missing or out of range.
    func check(_ spec: some MethodSpec, of method: String) throws(SearchError) {
        for rule in self {
            let value = spec[rule.name] ?? rule.standardValue
            guard value.map(rule.accepted.accepts) ?? (rule.standard != .required) else {
                throw .invalidSetting(
                    of: method, setting: rule.name, expected: rule.accepted.expectation)
            }
        }
    }
}
