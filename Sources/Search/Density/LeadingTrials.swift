import StudyModel

/// The best of the first trials of a study by one objective, kept up to date as trials end.
struct LeadingTrials: Sendable {
    /// The most trials that are kept.
    private let limit: Int
    /// Trials 0..<taken were looked at.
    private var taken = 0
    /// The number of trials with a score or without a usable one.
    private(set) var compared = 0
    /// The number of trials with a score.
    private(set) var ranked = 0
    /// The best trials, best first; of equal ones the first.
    private var best: [(trial: Int, score: Score)] = []

    init(limit: Int) { self.limit = limit }

    /// The numbers of the best trials.
    func best(_ count: Int) -> [Int] { best.prefix(count).map(\.trial) }

    /// A trial's score has changed.
    mutating func changed(_ trial: Int) {
        if trial < taken { self = LeadingTrials(limit: limit) }
    }

    /// Looks at the first `end` trials.
    ///
    /// - Parameter score: nil for a trial that is not compared; without a number if it has none.
    mutating func take(upTo end: Int, _ metric: Metric, score: (Int) -> Score?) {
        if end < taken { self = LeadingTrials(limit: limit) }
        for trial in taken..<max(taken, end) {
            guard let score = score(trial) else { continue }
            compared += 1
            guard !score.value.isNaN else { continue }
            ranked += 1
            insert(trial, score, metric)
        }
        taken = max(taken, end)
    }

    /// Trials come in the order of their numbers, so a new one ranks behind its equals.
    private mutating func insert(_ trial: Int, _ score: Score, _ metric: Metric) {
        if best.count == limit, let last = best.last, !metric.ranks(score, before: last.score) {
            return
        }
        let place = best.firstIndex { metric.ranks(score, before: $0.score) } ?? best.count
        best.insert((trial, score), at: place)
        if best.count > limit { best.removeLast() }
    }
}
