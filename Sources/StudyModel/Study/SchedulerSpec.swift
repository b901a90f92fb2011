/// The scheduler of a study: its name and its settings, which only the scheduler's own code reads.
package struct SchedulerSpec: MethodSpec, Codable {
    /// The name in job files, such as `asha`.
    package var type: String
    /// All settings, with their defaults filled in.
    package var settings: [Setting]

    package init(_ type: String, _ settings: [Setting] = []) {
        self.type = type
        self.settings = settings
    }

    /// Every trial is trained to its end.
    package static let none = SchedulerSpec("none")
}
