import Search
import StudyModel

/// A search whose outcomes are told as late as its sampler allows.
struct LateSearch {
    var job: Job
    var trials: Int
    /// The outcome that every configuration determines.
    var outcome: (Configuration) -> TrialOutcome
    /// The trial before which the search is resumed from its record; 0 for never.
    var resumedAfter = 0
    /// Of so many untold outcomes, the one that is told next.
    var pick: (Int) -> Int = { _ in 0 }

    func configurations() throws -> [Configuration] {
        var sampler = try StudySampler(job: job)
        var found: [Configuration] = []
        var untold: [Int] = []
        for trial in 0..<min(trials, sampler.limit ?? .max) {
            if trial == resumedAfter, resumedAfter > 0 {
                // As after a restart: the record, then the outcomes that were known.
                sampler = try StudySampler(job: job)
                for configuration in found { sampler.restore(configuration) }
                for number in 0..<trial where !untold.contains(number) {
                    sampler.tell(outcome(found[number]), trial: number)
                }
            }
            while !sampler.isReady, !untold.isEmpty {
                let next = untold.remove(at: pick(untold.count))
                sampler.tell(outcome(found[next]), trial: next)
            }
            found.append(sampler.suggest(trial: trial))
            untold.append(trial)
        }
        return found
    }
}
