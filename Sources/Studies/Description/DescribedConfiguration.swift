package import JobFiles
import Portable
import Search
package import StudyModel
import UserErrors

/// The configuration whose model is described: a trial's, with some values replaced.
package struct DescribedConfiguration {
    package private(set) var configuration: Configuration
    /// The space that the job's sampler draws from.
    package let space: SearchSpace

    /// - Parameters:
    ///   - trial: a trial whose configuration is known before the search.
    ///   - assignments: `name=value`, each of a parameter of the space.
    /// - Throws: `InputError` for a trial without a known configuration, or a wrong assignment.
    package init(of loaded: LoadedJob, trial: Int, assignments: [String]) throws {
        guard trial < loaded.job.trials else {
            throw InputError(
                "--trial \(trial): \(loaded.file) asks for \(loaded.job.trials, "trial"), "
                    + "numbered from 0")
        }
        var sampler = try StudySampler(job: loaded.job)
        if let limit = sampler.limit, trial >= limit {
            throw InputError("--trial \(trial): the space has \(limit, "configuration")")
        }
        var configuration = sampler.suggest(trial: 0)
        // The sampler draws configurations in the order of trials.
        for number in stride(from: 1, through: trial, by: 1) {
            guard sampler.isReady else {
                throw InputError(
                    "--trial \(trial): the \(loaded.job.sampler.type) sampler draws trials "
                        + "from \(number) on from the outcomes of earlier ones, so they aren't "
                        + "known before the search; describe an earlier one, or give values "
                        + "with --set")
            }
            configuration = sampler.suggest(trial: number)
        }
        for assignment in assignments { try Self.assign(assignment, in: &configuration) }
        if let name = sampler.space.misplaced(in: configuration) {
            throw InputError(
                "--set changes whether \(name) is active; describe another trial, whose "
                    + "configuration has the parameters that you want")
        }
        self.configuration = configuration
        space = sampler.space
    }

    /// Replaces a configuration's value by that of `name=value`, parsed as the old value's type.
    private static func assign(_ assignment: String, in configuration: inout Configuration) throws {
        let names = configuration.entries.map(\.name)
        guard let equals = assignment.firstIndex(of: "=") else {
            throw InputError("--set \(assignment): expected name=value, such as \(names[0])=…")
        }
        let name = String(assignment[..<equals])
        let text = String(assignment[assignment.index(after: equals)...])
        guard let index = names.firstIndex(of: name) else {
            throw InputError(
                "--set \(assignment): the space has no parameter '\(name)'; it has "
                    + names.joined(separator: ", "))
        }
        let old = configuration.entries[index].value
        let value: ParameterValue? =
            switch old {
            case .int: Int(text).map { .int($0) }
            case .float: Double(text).flatMap { $0.isFinite ? .float($0) : nil }
            case .bool: Bool(text).map { .bool($0) }
            case .text: .text(text)
            case .null: text == "null" ? .null : nil
            }
        guard let value else {
            throw InputError("--set \(assignment): expected \(old.kind), such as \(old)")
        }
        configuration.entries[index].value = value
    }
}
