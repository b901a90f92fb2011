package import UserErrors

/// Why a process that runs studies had to end.
package enum RuntimeError: Error, Sendable, Hashable {
    /// A local worker ended repeatedly.
    case workerKeepsEnding(status: String, log: String)
    /// The thread that checks keys ended; without it, no peer may connect.
    case authenticatorEnded(reason: String)
}

extension RuntimeError: UserError {
    package var exitStatus: ExitStatus { .workFailed }

    package var description: String {
        switch self {
        case .workerKeepsEnding(let status, let log):
            "the local worker keeps ending (\(status)); what it said is in \(log)"
        case .authenticatorEnded(let reason):
            "the thread that checks keys ended (\(reason)); the coordinator stops rather than let "
                + "anyone in. Nothing recorded is lost: start it again with the same command"
        }
    }
}
