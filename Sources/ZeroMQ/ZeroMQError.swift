import CZeroMQ
package import UserErrors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An error of sockets, keys or key files.
package enum ZeroMQError: Error, Sendable, Hashable {
    /// A call of the library failed: the operation, its subject, and the error number.
    case call(String, on: String, code: Int32)
    /// The context was terminated: the process is shutting down.
    case contextTerminated
    /// A text is not a valid CURVE key.
    case invalidKey(String, reason: String)
    /// libzmq was built without CURVE, so links can't be encrypted.
    case curveMissing
    /// A key file can't be used: the place (`path` or `path:line`), the problem and the remedy.
    case keyFile(place: String, problem: String)
    /// The process may open too few descriptors.
    case fewDescriptors(limit: Int, least: Int)
    /// A key file can't be written.
    case unwrittenKeyFile(path: String, reason: String)

    /// The error of the last failed call on this thread.
    static func last(_ operation: String, on subject: String = "") -> ZeroMQError {
        let code = zmq_errno()
        return code == ZeroMQError.terminated
            ? .contextTerminated : .call(operation, on: subject, code: code)
    }

    // `ETERM`; the header defines it as this sum.
    static let terminated: Int32 = ZMQ_HAUSNUMERO + 53
}

extension ZeroMQError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .call(let operation, let subject, let code):
            let text = String(cString: zmq_strerror(code))
            let place = subject.isEmpty ? operation : "\(operation) \(subject)"
            return "\(place): \(text)" + Self.advice(for: code, subject)
        case .contextTerminated:
            return "the ZeroMQ context was terminated"
        case .invalidKey(let found, let reason):
            return "\"\(found)\" is not a CURVE key: \(reason); expected 40 characters of Z85"
        case .curveMissing:
            return "this libzmq (\(libraryVersion)) was built without CURVE, so links can't be "
                + "encrypted; install one that has it (Debian's libzmq3-dev does)"
        case .keyFile(let place, let problem):
            return "\(place): \(problem)"
        case .fewDescriptors(let limit, let least):
            return "this process may open \(limit) files and connections; expected at least "
                + "\(least): raise the limit (ulimit -n)"
        case .unwrittenKeyFile(let path, let reason):
            return "\(path): can't be written: \(reason)"
        }
    }

    private static func advice(for code: Int32, _ subject: String) -> String {
        switch code {
        case EADDRINUSE: "; another process listens there: stop it or choose another port"
        case EADDRNOTAVAIL, ENODEV: "; this machine has no such address: use one of its own, or *"
        case EACCES: "; ports below 1024 need privileges: choose a higher one"
        case EAGAIN where subject.contains("://"): "; no host of this name was found"
        case EINVAL where subject.contains("://"): "; expected tcp://HOST:PORT"
        case EMFILE, ENFILE: "; too many open descriptors: raise the limit (ulimit -n)"
        default: ""
        }
    }
}

extension ZeroMQError: UserError {
    package var exitStatus: ExitStatus {
        switch self {
        case .keyFile, .invalidKey: .badInput
        case .call, .contextTerminated, .curveMissing, .fewDescriptors, .unwrittenKeyFile:
            .workFailed
        }
    }
}
