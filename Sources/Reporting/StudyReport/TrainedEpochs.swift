import StudyModel

/// The epochs that a study with a scheduler trained: how many towards each stop, and in which
/// order they were recorded.
struct TrainedEpochs {
    struct Epoch: Sendable {
        var trial: Int
        var epoch: Int
        /// The epochs since the one before that is on record: programs needn't report each.
        var count: Int
        /// The metric after the epoch; nil if it was not measured or is not finite.
        var value: Double?
        /// Seconds since 1970, between the start and the end of its attempt.
        var time: Double
    }

    /// The epochs between two stops.
    struct Stretch: Sendable {
        /// The first and the last epoch.
        var epochs: ClosedRange<Int>
        var rung: RungCounts.Rung
        /// The sum over all trials.
        var spent = 0
    }

    let counts: RungCounts
    /// In the order of the stops; without those that no trial has reached.
    let stretches: [Stretch]
    /// In the order in which they were recorded.
    let epochs: [Epoch]

    /// - Parameter now: the time at which attempts without an end are taken to end.
    init(_ record: StudyRecord, now: Double) {
        let job = record.job
        let stops = Set(
            record.trials.flatMap { trial in
                trial.attempts.filter { $0.outcome == .reached }.compactMap(\.until)
            }
        ).sorted()
        var counts = RungCounts(stops: stops, epochs: job.epochs)
        var epochs: [Epoch] = []
        for trial in record.trials {
            counts.add(trial.trial, trial.attempts)
            epochs += Self.epochs(of: trial, job, now: now)
        }
        epochs.sort { ($0.time, $0.trial, $0.epoch) < ($1.time, $1.trial, $1.epoch) }
        var first = 1
        var stretches = counts.rungs.map { rung in
            defer { first = rung.epoch + 1 }
            return Stretch(epochs: min(first, rung.epoch)...rung.epoch, rung: rung)
        }
        for epoch in epochs {
            guard let place = Self.place(of: epoch.epoch, in: stretches) else { continue }
            stretches[place].spent += epoch.count
        }
        self.counts = counts
        self.stretches = stretches.filter { $0.spent > 0 }
        self.epochs = epochs
    }

    /// The epochs that a trial itself trained, without those of the trial that it branched off.
    private static func epochs(of trial: TrialRecord, _ job: Job, now: Double) -> [Epoch] {
        let start = trial.trial.origin?.epoch ?? 0
        let own = trial.intermediateResults.filter { $0.epoch > start && job.hasEpoch($0.epoch) }
        let ends = trial.attempts.filter { $0.outcome == .reached }
        let earlier = [start] + own.map(\.epoch)
        return zip(own, earlier).map { result, previous in
            let segment = ends.first { $0.until ?? 0 >= result.epoch } ?? trial.attempts.last
            let before = ends.last { $0.until ?? 0 < result.epoch }?.until ?? start
            let last = segment?.until ?? own.last?.epoch ?? result.epoch
            let begun = segment?.startedAt ?? now
            let part = Double(result.epoch - before) / Double(max(1, last - before))
            let score = job.metric.score(of: result.metrics)
            let value = score.isFeasible && score.value.isFinite ? score.value : nil
            return Epoch(
                trial: trial.trial.number, epoch: result.epoch,
                count: max(0, result.epoch - previous), value: value,
                time: begun + min(1, part) * max(0, (segment?.endedAt ?? now) - begun))
        }
    }

    private static func place(of epoch: Int, in stretches: [Stretch]) -> Int? {
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].epochs.upperBound < epoch {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < stretches.count ? low : nil
    }

    /// The number of epochs that were trained.
    var spent: Int { epochs.reduce(0) { $0 + $1.count } }

    /// The best value so far and the number of epochs that it took, at each improvement.
    func improvements(_ metric: Metric) -> [(spent: Int, value: Double)] {
        var steps: [(spent: Int, value: Double)] = []
        var spent = 0
        for epoch in epochs {
            spent += epoch.count
            guard let value = epoch.value else { continue }
            if let best = steps.last?.value, !metric.ranks(value, before: best) { continue }
            steps.append((spent, value))
        }
        return steps
    }
}
