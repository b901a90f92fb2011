import Portable
import Search
import StudyModel
import Yams

extension JobReader {
    /// The scheduler and its settings; nil if they are invalid.
    mutating func scheduler(_ fields: JobFields) -> SchedulerSpec? {
        guard let node = fields["scheduler"] else { return SchedulerSpec.none }
        let kinds = SchedulerKind.all.map { MethodKind(name: $0.name, settings: $0.settings) }
        return method(node, key: "scheduler", of: kinds).flatMap { kind, settings in
            SchedulerKind.named(kind.name)?.spec(settings)
        }
    }

    /// Checks a job's scheduler against its epochs, its space and its sampler.
    mutating func checkScheduler(
        _ job: Job, _ fields: JobFields, _ requirements: ObjectiveRequirements?
    ) {
        guard job.scheduler != .none, let place = fields.values["scheduler"]?.position else {
            return
        }
        if job.epochs == 1 {
            warn(
                "the \(job.scheduler.type) scheduler can't stop anything: trials have 1 epoch",
                at: .file(file, place))
        }
        warnOfStops(job, at: place)
        let names = job.space.parameters.map(\.name)
        for name in job.scheduler.names("explore") ?? [] where !names.contains(name) {
            note(
                "scheduler.explore names '\(name)', which is no parameter"
                    + Spelling.suggestion(for: name, among: names),
                at: settingPositions["scheduler.explore.\(name)"] ?? place)
        }
        if let quantile = job.scheduler.number("quantile"), Double(job.trials) * quantile < 1 {
            note(
                "a quantile of \(quantile) of \(job.trials, "trial") replaces none; raise trials "
                    + "or "
                    + "scheduler.quantile",
                at: settingPositions["scheduler.quantile"] ?? place)
        }
        checkChanges(job, requirements, at: place)
    }

    /// Warns of a scheduler whose first stop is not before the last epoch.
    private mutating func warnOfStops(_ job: Job, at place: Position) {
        guard job.epochs > 1, let scheduler = try? StudyScheduler(job: job),
            scheduler.firstStop(of: 0) == nil
        else { return }
        let settings = ["min_epochs", "every", "reduction"].compactMap { name in
            job.scheduler.int(name).map { "\(name) is \($0)" }
        }
        warn(
            "the \(job.scheduler.type) scheduler has no stop before the last epoch: epochs is "
                + "\(job.epochs)" + settings.map { ", \($0)" }.joined(),
            at: .file(file, place))
    }
}
