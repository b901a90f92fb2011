import Portable
import Search
package import StudyModel

extension RecordedSpace {
    /// The space of a study and what its trials found.
    ///
    /// Used are complete trials, and failed ones as trainings that diverged. Left out are trials
    /// that a scheduler stopped early, because the rest of their curves is not known, and those
    /// that branched off another one. If a complete trial lacks a value after some epoch, only
    /// final values are used. If each configuration has several runs, it is one trial with their
    /// mean values and all their time.
    ///
    /// - Parameter records: the trials in the order of their numbers.
    /// - Throws: `SimulationError` if there are no two different final values.
    package init(study job: Job, _ records: [TrialRecord]) throws {
        let records = job.averaged(records)
        let usable = records.filter {
            $0.trial.origin == nil
                && ($0.trial.state == .complete || $0.trial.state == .failed)
        }
        let metric = Metric(name: job.metric.name, direction: job.metric.direction)
        let hasCurves = usable.allSatisfy { $0.trial.state == .failed || $0.hasCurve(job) }
        let curves = usable.map { hasCurves ? $0.curve(job) : [$0.final(job)] }
        let summary = CurveTable.summary(
            finals: curves.compactMap(\.last), metric: metric)
        guard let summary, metric.ranks(summary.optimum, before: summary.median) else {
            throw SimulationError.unusable(
                place: "study \(job.study)",
                found: Self.found(usable, of: records),
                expected: "trials with different final values of \(metric.name)")
        }
        let space = try StudySampler(job: job).space
        let epochs = hasCurves ? job.epochs : 1
        let seconds = usable.map { $0.secondsToLastEpoch.map { $0 / Double(epochs) } }
        let known = seconds.compactMap { $0 }.sorted()
        let usual =
            known.isEmpty ? CurveTable.standardSecondsPerEpoch : known[known.count / 2]
        self.init(
            source: "study \(job.study)",
            curves: CurveTable(
                name: job.study, metric: metric, epochs: epochs, parameters: space.parameters,
                configurations: usable.map { _ in [] }, curves: curves,
                secondsPerEpoch: seconds.map { $0 ?? usual }, optimum: summary.optimum,
                median: summary.median, source: "study \(job.study), seed \(job.seed)"),
            space: space, configurations: usable.map(\.trial.configuration))
        recorded = records.map { record in
            guard record.trial.state == .complete else { return nil }
            return record.trial.metrics[metric.name].flatMap { $0.isFinite ? $0 : nil }
        }
        initial = job.initial
        repeats = job.repeats
        warmStart = job.warmStart
        notes = Self.notes(
            job, left: records.count - usable.count, hasCurves: hasCurves,
            isTimed: !known.isEmpty)
    }

    /// What a study has that can't be simulated, as text.
    private static func found(_ usable: [TrialRecord], of records: [TrialRecord]) -> String {
        let failed = usable.count { $0.trial.state == .failed }
        if failed == records.count, failed > 0 { return "only failed trials (\(failed))" }
        return "\(usable.count) of \(records.count, "trial") trained to the end"
            + (failed > 0 ? ", \(failed) of which failed" : "")
    }

    private static func notes(
        _ job: Job, left: Int, hasCurves: Bool, isTimed: Bool
    ) -> [String] {
        var notes: [String] = []
        if job.runs > 1 {
            notes.append(
                "a trial is a configuration, with the means of its \(job.runs) runs and the time "
                    + "of all of them")
        }
        if left > 0 {
            notes.append(
                "\(left, "trial") left out: stopped early, branched off another one, or without an "
                    + "outcome")
        }
        if !hasCurves {
            notes.append(
                "only final values are used, because some trials have no value after some epoch")
        }
        if !isTimed {
            notes.append(
                "no trial has a known duration; each is taken to last "
                    + "\(Int(CurveTable.standardSecondsPerEpoch)) s per epoch")
        }
        if job.metric.hasSeveralObjectives {
            notes.append(
                "the study has \(job.metric.objectives.count) objectives; the searches here know "
                    + "the first only, \(job.metric.name)")
        }
        if !job.metric.feasible.isEmpty {
            notes.append("the job's conditions on metrics are not used")
        }
        return notes
    }
}

extension TrialRecord {
    /// The value after each epoch that has one.
    private func values(_ job: Job) -> [Int: Double] {
        var values: [Int: Double] = [:]
        for result in intermediateResults {
            values[result.epoch] = result.metrics[job.metric.name]
        }
        return values
    }

    /// Whether there is a value after each epoch.
    fileprivate func hasCurve(_ job: Job) -> Bool {
        let values = values(job)
        return (1...job.epochs).allSatisfy { values[$0] != nil }
    }

    /// The value after each epoch; NaN from the first epoch without one.
    fileprivate func curve(_ job: Job) -> [Double] {
        let values = values(job)
        var isOver = false
        return (1...job.epochs).map { epoch in
            isOver = isOver || values[epoch] == nil
            return isOver ? .nan : values[epoch] ?? .nan
        }
    }

    /// The final value; NaN if the trial failed.
    fileprivate func final(_ job: Job) -> Double {
        trial.state == .complete ? trial.metrics[job.metric.name] ?? .nan : .nan
    }

    /// The seconds of a complete trial, of whose attempts none was lost; nil if they are not known.
    fileprivate var secondsToLastEpoch: Double? {
        guard trial.state == .complete,
            attempts.allSatisfy({ $0.outcome == .complete || $0.outcome == .reached })
        else { return nil }
        let seconds = attempts.reduce(0) { $0 + ($1.endedAt ?? $1.startedAt) - $1.startedAt }
        return seconds > 0 ? seconds : nil
    }
}
