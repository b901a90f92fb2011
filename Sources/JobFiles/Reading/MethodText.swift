import Search
package import StudyModel

/// A sampler or a scheduler as an option gives it: what a job file has after `sampler:`.
package enum MethodText {
    /// Reads `tpe` or `{ type: tpe, lag: 1 }`.
    ///
    /// - Parameter option: the option's name, for messages.
    /// - Throws: `JobFileError` with all mistakes.
    package static func sampler(
        _ text: String, option: String
    ) throws(JobFileError) -> SamplerSpec {
        let kinds = SamplerKind.all.map { MethodKind(name: $0.name, settings: $0.settings) }
        let (name, settings) = try method(text, key: "sampler", of: kinds, option)
        guard let spec = SamplerKind.named(name)?.spec(settings) else {
            preconditionFailure("the sampler \(name) was read and is not known")
        }
        return spec
    }

    /// Reads `asha` or `{ type: asha, reduction: 4 }`.
    ///
    /// - Parameter option: the option's name, for messages.
    /// - Throws: `JobFileError` with all mistakes.
    package static func scheduler(
        _ text: String, option: String
    ) throws(JobFileError) -> SchedulerSpec {
        let kinds = SchedulerKind.all.map { MethodKind(name: $0.name, settings: $0.settings) }
        let (name, settings) = try method(text, key: "scheduler", of: kinds, option)
        guard let spec = SchedulerKind.named(name)?.spec(settings) else {
            preconditionFailure("the scheduler \(name) was read and is not known")
        }
        return spec
    }

    private static func method(
        _ text: String, key: String, of kinds: [MethodKind], _ option: String
    ) throws(JobFileError) -> (name: String, settings: [Setting]) {
        let source = YAMLSource(text)
        var reader = JobReader(
            file: option, overrides: JobOverrides(), environment: .none,
            standIns: source.standIns, end: source.end)
        for (position, message) in source.mistakes { reader.note(message, at: position) }
        if source.root == nil, source.mistakes.isEmpty {
            reader.note(
                "is empty; expected \(Spelling.list(kinds.map(\.name)))", at: .option(option))
        }
        let found = source.root.flatMap { reader.method($0, key: key, of: kinds) }
        guard let found, reader.mistakes.isEmpty else {
            // A place in the text of an option helps nobody.
            throw JobFileError(
                reader.mistakes.map {
                    JobMistake(place: .option(option), message: $0.message)
                })
        }
        return (found.kind.name, found.settings)
    }
}
