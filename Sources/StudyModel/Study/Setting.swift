/// A value in a job's settings: a literal, or a reference to a parameter of the search space.
package enum SettingValue: Sendable, Hashable, Codable {
    case literal(ParameterValue)
    /// `$hidden_units` in a job file.
    case parameter(String)

    /// The name of the parameter that it refers to; nil if it is a literal.
    package var parameterName: String? {
        switch self {
        case .literal: nil
        case .parameter(let name): name
        }
    }

    /// The value in a configuration, or nil if the parameter is missing.
    package func value(in configuration: Configuration) -> ParameterValue? {
        switch self {
        case .literal(let value): value
        case .parameter(let name): configuration[name]
        }
    }
}

/// A named setting of a job file, such as `kernel: 3`.
package struct Setting: Sendable, Hashable, Codable {
    package var name: String
    package var value: SettingValue

    package init(_ name: String, _ value: SettingValue) {
        self.name = name
        self.value = value
    }
}
