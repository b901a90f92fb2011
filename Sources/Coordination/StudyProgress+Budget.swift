import Portable
import Search
import StudyModel

/// How the budget limits a study.
///
/// A budget that is used up lets no further trial begin and no paused trial continue. When nothing
/// runs any more, the search ends; paused trials stay paused, so that a larger budget can continue
/// them.
extension StudyProgress {
    /// Whether waiting trials are handed out.
    var handsOut: Bool {
        !isOver && limit?.stopsSegments != true && !share.isPaused && !isWithdrawn
            && runningCount < share.slotLimit ?? .max
    }

    /// Ends the handing out of segments, because the time of the budget is over.
    mutating func endTime(_ reason: String) {
        limit = Limit(reason: reason, stopsSegments: true)
        updateCanSuggest()
    }

    /// The change that ends the search, if its budget is used up and nothing is left to wait for.
    var endOfSearch: StudyChange? {
        guard let limit, !isFinished, failureStop == nil, runningCount == 0 else { return nil }
        let hasWaiting = finishedCount + pausedCount < trials.count
        guard limit.stopsSegments || !hasWaiting else { return nil }
        return .searchEnded(reason: limit.reason)
    }

    /// Asks the budget whether it allows the next trial.
    mutating func askBudget() {
        askSampler()
        guard job.budget != .none, limit == nil, sampledCount < job.trials else { return }
        startVerdict = scheduler.verdict(start: trials.count)
        if startVerdict == .refused { reachLimit() }
    }

    /// Ends the search when a sampler that repeats nothing has no configuration left.
    private mutating func askSampler() {
        guard limit == nil, end == nil, job.repeats == .never, sampledCount < job.trials,
            let count = sampler.limit, sampledCount >= count
        else { return }
        limit = Limit(
            reason:
                "the space has only \(count / job.runs, "configuration"); each was tried, and "
                + "none is repeated",
            stopsSegments: false)
        updateCanSuggest()
    }

    /// Whether the budget allows a paused trial's next segment.
    mutating func admits(resume trial: Int, until: Int?) -> Bool {
        let verdict = scheduler.verdict(
            resume: trial, from: trials[trial].epoch, until: until)
        if verdict == .refused { reachLimit() }
        return verdict == .admitted
    }

    private mutating func reachLimit() {
        guard limit == nil, let reason = scheduler.budgetEnd else { return }
        limit = Limit(reason: reason, stopsSegments: false)
        updateCanSuggest()
    }
}

extension StudyRecord {
    /// How long the study was searched: from the first start of an attempt to the last end, per
    /// incarnation, in seconds.
    var searchSeconds: Double {
        var spans: [Int: (first: Double, last: Double)] = [:]
        for attempt in trials.lazy.flatMap(\.attempts) {
            let end = attempt.endedAt ?? attempt.startedAt
            let span = spans[attempt.incarnation] ?? (attempt.startedAt, end)
            spans[attempt.incarnation] = (
                min(span.first, attempt.startedAt), max(span.last, end)
            )
        }
        return spans.sorted { $0.key < $1.key }.reduce(0) {
            $0 + max(0, $1.value.last - $1.value.first)
        }
    }
}
