package import StudyModel

/// How far a search has come: later estimates of the time left compare with it.
package struct SearchMark: Sendable, Hashable {
    /// The trials that have an outcome, with the parts of running ones.
    var trials: Double
    /// The epochs that were trained.
    var epochs: Double
}

extension StudyProgress {
    /// The least work, in trials, that an estimate is made from.
    private static let leastTrials = 0.2
    /// The least time that an estimate is made from, in seconds.
    private static let leastSeconds = 1.0

    /// How far the search has come.
    ///
    /// - Parameter partly: what is done of the running trials, in trials.
    package func mark(partly: Double = 0) -> SearchMark {
        let done = Double(finishedCount) + partly
        return SearchMark(
            trials: done,
            epochs: rungs.map { Double($0.epochsTrained) } ?? done * Double(job.epochs))
    }

    /// The estimated seconds until the search ends: by its number of trials or by its budget,
    /// whichever comes first; nil if nothing can be said yet.
    ///
    /// - Parameters:
    ///   - start: where the search was `elapsed` seconds ago.
    ///   - partly: what is done of the running trials, in trials.
    package func secondsLeft(
        since start: SearchMark, partly: Double = 0, elapsed: Double, at now: Instant
    ) -> Double? {
        let here = mark(partly: partly)
        var ends: [Double] = []
        let (trials, epochs) = (here.trials - start.trials, here.epochs - start.epochs)
        if elapsed > Self.leastSeconds, trials > Self.leastTrials {
            if let all = job.total(begun: self.trials.count, hasEnded: limit != nil) {
                ends.append(max(0, Double(all) - here.trials) * elapsed / trials)
            }
            if let most = job.budget.epochs, epochs > 0 {
                ends.append(max(0, Double(most) - here.epochs) * elapsed / epochs)
            }
        }
        if let seconds = job.budget.seconds, limit == nil, pausedSince == nil {
            ends.append(max(0, seconds - secondsBefore - now.seconds(since: timeStart)))
        }
        return ends.min()
    }
}
