package import StudyModel

/// How a job trains its model: loss, optimizer, learning-rate schedule and early stopping.
///
/// Settings have dotted names, such as `schedule.period`, in the order of the job file. The
/// objective determines the settings that are absent.
package struct TrainingDescription: Sendable, Hashable, Codable {
    package var settings: [Setting]

    package init(_ settings: [Setting] = []) { self.settings = settings }

    package subscript(name: String) -> SettingValue? {
        settings.first { $0.name == name }?.value
    }

    /// Whether training may end before the last epoch.
    package var endsEarly: Bool { settings.contains(where: Self.isOfEarlyStopping) }

    /// Drops `early_stopping`: every epoch is trained.
    package mutating func trainToTheEnd() {
        settings.removeAll(where: Self.isOfEarlyStopping)
    }

    private static func isOfEarlyStopping(_ setting: Setting) -> Bool {
        setting.name.split(separator: ".").first == "early_stopping"
    }
}
