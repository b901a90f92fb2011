/// What can go wrong in running a study, in words that say what to do.
package enum RuntimeError: Error, Sendable, Hashable {
    case noStudy(name: String, results: String, known: [String])
    /// The study exists with another job.
    case changedJob(study: String, differences: [String])
    /// An unprotected link was asked for where others could reach it.
    case insecureAddress(String)
    case badEndpoint(String)
    /// Nothing that could be asked about a study answered.
    case noAnswer(study: String, reason: String)
    case file(path: String, action: String, reason: String)
    /// A configuration could not be trained to its end.
    case trainingFailed(study: String, reason: String)
    /// A local worker kept ending.
    case workerKeepsEnding(status: String, log: String)
    /// The thread that checks keys ended: without it nobody must come in.
    case authenticatorEnded(reason: String)
}

extension RuntimeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noStudy(let name, let results, let known):
            "\(name): no study of that name is in \(results) and no study's directory is there; "
                + (known.isEmpty
                    ? "there are none yet: start one with `podium run JOB`"
                    : "there are \(known.joined(separator: ", "))")
        case .changedJob(let study, let differences):
            "the study \(study) exists with another job:\n"
                + differences.map { "  " + $0 }.joined(separator: "\n")
                + "\nkeep both with --study NAME, undo the change, or remove the recorded study "
                + "(podium delete \(study)) and start again"
        case .insecureAddress(let endpoint):
            "\(endpoint): without encryption only loopback addresses are listened on; use keys "
                + "(`podium keys new`), or give --insecure twice if everyone on that network may "
                + "read and run your studies"
        case .badEndpoint(let endpoint):
            "\(endpoint) is not an address; expected tcp://HOST:PORT, such as "
                + "tcp://192.168.1.10:5555, or tcp://*:5555 to listen on every interface"
        case .noAnswer(let study, let reason):
            "\(study): a coordinator has the study open, but could not be asked about it: \(reason)"
        case .file(let path, let action, let reason):
            "\(path): can't \(action): \(reason)"
        case .trainingFailed(let study, let reason): "\(study): training failed: \(reason)"
        case .workerKeepsEnding(let status, let log):
            "the local worker keeps ending (\(status)); what it said is in \(log)"
        case .authenticatorEnded(let reason):
            "the thread that checks keys ended (\(reason)); the coordinator stops rather than let "
                + "anyone in. Nothing recorded is lost: start it again with the same command"
        }
    }
}
