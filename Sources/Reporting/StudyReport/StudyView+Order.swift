import StudyModel

/// The words for the order of the ranked trials: what "best" means, and which trials tie.
extension StudyView {
    /// `best`; with several objectives no trial but the first one is the best by anything.
    var topWord: String { job.metric.hasSeveralObjectives ? "first" : "best" }

    /// A sentence about the order of trials with several objectives; empty with one.
    var frontsNote: String {
        guard job.metric.hasSeveralObjectives else { return "" }
        return " Trials of the first Pareto front come first. Within a front, the best by each "
            + "objective come first, then those whose neighbours are farthest apart (crowding "
            + "distance)."
    }

    /// A reference to this order; empty with one objective.
    var tableOrderNote: String {
        job.metric.hasSeveralObjectives
            ? " The order is that of the ranked table, by Pareto fronts." : ""
    }

    /// The number of complete trials with the best result; 1 with several objectives.
    var tiedCount: Int {
        guard let best = ranked.first else { return 0 }
        return ranked.prefix { isTied($0, best) }.count
    }

    /// A sentence if some trials after the first `count` have the same result as the last of them.
    func tieNote(after count: Int) -> String {
        guard count > 0, count < ranked.count, isTied(ranked[count - 1], ranked[count]) else {
            return ""
        }
        return count < tiedCount
            ? " \(tiedCount, rowNoun) have the best result: those with the lowest numbers come "
                + "first."
            : " Of \(rowNoun)s with the same result, those with the lowest numbers come first."
    }

    /// The ranks of the ranked trials; trials with the same result share the best of theirs.
    var sharedRanks: [Int] {
        var ranks: [Int] = []
        for (place, trial) in ranked.enumerated() {
            let isShared = place > 0 && isTied(trial, ranked[place - 1])
            ranks.append(isShared ? ranks[place - 1] : place + 1)
        }
        return ranks
    }

    /// Whether two ranked trials differ by their numbers only.
    func isTied(_ a: Trial, _ b: Trial) -> Bool {
        // With several objectives, the first one alone does not decide.
        !job.metric.hasSeveralObjectives && a.state == b.state
            && (a.state == .complete || a.epoch == b.epoch)
            && job.metric.score(of: a.metrics) == job.metric.score(of: b.metrics)
    }
}
