/// The cohorts of a study: groups of trials that are compared with one another at each stop.
///
/// Trial numbers alone fix the cohorts.
struct CohortPlan: Sendable {
    /// One cohort: its trials, and the index of its first stop.
    struct Cohort: Sendable, Hashable {
        var trials: Range<Int>
        var firstStop: Int
    }

    /// The cohorts of one turn, which repeats; their trials are counted from the turn's first.
    private let turn: [Cohort]
    private let turnSize: Int
    /// The study's number of trials, which may cut the last cohort short.
    private let trials: Int

    /// Cohorts of one size, all with the same stops.
    init(size: Int, trials: Int) {
        self.init(turn: [(size, 0)], trials: trials)
    }

    /// - Parameter turn: the sizes and first stops of the cohorts that follow one another.
    init(turn: [(size: Int, firstStop: Int)], trials: Int) {
        var start = 0
        var cohorts: [Cohort] = []
        for (size, firstStop) in turn {
            cohorts.append(Cohort(trials: start..<start + size, firstStop: firstStop))
            start += size
        }
        self.turn = cohorts
        turnSize = start
        self.trials = trials
    }

    /// The number of the cohort of a trial.
    func cohort(of trial: Int) -> Int {
        let place = trial % turnSize
        let index = turn.firstIndex { $0.trials.contains(place) } ?? 0
        return trial / turnSize * turn.count + index
    }

    subscript(number: Int) -> Cohort {
        let part = turn[number % turn.count]
        let start = number / turn.count * turnSize
        let lower = part.trials.lowerBound + start
        let upper = max(lower, min(part.trials.upperBound + start, trials))
        return Cohort(trials: lower..<upper, firstStop: part.firstStop)
    }

    /// The numbers of trials nearest to `trials` that end with a whole cohort: one not above (0 if
    /// there is none), one not below.
    func wholeCounts(around trials: Int) -> (below: Int, above: Int) {
        let ends = turn.map(\.trials.upperBound)
        let start = trials / turnSize * turnSize
        let below = ends.last { $0 + start <= trials }.map { $0 + start } ?? start
        guard below < trials else { return (trials, trials) }
        let above = ends.first { $0 + start >= trials }.map { $0 + start } ?? start + turnSize
        return (below, above)
    }
}
