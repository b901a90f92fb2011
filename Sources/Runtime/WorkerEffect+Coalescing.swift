import Coordination
import StudyModel

extension [WorkerEffect] {
    /// The effects with one message for results that came together, in the place of the last of
    /// them.
    ///
    /// A report is left out where the result of its attempt came with it: a result has all reports.
    /// So short trials cost one message per batch, and not two per trial.
    var coalesced: [WorkerEffect] {
        var finished: Set<AttemptID> = []
        for case .send(.results(let results)) in self {
            finished.formUnion(results.map(\.attempt))
        }
        var joined: [WorkerEffect] = []
        var results: [AttemptResult] = []
        func flush() {
            if !results.isEmpty { joined.append(.send(.results(results))) }
            results = []
        }
        for effect in self {
            switch effect {
            case .send(.results(let more)):
                results += more
            case .send(.report(let attempt, _)) where finished.contains(attempt):
                break
            case .send, .reconnect, .exit:
                // The order of what is said stays, above all around a hello and a goodbye.
                flush()
                joined.append(effect)
            case .start, .stop, .notice:
                joined.append(effect)
            }
        }
        flush()
        return joined
    }
}
