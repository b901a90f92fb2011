import Portable

/// The spread of the runs of one configuration with different random numbers.
package struct RunSpread: Sendable, Hashable, Codable {
    /// The number of complete runs.
    package var count: Int
    /// The sample's standard deviation (divisor n - 1) per metric; one run has none.
    package var deviations: [String: Double]

    package init(count: Int, deviations: [String: Double]) {
        self.count = count
        self.deviations = deviations
    }
}

/// The means of the metrics of several runs, and their spread.
package struct RunMeans: Sendable, Hashable {
    package var metrics: [String: Double] = [:]
    package var spread: RunSpread

    /// - Parameter runs: the metrics of each complete run, in the order of their numbers; a metric
    ///   that one of them lacks has no mean.
    package init(_ runs: [[String: Double]]) {
        spread = RunSpread(count: runs.count, deviations: [:])
        for name in runs.first?.keys.sorted() ?? [] {
            let values = runs.compactMap { $0[name] }
            guard values.count == runs.count else { continue }
            let found = Spread(values)
            metrics[name] = found.mean
            if values.count > 1 { spread.deviations[name] = found.deviation }
        }
    }
}

/// The outcomes of the runs of each configuration, until all of its runs have ended.
///
/// With n runs, trials g·n to g·n + n - 1 are the runs of configuration g.
package struct RunOutcomes: Sendable {
    private let runs: Int
    private var open: [Int: [TrialOutcome?]] = [:]

    package init(runs: Int) { self.runs = runs }

    /// Takes a trial's outcome, once per trial, in any order.
    ///
    /// - Returns: the configuration's number and outcome, if this was its last run.
    package mutating func add(
        _ outcome: TrialOutcome, of trial: Int
    ) -> (configuration: Int, outcome: TrialOutcome)? {
        guard runs > 1 else { return (trial, outcome) }
        let configuration = trial / runs
        var known = open[configuration] ?? Array(repeating: nil, count: runs)
        known[trial % runs] = outcome
        open[configuration] = known
        let ended = known.compactMap { $0 }
        guard ended.count == runs else { return nil }
        open[configuration] = nil
        return (configuration, TrialOutcome(runs: ended))
    }
}

extension TrialOutcome {
    /// The outcome of a configuration from those of its runs: the means of its metrics, or the
    /// first failure.
    package init(runs: [TrialOutcome]) {
        var metrics: [[String: Double]] = []
        for case .complete(let run) in runs { metrics.append(run) }
        for case .failed(let reason) in runs {
            self = .failed(reason: reason)
            return
        }
        self = .complete(metrics: RunMeans(metrics).metrics)
    }
}
