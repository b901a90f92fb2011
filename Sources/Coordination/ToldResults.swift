import StudyModel

/// What executors outside told about the epochs of trials without an outcome.
///
/// A record keeps the first result of an epoch. This says whether another one came for it.
struct ToldResults: Sendable {
    private var metrics: [Int: [Int: [String: Double]]] = [:]

    /// The metrics of an epoch of a trial; nil if none were told.
    subscript(trial: Int, epoch: Int) -> [String: Double]? { metrics[trial]?[epoch] }

    /// The latest epoch of a trial that was told; 0 without one.
    func lastEpoch(of trial: Int) -> Int { metrics[trial]?.keys.max() ?? 0 }

    /// Notes a result; the first one of an epoch counts.
    mutating func add(_ result: IntermediateResult, of trial: Int) {
        guard metrics[trial]?[result.epoch] == nil else { return }
        metrics[trial, default: [:]][result.epoch] = result.metrics
    }

    /// Forgets the epochs of a trial after one, because they will be trained again.
    mutating func drop(after epoch: Int, of trial: Int) {
        metrics[trial] = metrics[trial]?.filter { $0.key <= epoch }
    }

    /// Forgets a trial, which has its outcome.
    mutating func remove(_ trial: Int) { metrics[trial] = nil }
}

extension StudyProgress {
    /// Whether an executor outside had the last attempt of a trial.
    func isAsked(_ trial: Int) -> Bool {
        attempts[trial].last.map { Asker.isNamed($0.worker.name) } ?? false
    }

    /// Notes what a change, which is applied already, says about told results.
    mutating func noteTold(_ change: StudyChange) {
        switch change {
        case .intermediateResult(let trial, let result) where isAsked(trial):
            told.add(result, of: trial)
        case .segmentReached(let id, _, _, let results) where isAsked(id.trial):
            for result in results { told.add(result, of: id.trial) }
        case .attemptEnded(let id, _, _) where isAsked(id.trial):
            told.drop(after: trials[id.trial].epoch, of: id.trial)
        case .trialFinished(let id, _, _): told.remove(id.trial)
        case .trialPruned(let trial, _): told.remove(trial)
        default: break
        }
    }
}
