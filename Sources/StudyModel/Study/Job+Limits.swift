import Portable

/// Range checks of a decoded job, which prevent overflows in later calculations.
///
/// Job files are checked when they are read. Jobs also come from records, from peers and from the
/// metadata of weights files, which anyone can write.
extension Job {
    /// Describes a value out of range, or nil if there is none.
    package var complaint: String? {
        let counts = [
            ("epochs", epochs), ("trials", trials), ("top", top), ("threads", threads),
            ("maxFailures", maxFailures ?? 0), ("budget.epochs", budget.epochs ?? 0),
        ]
        for (name, count) in counts where !(0...Self.largestCount).contains(count) {
            return "\(name) is \(count); expected 0 to \(Self.largestCount)"
        }
        for (method, settings) in [
            ("sampler", sampler.settings), ("scheduler", scheduler.settings),
        ] {
            for setting in settings {
                guard case .literal(.int(let count)) = setting.value,
                    !(0...Self.largestCount).contains(count)
                else { continue }
                return "\(method).\(setting.name) is \(count); expected 0 to \(Self.largestCount)"
            }
        }
        if let complaint = resources?.complaint { return complaint }
        switch checkpointEvery {
        case .seconds(let seconds) where !(seconds > 0 && seconds.isFinite):
            return "checkpointEvery is \(seconds) s"
        case .epochs(let epochs) where !(1...Self.largestCount).contains(epochs):
            return "checkpointEvery is \(epochs, "epoch")"
        default: break
        }
        if let limit = trialTimeLimit, !(limit > 0 && limit.isFinite) {
            return "trialTimeLimit is \(limit)"
        }
        if let seconds = budget.seconds, !(seconds > 0 && seconds.isFinite) {
            return "budget.seconds is \(seconds)"
        }
        if let target = budget.target, !target.isFinite { return "budget.target is \(target)" }
        let objectives = metric.objectives.map(\.name)
        if objectives.count > Metric.mostObjectives || Set(objectives).count < objectives.count {
            return "the objectives are \(objectives.joined(separator: ", "))"
        }
        for parameter in space.parameters where !parameter.domain.isCountable {
            return "the domain of \(parameter.name) is \(parameter.domain)"
        }
        return space.conditionComplaint
    }

    /// More than any count in a job file.
    package static let largestCount = 1 << 40
}

extension SearchSpace {
    /// Describes conditions that no activity follows from, or nil.
    fileprivate var conditionComplaint: String? {
        do {
            _ = try Activity(self)
            return nil
        } catch {
            return "the conditions of the space are wrong: \(error)"
        }
    }
}

extension Domain {
    /// Whether counts, steps and differences of the domain can be represented.
    fileprivate var isCountable: Bool {
        switch self {
        case .float(let domain): domain.isCountable
        case .int(let domain): domain.isCountable
        case .categorical: true
        case .pool(let pool): (0...1_000_000).contains(pool.size) && pool.source.isCountable
        }
    }
}

extension PoolDomain.Source {
    fileprivate var isCountable: Bool {
        switch self {
        case .float(let domain): domain.isCountable
        case .int(let domain): domain.isCountable
        }
    }
}

extension FloatDomain {
    fileprivate var isCountable: Bool {
        guard low.isFinite, high.isFinite, low <= high else { return false }
        guard let step else { return true }
        return step > 0 && (high - low) / step < 1e10
    }
}

extension IntDomain {
    fileprivate var isCountable: Bool {
        low <= high && step >= 1 && IntDomain.isCountable(low, high)
    }
}

extension Job {
    /// Whether ranking, conditions or the table need a metric.
    package func uses(metric name: String) -> Bool {
        metric.objectives.contains { $0.name == name }
            || metric.feasible.contains { $0.expression.names.contains(name) }
            || columns.contains { $0.source == .metric(name) }
    }
}
