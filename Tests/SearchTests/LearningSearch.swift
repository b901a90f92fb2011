import Search
import StudyModel

/// The first configurations of a study whose sampler learns, each outcome told as late as the
/// sampler allows; of the trials that run, `pick` says which ends next.
func search(
    _ job: Job, count: Int, pick: (Int) -> Int = { _ in 0 },
    outcome: (Configuration) -> TrialOutcome
) throws -> [Configuration] {
    var sampler = try StudySampler(job: job)
    var tried: [Configuration] = []
    var out: [Int] = []
    while tried.count < count {
        if sampler.isReady {
            out.append(tried.count)
            tried.append(sampler.suggest(trial: tried.count))
        } else {
            let ended = out.remove(at: pick(out.count))
            sampler.tell(outcome(tried[ended]), trial: ended)
        }
    }
    return tried
}
