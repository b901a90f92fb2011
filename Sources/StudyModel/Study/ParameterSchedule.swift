import Portable

/// Values of parameters that begin at given epochs: what the `schedule` scheduler does to a trial.
package struct ParameterSchedule: Sendable, Hashable, Codable {
    /// What changes after an epoch; parameters that are not named keep their values.
    package struct Change: Sendable, Hashable, Codable {
        /// The last epoch with the values before.
        package var epoch: Int
        package var values: [Configuration.Entry]

        package init(epoch: Int, values: [Configuration.Entry]) {
            self.epoch = epoch
            self.values = values
        }
    }

    /// In ascending order of epochs.
    package var changes: [Change]

    package init(_ changes: [Change]) { self.changes = changes }

    /// The schedule that a job's setting holds; nil if it is none.
    package init?(_ setting: ParameterValue?) {
        guard case .text(let text)? = setting,
            let changes = try? PortableJSON.decode([Change].self, from: Array(text.utf8))
        else { return nil }
        self.init(changes)
    }

    /// The schedule as the value of a job's setting.
    package var setting: ParameterValue {
        guard let bytes = try? PortableJSON.encode(changes, isSorted: true) else {
            preconditionFailure("a schedule can always be encoded: \(changes)")
        }
        return .text(String(decoding: bytes, as: UTF8.self))
    }
}

extension ParameterValue {
    /// The value in the form of the value that it replaces: an int in place of a float is a float.
    package func replacing(_ old: ParameterValue?) -> ParameterValue {
        if case .float? = old, case .int(let number) = self { return .float(Double(number)) }
        return self
    }
}

extension Configuration {
    /// The configuration with some values replaced.
    package func changed(by values: [Entry]) -> Configuration {
        Configuration(
            entries.map { entry in
                let new = values.first { $0.name == entry.name }
                return Entry(entry.name, new?.value.replacing(entry.value) ?? entry.value)
            })
    }
}
