package import StudyModel

/// A kind of scheduler: its name and settings in job files, and how to prepare one.
package struct SchedulerKind: Sendable {
    /// The name in job files.
    package let name: String
    package let settings: [SettingRule]
    private let prepare: @Sendable (Job, SearchSpace) throws(SearchError) -> any Scheduler

    /// - Parameter prepare: prepares the scheduler of a job, given its space with all pools drawn.
    init(
        _ name: String, settings: [SettingRule] = [],
        prepare: @escaping @Sendable (Job, SearchSpace) throws(SearchError) -> any Scheduler
    ) {
        self.name = name
        self.settings = settings
        self.prepare = prepare
    }

    /// Every kind, in the order of the documentation.
    package static let all: [SchedulerKind] = [
        .none, .asha, .successiveHalving, .hyperband, .median, .percentile, .threshold, .patience,
        .pbt,
    ]

    /// The kind with a name in job files.
    package static func named(_ name: String) -> SchedulerKind? { all.first { $0.name == name } }

    /// A scheduler's description with some settings; the others have their defaults.
    package func spec(_ given: [Setting] = []) -> SchedulerSpec {
        SchedulerSpec(name, settings.filled(with: given))
    }

    /// The scheduler of a job.
    ///
    /// - Parameter space: the job's space, with all pools drawn.
    static func scheduler(
        of job: Job, over space: SearchSpace
    ) throws(SearchError) -> any Scheduler {
        guard let kind = named(job.scheduler.type) else {
            throw .unknownScheduler(job.scheduler.type, known: all.map(\.name))
        }
        for rule in kind.settings {
            let value = job.scheduler[rule.name] ?? rule.standardValue
            guard value.map(rule.accepted.accepts) ?? (rule.standard != .required) else {
                throw .invalidSetting(
                    of: "\(kind.name) scheduler", setting: rule.name,
                    expected: rule.accepted.expectation)
            }
        }
        return try kind.prepare(job, space)
    }
}

extension [SettingRule] {
    /// The settings with their defaults filled in, in the order of the rules.
    func filled(with given: [Setting]) -> [Setting] {
        compactMap { rule in
            given.first { $0.name == rule.name }
                ?? rule.standardValue.map { Setting(rule.name, .literal($0)) }
        }
    }
}
