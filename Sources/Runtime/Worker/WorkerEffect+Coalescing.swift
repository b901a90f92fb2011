import Coordination
import StudyModel

extension [WorkerEffect] {
    /// The effects with consecutive results merged into one message, at the place of the last of
    /// them.
    ///
    /// A report is dropped if the result of its attempt is in the same batch, because a result
    /// contains all reports. So short trials cost one message per batch instead of two per trial.
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
            case .send(.intermediateResult(let attempt, _)) where finished.contains(attempt):
                break
            case .send, .reconnect, .exit:
                // The message order must stay, above all around a hello and a goodbye.
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
