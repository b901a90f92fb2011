import Models
import Portable
import StudyModel

/// Warns of schedules that are allowed and yet hardly meant.
extension JobReader {
    /// Warns of a warm-up that leaves no epoch at the full rate, and of a schedule's minimum that
    /// no learning rate of the space is above.
    mutating func warnAboutLearningRates(_ job: NetworkJob) {
        let training = job.training
        if case .literal(.int(let length))? = training["warm_up.length"], length >= job.epochs,
            training["schedule.counts"] != .literal(.text("steps"))
        {
            warnOfSetting(
                "warm_up.length",
                "training.warm_up takes \(length, "epoch"), and trials have \(job.epochs); the "
                    + "full learning rate is never reached")
        }
        if case .literal(let value)? = training["schedule.minimum"], let minimum = value.number,
            let highest = highestRate(job), minimum >= highest
        {
            warnOfSetting(
                "schedule.minimum",
                "training.schedule has the minimum \(value), and the highest learning rate is "
                    + "\(ParameterValue.float(highest)); the schedule raises the rate, or keeps it")
        }
    }

    /// The highest learning rate of the job's configurations; nil if it is not known.
    private func highestRate(_ job: NetworkJob) -> Double? {
        guard
            let rule = TrainingDescription.rules(for: job.objective).first(where: {
                $0.name == "learning_rate"
            }),
            let source = job.training.source(of: rule, has: { job.space[$0] != nil })
        else { return nil }
        switch source {
        case .literal(let value): return value.number
        case .parameter(let name):
            switch job.space[name]?.domain {
            case .float(let domain): return domain.high
            case .int(let domain): return Double(domain.high)
            case .categorical(let values): return values.compactMap(\.number).max()
            case .pool, nil: return nil
            }
        }
    }

    private mutating func warnOfSetting(_ name: String, _ message: String) {
        warn(message, at: .file(file, position(ofSetting: name)))
    }
}
