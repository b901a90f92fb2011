package import UserErrors

/// Why an address can't be used.
package enum EndpointError: Error, Sendable, Hashable {
    case malformed(String)
    /// A text that is no address, where one to connect to is needed.
    case malformedTarget(String)
    /// An address to listen on, where one to connect to is needed.
    case onlyListens(String)
    /// No address is known for the host's name now.
    case unknownHost(endpoint: String, host: String, reason: String)
    /// An unencrypted link on an address that other machines can reach.
    case insecure(String)
}

extension EndpointError: UserError {
    package var exitStatus: ExitStatus {
        if case .unknownHost = self { .workFailed } else { .badInput }
    }

    package var description: String {
        switch self {
        case .malformed(let endpoint):
            "\(endpoint) is not an address; expected tcp://HOST:PORT, such as "
                + "tcp://192.168.1.10:5555, or tcp://*:5555 to listen on every interface"
        case .malformedTarget(let endpoint):
            "\(endpoint) is not an address; "
                + ((try? Endpoint(target: "tcp://" + endpoint)).map { "write \($0.text)" }
                    ?? "expected tcp://HOST:PORT, such as tcp://192.168.1.10:5555")
        case .onlyListens(let endpoint):
            "\(endpoint) is an address to listen on; expected the coordinator's host and port, "
                + "such as tcp://192.168.1.10:5555"
        case .unknownHost(let endpoint, let host, let reason):
            "\(endpoint): the host \(host) is not known: \(reason)"
        case .insecure(let endpoint):
            "\(endpoint): without encryption only loopback addresses are listened on; use keys "
                + "(`podium keys new`), or give --insecure twice if everyone on that network may "
                + "read and run your studies"
        }
    }
}
