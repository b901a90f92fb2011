import StudyModel

extension SchedulerKind {
    package static let none = SchedulerKind("none") { job, _ in FullTraining(epochs: job.epochs) }

    /// Asynchronous successive halving with cohorts.
    package static let asha = SchedulerKind(
        "asha", settings: [minEpochs, reduction, cohort(.value(.int(9)))]
    ) { job, _ in
        let (stops, reduction) = halving(job)
        return CohortScheduler(
            stops: stops, epochs: job.epochs,
            cohorts: CohortPlan(size: job.scheduler.int("cohort") ?? 9, trials: job.trials),
            rule: BestShareRule(reduction: reduction), isPooled: true)
    }

    /// Successive halving of each cohort by itself.
    package static let successiveHalving = SchedulerKind(
        "successive-halving",
        settings: [
            minEpochs, reduction,
            cohort(.derived("`reduction` to the power of the number of stops")),
        ]
    ) { job, _ in
        let (stops, reduction) = halving(job)
        let size = job.scheduler.int("cohort") ?? stops.reduce(1) { size, _ in size * reduction }
        return CohortScheduler(
            stops: stops, epochs: job.epochs, cohorts: CohortPlan(size: size, trials: job.trials),
            rule: BestShareRule(reduction: reduction), isPooled: false)
    }

    /// Hyperband (Li et al., "Hyperband: A Novel Bandit-Based Approach to Hyperparameter
    /// Optimization", JMLR 18, 2018, algorithm 1): successive halving with several first stops in
    /// turn.
    package static let hyperband = SchedulerKind("hyperband", settings: [minEpochs, reduction]) {
        job, _ in
        let (stops, reduction) = halving(job)
        let most = stops.count
        var turn: [(size: Int, firstStop: Int)] = []
        for bracket in (0...most).reversed() {
            var size = most + 1
            for _ in 0..<bracket { size *= reduction }
            turn.append(((size + bracket) / (bracket + 1), most - bracket))
        }
        return CohortScheduler(
            stops: stops, epochs: job.epochs, cohorts: CohortPlan(turn: turn, trials: job.trials),
            rule: BestShareRule(reduction: reduction), isPooled: false)
    }

    package static let median = SchedulerKind(
        "median", settings: [minEpochs, every, startup, cohort(.value(.int(9)))]
    ) { job, _ in percentileScheduler(job, 50) }

    package static let percentile = SchedulerKind(
        "percentile",
        settings: [
            SettingRule("percentile", .float(.percent), .required), minEpochs, every, startup,
            cohort(.value(.int(9))),
        ]
    ) { job, _ in percentileScheduler(job, job.scheduler.number("percentile") ?? 50) }

    package static let threshold = SchedulerKind(
        "threshold",
        settings: [
            SettingRule("value", .float(.any), .required),
            SettingRule("epoch", .int(1...Job.largestCount), .required),
        ]
    ) { job, _ in
        let value = job.scheduler.number("value") ?? 0
        let bound = job.metric.direction == .minimize ? value : -value
        return CohortScheduler(
            stops: [job.scheduler.int("epoch") ?? 1], epochs: job.epochs,
            cohorts: CohortPlan(size: 1, trials: job.trials),
            rule: ThresholdRule(bound: bound, text: "\(value)"), isPooled: false)
    }

    package static let patience = SchedulerKind(
        "patience",
        settings: [
            SettingRule("patience", .int(1...Job.largestCount), .required), minEpochs, every,
        ]
    ) { job, _ in
        CohortScheduler(
            stops: regularStops(job), epochs: job.epochs,
            cohorts: CohortPlan(size: 1, trials: job.trials),
            rule: PatienceRule(patience: job.scheduler.int("patience") ?? 1), isPooled: false)
    }

    /// The name of population based training.
    static let populationName = "pbt"

    /// Population based training.
    package static let pbt = SchedulerKind(
        populationName,
        settings: [
            SettingRule("interval", .int(1...Job.largestCount), .required),
            SettingRule("explore", .parameters, .derived("every parameter of the space")),
            SettingRule(
                "quantile", .float(FloatBounds.atMostHalf), .value(.float(0.2))),
            SettingRule("factor", .float(FloatBounds.aboveOne), .value(.float(1.2))),
            SettingRule("resample", .float(FloatBounds.wholeShare), .value(.float(0.25))),
        ]
    ) { job, space in
        let settings = job.scheduler
        let names = settings.names("explore") ?? space.parameters.map(\.name)
        return PopulationScheduler(
            settings: .init(
                interval: settings.int("interval") ?? 1,
                quantile: settings.number("quantile") ?? 0.2,
                exploration: Exploration(
                    of: names, in: space, factor: settings.number("factor") ?? 1.2,
                    resample: settings.number("resample") ?? 0.25)),
            epochs: job.epochs, size: job.trials, seed: job.seed)
    }

    /// Parameters that change after given epochs.
    package static let schedule = SchedulerKind(
        "schedule", settings: [SettingRule("changes", .changes, .required)]
    ) { job, _ in
        ChangeScheduler(
            ParameterSchedule(job.scheduler["changes"]) ?? ParameterSchedule([]),
            epochs: job.epochs)
    }

    // MARK: Settings and stops

    private static let minEpochs = SettingRule(
        "min_epochs", .int(1...Job.largestCount), .value(.int(1)))
    private static let reduction = SettingRule("reduction", .int(2...1000), .value(.int(3)))
    private static let every = SettingRule("every", .int(1...Job.largestCount), .value(.int(1)))
    private static let startup = SettingRule("startup", .int(1...1_000_000), .value(.int(5)))

    private static func cohort(_ standard: SettingRule.Standard) -> SettingRule {
        SettingRule("cohort", .int(1...1_000_000), standard)
    }

    /// The stops and the reduction of a job with one of the halving schedulers.
    private static func halving(_ job: Job) -> (stops: [Int], reduction: Int) {
        let reduction = job.scheduler.int("reduction") ?? 3
        let least = job.scheduler.int("min_epochs") ?? 1
        return (stops(epochs: job.epochs, from: least, reduction: reduction), reduction)
    }

    /// The stops of halving: the last epoch divided by `reduction`, once and more, as long as that
    /// is at least `least`.
    ///
    /// Counted from the last epoch, the last step to it is as long as the others; counted from the
    /// first, it can be much shorter, which costs quality.
    static func stops(epochs: Int, from least: Int, reduction: Int) -> [Int] {
        var stops: [Int] = []
        var divisor = 1.0
        while true {
            divisor *= Double(reduction)
            let exact = Double(epochs) / divisor
            let stop = Int(exact.rounded())
            guard exact >= Double(least), stop >= 1, stop < stops.last ?? epochs else { break }
            stops.append(stop)
        }
        return stops.reversed()
    }

    /// `min_epochs`, and then every `every` epochs.
    private static func regularStops(_ job: Job) -> [Int] {
        let first = job.scheduler.int("min_epochs") ?? 1
        let every = job.scheduler.int("every") ?? 1
        return first < job.epochs ? Array(stride(from: first, to: job.epochs, by: every)) : []
    }

    private static func percentileScheduler(_ job: Job, _ percentile: Double) -> CohortScheduler {
        CohortScheduler(
            stops: regularStops(job), epochs: job.epochs,
            cohorts: CohortPlan(size: job.scheduler.int("cohort") ?? 9, trials: job.trials),
            rule: PercentileRule(
                percentile: percentile, startup: job.scheduler.int("startup") ?? 5),
            isPooled: true)
    }
}
