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
        .pbt, .schedule,
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
    package static func scheduler(
        of job: Job, over space: SearchSpace
    ) throws(SearchError) -> any Scheduler {
        guard let kind = named(job.scheduler.type) else {
            throw .unknownScheduler(job.scheduler.type, known: all.map(\.name))
        }
        try kind.settings.check(job.scheduler, of: "\(kind.name) scheduler")
        var job = job
        // A search without repeats has no more trials than configurations; the last cohort ends
        // with them.
        if job.repeats == .never, let count = space.configurationCount {
            job.trials = min(job.trials, count)
        }
        return try kind.prepare(job, space)
    }
}
