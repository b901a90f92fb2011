/// Limits the number of epochs that all trials of a study are trained for.
///
/// One worker that always continues the trial with the lowest number would train the segments of
/// the first cohort, then those of the second, and so on. The budget admits exactly the segments
/// that this worker would begin before the next one would exceed it. So the admitted segments do
/// not depend on the number of workers. A segment counts with its planned length, also if its trial
/// fails or stops by itself.
///
/// With many workers, a later cohort begins while earlier ones are not decided yet. A segment is
/// admitted at once if the budget is large enough for the longest possible training of all trials
/// before it, refused if the budget is too small for what has begun already, and waits otherwise.
/// Near its end a study therefore has fewer trials at a time.
struct EpochBudget: Sendable {
    let limit: Int
    private let epochs: Int
    /// The epochs of all admitted segments.
    private(set) var admitted = 0
    /// Epochs that trials without an outcome may take beyond their admitted segments: those of the
    /// newest cohort, and those of all others.
    private var openInNewest = 0
    private var openBefore = 0
    private var newest = 0..<0
    /// Whether a segment was refused; then every later one is refused too: new trials come after
    /// the segments of all others.
    private(set) var isUsedUp = false
    private var endsResumes = false

    /// - Parameter epochs: the epochs of a complete training.
    init(limit: Int, epochs: Int) {
        self.limit = limit
        self.epochs = epochs
    }

    /// Whether a new trial may begin.
    ///
    /// - Parameters:
    ///   - until: the end of its first segment; nil for the last epoch.
    ///   - cohort: the trials that it is compared with.
    mutating func verdict(startUntil until: Int?, in cohort: Range<Int>) -> BudgetVerdict {
        guard !isUsedUp else { return .refused }
        let before = cohort == newest ? openBefore : openBefore + openInNewest
        let verdict = verdict(costs: until ?? epochs, before)
        isUsedUp = verdict == .refused
        return verdict
    }

    /// Whether a paused trial may be trained further.
    mutating func verdict(resume trial: Int, from epoch: Int, until: Int?) -> BudgetVerdict {
        // A cohort begins only when the budget is large enough for all before it.
        guard newest.contains(trial) else { return .admitted }
        guard !endsResumes else { return .refused }
        let verdict = verdict(costs: (until ?? epochs) - epoch, openBefore)
        if verdict == .refused { (isUsedUp, endsResumes) = (true, true) }
        return verdict
    }

    private func verdict(costs: Int, _ before: Int) -> BudgetVerdict {
        if admitted + costs > limit { return .refused }
        return admitted + before + costs <= limit ? .admitted : .open
    }

    /// A trial began.
    ///
    /// - Parameters:
    ///   - until: the end of its newest segment; nil for the last epoch.
    ///   - isOver: whether it has an outcome.
    mutating func begin(in cohort: Range<Int>, until: Int?, isOver: Bool) {
        if cohort != newest {
            newest = cohort
            openBefore += openInNewest
            openInNewest = 0
        }
        let planned = until ?? epochs
        admitted += planned
        if !isOver { openInNewest += epochs - planned }
    }

    /// A paused trial is trained further.
    mutating func resume(_ trial: Int, from epoch: Int, until: Int?) {
        let cost = (until ?? epochs) - epoch
        admitted += cost
        changeOpen(of: trial, by: -cost)
    }

    /// A trial has its outcome.
    ///
    /// - Parameter until: the end of its newest segment; nil for the last epoch.
    mutating func end(_ trial: Int, until: Int?) {
        changeOpen(of: trial, by: (until ?? epochs) - epochs)
    }

    private mutating func changeOpen(of trial: Int, by change: Int) {
        if newest.contains(trial) { openInNewest += change } else { openBefore += change }
    }
}

/// Whether a budget allows a segment.
package enum BudgetVerdict: Sendable, Hashable {
    case admitted
    case refused
    /// It depends on trials whose results are not known yet.
    case open
}
