import Search
package import StudyModel

/// One difference between a requested job and the recorded job of its study.
package struct JobDifference: Sendable, Hashable {
    /// Whether a study can resume with the difference.
    package enum Verdict: Sendable, Hashable {
        /// It changes only the study's description or display, no trial.
        case free
        /// The same contents lie elsewhere.
        case moved
        /// The number of trials grows; the recorded trials stay valid.
        case trialsGrow
        /// Trials train longer; allowed only while no trial has finished.
        case epochsGrow
        /// It would change the meaning of recorded trials.
        case refused
    }

    /// The key in the job file, such as `epochs` or `space.l2`.
    package var field: String
    package var recorded: String
    package var requested: String
    package var verdict: Verdict
}

extension JobDifference: CustomStringConvertible {
    /// `epochs: 50 is recorded, 10 is asked for`.
    package var description: String {
        "\(field): \(recorded) is recorded, \(requested) is asked for"
    }
}

/// Compares the recorded job of a study with the job that is to resume it.
package enum JobComparison {
    /// All differences, in the order of a job file's keys; empty if the jobs are equal.
    package static func differences(recorded: Job, requested: Job) -> [JobDifference] {
        let (old, new) = (recorded, requested)
        var list = DifferenceList()
        list.add("study", old.study, new.study)
        list.add("purpose", old.purpose, new.purpose, .free) { "'\($0)'" }
        list.addObjective(old, new)
        // Its stops follow from the number of epochs.
        let epochsMayGrow = new.epochs > old.epochs && old.scheduler == .none
        list.add("epochs", old.epochs, new.epochs, epochsMayGrow ? .epochsGrow : .refused)
        list.add("metric.name", old.metric.name, new.metric.name)
        list.add("metric.direction", old.metric.direction, new.metric.direction) { $0.rawValue }
        list.add("objectives", old.metric.others, new.metric.others) { list in
            let others = list.map { "\($0.name) (\($0.direction.rawValue))" }
            return list.isEmpty ? "one" : others.joined(separator: ", ")
        }
        list.add("feasible", old.metric.feasible, new.metric.feasible) { list in
            list.isEmpty ? "nothing" : list.map(\.text).joined(separator: ", ")
        }
        list.add("repeats", old.repeats, new.repeats) { $0?.rawValue ?? "the standard" }
        list.add("repeats", old.runs, new.runs)
        list.add("sampler", old.sampler.type, new.sampler.type)
        if old.sampler.type == new.sampler.type {
            list.addSettings("sampler", old.sampler.settings, new.sampler.settings)
        }
        list.add("scheduler", old.scheduler.type, new.scheduler.type)
        if old.scheduler.type == new.scheduler.type {
            list.addSettings("scheduler", old.scheduler.settings, new.scheduler.settings)
        }
        let trialsMayGrow = new.trials > old.trials && StudyScheduler.canGrow(old)
        list.add("trials", old.trials, new.trials, trialsMayGrow ? .trialsGrow : .refused) {
            $0 < Job.endlessTrials ? "\($0)" : "no limit"
        }
        list.addBudget(old.budget, new.budget, of: new.metric)
        list.add("seed", old.seed, new.seed)
        list.add("top", old.top, new.top, .free)
        list.add("table", old.columns, new.columns, .free) {
            $0.map(\.heading).joined(separator: ", ")
        }
        list.add("time_limit", old.trialTimeLimit, new.trialTimeLimit) {
            $0.map { "\($0) s" } ?? "none"
        }
        list.add("max_failures", old.maxFailures, new.maxFailures, .free) {
            $0.map { "\($0)" } ?? "none"
        }
        list.add("checkpoint_every", old.checkpointEvery, new.checkpointEvery, .free) {
            $0.map(\.text) ?? "the standard"
        }
        list.add("threads", old.threads, new.threads, .free)
        list.addResources(old, new)
        list.add("then", old.stages, new.stages, .free) {
            $0.isEmpty ? "nothing" : $0.map(\.command.rawValue).joined(separator: ", ")
        }
        list.addSpace(old.space, new.space)
        list.add("initial", old.initial, new.initial) {
            $0.isEmpty ? "nothing" : $0.map(\.description).joined(separator: "; ")
        }
        // Their trials are those of the record.
        list.add("warm_start", old.warmStart.map(\.study), new.warmStart.map(\.study)) {
            $0.isEmpty ? "nothing" : $0.joined(separator: ", ")
        }
        return list.differences
    }
}
