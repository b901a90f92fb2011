import Datasets
import Search
package import UserErrors

/// Why a recorded table can't be used, or a study can't be replayed on one.
package enum SimulationError: Error, Sendable, Hashable {
    /// A file is not there.
    case missing(path: String, advice: String)
    /// A file, or a part of it, can't be used; `expected` has the advice.
    case unusable(place: String, found: String, expected: String)
    /// The scheduler or its settings can't be replayed on a table.
    case notReplayable(scheduler: String, reason: String)
}

extension SimulationError: UserError {
    package var description: String {
        switch self {
        case .missing(let path, let advice): "\(path): there is no such file; \(advice)"
        case .unusable(let place, let found, let expected):
            "\(place): found \(found), expected \(expected)"
        case .notReplayable(let scheduler, let reason):
            "the scheduler \(scheduler) can't be replayed: \(reason)"
        }
    }

    package var exitStatus: ExitStatus { .badInput }
}
